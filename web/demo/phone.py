"""One group's phone: sees what it is given, accepts or not, drives along the streets, tells how it goes."""

from collections.abc import Callable
from typing import Any, Final

from dispatch.town.dice import Dice
from dispatch.town.plan import Town, TownTeam
from dispatch.town.routes import Drive, drive, nearest_node, where
from domain.places import Point
from web.demo import stories as told
from web.demo.line import Line, No
from web.demo.pace import Pace
from web.demo.stories import Fate

JsonObject = dict[str, Any]

LOOKS: Final = (1.0, 4.0)
"""A phone looks for its assignment every so many seconds of the wall, and of the server, at the least."""

FIX: Final = (1.0, 3.0)
"""So far apart are two positions of a moving phone."""

STILL: Final = (4.0, 60.0)
"""And of one that stands."""


class Phone:
    """Runs until it is cancelled. `fates` say how the evening's visits are to go; others go well."""

    def __init__(
        self,
        town: Town,
        team: TownTeam,
        line: Line,
        pace: Pace,
        fates: dict[str, Fate],
        say: Callable[..., None],
    ) -> None:
        self._town = town
        self._team = team
        self._line = line
        self._pace = pace
        self._fates = fates
        self._say = say
        self._dice = Dice(team.number)
        self._node = team.home_node
        self._fix_due = 0.0
        self._ignored: set[str] = set()

    async def run(self) -> None:
        """Looks, acts, and otherwise stands where it is or drives home."""
        while True:
            try:
                found = await self._assignment()
                if found is not None:
                    await self._answer(found)
                elif self._node != self._team.home_node:
                    await self._drive_home()
                else:
                    await self._stand()
            except No as no:
                self._say("phone-refused", team=self._team.number, code=no.code)
                await self._pace.wait(self._pace.at_least(*LOOKS))

    async def _assignment(self) -> JsonObject | None:
        found = (await self._line.get("/api/phone/assignment"))["assignment"]
        return found if found is not None and found["visit"] not in self._ignored else None

    async def _answer(self, found: JsonObject) -> None:
        fate = self._fates.get(found["visit"], Fate.HELPED)
        visit = {"case": found["case"], "visit": found["visit"]}
        tongue = found["child"]["language"] if found["child"]["language"] in told.KINDS else "ru"
        if fate is Fate.LAPSED:
            self._ignored.add(found["visit"])
            return
        if found["state"] == "sent":
            await self._pace.wait(self._dice.between(1, 4))
            await self._line.tell("confirm-delivery", **visit)
        if found["state"] in ("sent", "delivered", "accepted"):
            await self._pace.wait(self._dice.between(5, 25))
            if fate is Fate.DECLINED:
                await self._line.tell("decline-assignment", reason=told.DECLINES[tongue], **visit)
                return
            await self._line.tell("accept-assignment", drive=True, **visit)
            found["state"] = "en-route"
        if found["state"] == "en-route":
            if not await self._drive(self._way_to(found), found["visit"]):
                return
            await self._line.tell("record-arrival", **visit)
        await self._at_the_school(visit, fate, tongue)

    async def _at_the_school(self, visit: JsonObject, fate: Fate, tongue: str) -> None:
        await self._pace.wait(self._dice.between(20, 60))
        if fate in (Fate.DOOR, Fate.TURNED_AWAY):
            await self._line.tell("record-access", let_in=False, words=told.AT_THE_DOOR[tongue], **visit)
            await self._pace.wait(self._dice.between(90, 200))
            if fate is Fate.TURNED_AWAY:
                await self._line.tell("end-visit", outcome="refused-at-door", **visit)
                return
        await self._line.tell("record-access", let_in=True, **visit)
        await self._stay(self._dice.between(300, 800))
        await self._line.tell(
            "end-visit",
            outcome="helped",
            kinds=list(told.KINDS[tongue]),
            forms=list(told.FORMS[tongue]),
            terms=told.TERMS[tongue],
            findings=told.FINDINGS[tongue],
            **visit,
        )

    def _way_to(self, found: JsonObject) -> Drive:
        school = found["school"] or found["nearest_school"]
        lat, lon = found["point"] or (school["point"] if school else (self._home.lat, self._home.lon))
        gate = next((s.gate for s in self._town.schools if school and str(s.id) == school["id"]), None)
        goal = nearest_node(self._town, Point(lat=lat, lon=lon)) if gate is None else gate
        return drive(self._town, self._node, goal)

    @property
    def _home(self) -> Point:
        return self._team.home

    async def _drive(self, way: Drive, visit: str | None) -> bool:
        """Drives to the end, or until the visit is taken away (or, on the way home, one is given)."""
        begun = self._pace.now()
        looked = 0.0
        while True:
            gone = (self._pace.now() - begun).total_seconds()
            self._node = _passed(way, gone)
            await self._tell_position(where(self._town, way, gone))
            if gone >= way.seconds:
                return True
            if gone - looked >= self._pace.at_least(*LOOKS):
                looked = gone
                found = await self._assignment()
                if (found["visit"] if found else None) != visit:
                    return False
            await self._pace.wait(self._pace.at_least(*FIX))

    async def _drive_home(self) -> None:
        await self._drive(drive(self._town, self._node, self._team.home_node), None)

    async def _stay(self, seconds: float) -> None:
        """Stands for so long, telling its position now and then."""
        begun = self._pace.now()
        while (gone := (self._pace.now() - begun).total_seconds()) < seconds:
            await self._tell_position(self._town.nodes[self._node])
            await self._pace.wait(min(self._pace.at_least(*STILL), max(0.0, seconds - gone)))

    async def _stand(self) -> None:
        """One look's time at home; a position only as often as a standing phone tells it."""
        wait = self._pace.at_least(*LOOKS)
        self._fix_due -= wait
        if self._fix_due <= 0:
            self._fix_due = self._pace.at_least(*STILL)
            await self._tell_position(self._town.nodes[self._node])
        await self._pace.wait(wait)

    async def _tell_position(self, at: Point) -> None:
        try:
            await self._line.post(
                "/api/positions",
                {"lat": at.lat, "lon": at.lon, "at": self._pace.now().isoformat(), "accuracy_m": 8.0},
            )
        except No as no:
            if no.code not in ("team-off-duty", "position-in-future"):
                raise


def _passed(way: Drive, gone: float) -> int:
    """The last node behind; the one ahead could be a street too far."""
    passed = [node for node, at in zip(way.nodes, way.passed_at, strict=True) if at <= gone]
    return passed[-1] if passed else way.nodes[0]
