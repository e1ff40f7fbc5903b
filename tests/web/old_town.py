"""The invented town with a past: cases closed more than two years ago, and rows of every kind from then."""

import asyncio
import sqlite3
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from dispatch.clock import SystemClock
from dispatch.lane_store import MISUSE, LaneStore, Sent
from dispatch.outbox import Parcel
from dispatch.samples import Sample
from dispatch.tables.sqlite import FileTables
from dispatch.wrapping import Wrapping
from tests.web.client import Client
from tests.web.served import served
from web.bootstrap import build, close, set_up
from web.setting_up import draw_town, load_town, town_of
from web.settings import Settings
from web.system import System

AGO = timedelta(days=800)
REGION = "KZ-00"
NAME = "Айару Ескіқызы"


def old_town(data: Path, cases: int) -> list[str]:
    """Make it; the ids of the cases, oldest first. Of one more case, closed now, nothing is told."""
    set_up(data, {"demonstration": True, "seed": 1})
    draw_town(data, town_of({"seed": 1}))
    start = SystemClock().now() - AGO
    system = build(Settings(data=data, clock_start=start))
    try:
        asyncio.run(load_town(system, town_of({"seed": 1}), lambda _: None))
        _rows(system)
    finally:
        close(system)
    with served(Settings(data=data, port=0, clock_start=start)) as running:
        dispatcher = running.enter("dispatcher")
        found = [closed_case(dispatcher) for _ in range(cases)]
        settings = running.system.centre_row(dispatcher.me["region"])["settings"]
        settings = {**settings, "retention": {**settings["retention"], "cases": 365, "readings": 365}}
        head = running.enter("head")
        answer = head.send("change-settings", centre=head.me["centre"], settings=settings)
        assert answer.status_code == 200, answer.text
    with served(Settings(data=data, port=0)) as running:
        closed_case(running.enter("dispatcher"))
    return found


def closed_case(client: Client) -> str:
    case = client.received(story="Ескі оқиға", child_name=NAME)
    for name, fields in (
        ("take-case", {}),
        ("assess-case", {"risk_class": 3, "reason": "calm"}),
        ("consider-case", {"result": "talked"}),
        ("close-case", {"result": "well"}),
    ):
        answer = client.send(name, case=case, **fields)
        assert answer.status_code == 200, (name, answer.text)
    client.get(f"/api/cases/{case}")
    return case


def _rows(system: System) -> None:
    """Two positions, three notices, four decided requests of the form, one receipt, one file of then."""
    region = next(iter(system.rows("centres").values()))["region"]
    then = system.clock.now()
    teams = [UUID(row["id"]) for row in system.region_rows("teams", region)][:1]
    _positions(system, teams)
    accounts = [UUID(row["id"]) for row in system.region_rows("accounts", region)][:3]
    parcel = Parcel(
        id=uuid4(), kind="k", to=None, roles=(), author=None, case=None, ref="", centre=uuid4(),
        created=then, attempts=0,
    )  # fmt: skip
    system.inbox.deliver(parcel, accounts)
    lane = LaneStore(
        FileTables(system.settings.data / "form.db"), Wrapping(system.settings.data / "keys.kek")
    )
    for _ in range(4):
        body = NAME.encode()
        sent = Sent(id=uuid4(), school="1", region=region, at=then, danger=False, body=body)
        lane.add([(sent, lane.seal(body, sent.id))])
    numbers = [entry.number for entry in lane.page(region, 10)]
    lane.decide(region, numbers, MISUSE, accounts[0], then, None)
    lane.close()
    asyncio.run(system.form.receipts.keep("1234567812345678", uuid4(), then))
    one = system.staging.put(region, "schools", "old.csv", b"number\n1\n", None)
    system.staging.end(one.id, "applied", {})
    db = sqlite3.connect(system.settings.data / "imports.db")
    with db:
        db.execute("UPDATE staged SET ended=?", (then.isoformat(),))
    db.close()


def _positions(system: System, teams: Iterable[UUID]) -> None:
    """What the program keeps by its own limit would go at once, so from less than 30 days ago."""
    lately = SystemClock().now() - timedelta(days=29)
    samples = system.positions._samples
    assert samples is not None
    samples.add(
        Sample(
            team=team, at=lately + timedelta(seconds=n), lat=43.0, lon=76.0, source="phone", accuracy_m=None
        )
        for team in teams
        for n in range(2)
    )
