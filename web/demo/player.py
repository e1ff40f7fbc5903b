"""Puts the evening on: checks that the server is a demonstration, logs all in, plays, leaves cleanly."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from dispatch.town.build import build_town
from dispatch.town.plan import Town
from web.demo.desk import Desk
from web.demo.evening import Scene, plan
from web.demo.line import Line, No
from web.demo.pace import Pace
from web.demo.phone import Phone
from web.demo.stories import Fate

JsonObject = dict[str, Any]
Say = Callable[..., None]

SHIFT: Final = timedelta(hours=10)


class CannotPlay(Exception):
    """Why there is no evening here: `code` is a key of the messages (`demo.<code>`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """What to play. `every` are seconds of the server between two requests; `leave` are groups whose phones
    are left to people."""

    url: str
    seed: int = 1
    requests: int = 24
    every: float = 75.0
    leave: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody who plays, logged in."""

    town: Town
    operator: Line
    dispatcher: Line
    phones: dict[int, Line]
    pace: Pace
    schools: list[JsonObject]

    async def leave(self) -> None:
        for line in (self.operator, self.dispatcher, *self.phones.values()):
            await line.close()


async def play(evening: Evening, say: Say) -> None:
    """The whole evening; returns when its last request is done. Cancelling it hangs up every line."""
    cast = await _gathered(evening)
    try:
        await _start_shifts(cast)
        scenes = plan(
            evening.seed, evening.requests, evening.every, len(cast.schools), cast.pace.now().date()
        )
        say("begins", requests=len(scenes), rate=round(cast.pace.rate), phones=len(cast.phones))
        await _played(cast, scenes, say)
        say("ends")
    finally:
        await cast.leave()


async def _played(cast: Cast, scenes: list[Scene], say: Say) -> None:
    """Requests run to their end; the phones run as long as there are requests."""
    fates: dict[str, Fate] = {}
    teams = {team.number: team for team in cast.town.teams}
    phones = [
        Phone(cast.town, teams[number], line, cast.pace, fates, say) for number, line in cast.phones.items()
    ]
    async with asyncio.TaskGroup() as group:
        running = [group.create_task(phone.run()) for phone in phones]
        async with asyncio.TaskGroup() as requests:
            for scene in scenes:
                await cast.pace.wait(scene.after)
                desk = Desk(cast.operator, cast.dispatcher, cast.pace, fates, say)
                requests.create_task(desk.play(scene, cast.schools[scene.school]))
        for task in running:
            task.cancel()


async def _gathered(evening: Evening) -> Cast:
    door = await Line(evening.url, "", "", tries=1).get("/api/door")
    if not door["demonstration"]:
        raise CannotPlay("not-a-demonstration")
    known = {each["login"]: each["password"] for each in door["logins"]}
    town = build_town()
    numbers = [team.number for team in town.teams if team.number not in evening.leave]
    wanted = ["operator", "dispatcher2", *(f"team{number}" for number in numbers)]
    if not set(wanted) <= set(known):
        raise CannotPlay("logins-missing")
    lines = {login: Line(evening.url, login, known[login]) for login in wanted}
    before = [await line.open() for line in lines.values()]
    me = before[-1]
    schools = (await lines["operator"].get("/api/schools"))["schools"]
    if not {str(school.id) for school in town.schools} <= {school["id"] for school in schools}:
        raise CannotPlay("another-town")
    return Cast(
        town=town,
        operator=lines["operator"],
        dispatcher=lines["dispatcher2"],
        phones={number: lines[f"team{number}"] for number in numbers},
        pace=Pace(datetime.fromisoformat(me["now"]), float(me["rate"])),
        schools=sorted(schools, key=lambda school: str(school["id"])),
    )


async def _start_shifts(cast: Cast) -> None:
    """Whoever is not on duty yet starts a shift; the demonstration usually has done so itself."""
    for row in (await cast.dispatcher.get("/api/teams"))["teams"]:
        if row["shift"] is None:
            ends_at = (cast.pace.now() + SHIFT).isoformat()
            try:
                await cast.dispatcher.tell(
                    "start-shift", shift=uuid4(), team=row["id"], members=row["roster"], ends_at=ends_at
                )
            except No:
                continue
