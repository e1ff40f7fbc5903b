"""What is past its time goes, row for row; what is not, or is somebody else's, stays."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dispatch import expired
from dispatch.clock import SystemClock
from dispatch.expired import Open, Past, Scope, drop, past
from dispatch.inbox import Inbox
from dispatch.lane_store import ACCEPTED, MISUSE, LaneStore, Sent
from dispatch.outbox import Parcel
from dispatch.samples import Sample, Samples
from dispatch.schema import microseconds
from dispatch.staging import APPLIED, Staging
from dispatch.tables.sqlite import FileTables
from dispatch.wrapping import Wrapping, make_key_file
from domain.law.local_time import instant
from domain.retention import DataKind, RetentionApplied
from tests.places import Folder, Place

DAY = date(2026, 3, 16)
BEFORE = instant(DAY)
OLD, NEW = BEFORE - timedelta(seconds=1), BEFORE
OURS, THEIRS = UUID(int=1), UUID(int=2)
REGION, OTHER = "KZ-75", "KZ-71"
SCOPE = Scope(region=REGION, members=[OURS])


def positions(place: Place) -> None:
    samples = Samples(place.open("positions"))
    samples.add(
        Sample(team=team, at=at, lat=43.0, lon=76.0, source="phone", accuracy_m=None)
        for team in (OURS, THEIRS)
        for at in (OLD, NEW)
    )
    samples.close()


def notices(place: Place) -> None:
    inbox = Inbox(place.open("inbox"))
    for n, at in enumerate((OLD, NEW)):
        parcel = Parcel(
            id=UUID(int=n), kind="k", to=None, roles=(), author=None, case=None, ref="", centre=UUID(int=9),
            created=at, attempts=0,
        )  # fmt: skip
        inbox.deliver(parcel, [OURS, THEIRS])
    inbox.close()


def requests(data: Path) -> None:
    """Old and decided, old and waiting, old and on its way into the log, another region's, new."""
    make_key_file(data / "keys.kek")
    lane = LaneStore(FileTables(data / "form.db"), Wrapping(data / "keys.kek"))
    chosen = [(REGION, MISUSE, OLD), (REGION, "", OLD), (REGION, ACCEPTED, OLD), (OTHER, MISUSE, OLD)]
    for number, (region, state, at) in enumerate([*chosen, (REGION, MISUSE, NEW)], 1):
        body = b"words of a child"
        sent = Sent(id=UUID(int=number), school="1", region=region, at=at, danger=False, body=body)
        lane.add([(sent, lane.seal(body, sent.id))])
        if state:
            lane.decide(region, [number], state, OURS, at, None)
    lane.close()


def receipts(data: Path) -> None:
    db = sqlite3.connect(data / "form.db")
    db.execute("CREATE TABLE receipt (lookup INTEGER, hash TEXT, stream BLOB, at INTEGER)")
    db.executemany(
        "INSERT INTO receipt VALUES (1, 'h', x'00', ?)", [(microseconds(OLD),), (microseconds(NEW),)]
    )
    db.commit()
    db.close()


def imports(place: Place) -> None:
    clock = SystemClock()
    staging = Staging(place.open("imports"), clock, waiting=9, kept=timedelta(days=999))
    for region, name in ((REGION, "Ибрагимова"), (REGION, "waits"), (OTHER, "other"), (REGION, "new")):
        one = staging.put(region, "schools", name, name.encode(), None)
        if name != "waits":
            staging.end(one.id, APPLIED, {})
    staging.close()
    tables = place.open("imports")
    tables.write("UPDATE staged SET ended=?", (NEW.astimezone(UTC).isoformat(),))
    tables.write("UPDATE staged SET ended=? WHERE filename IN ('Ибрагимова', 'other')", (OLD.isoformat(),))
    tables.write("UPDATE staged SET ended=NULL WHERE filename='waits'")


BESIDE: list[tuple[DataKind, Callable[[Place], None], str, int]] = [
    (DataKind.POSITIONS, positions, "positions sample", 4),
    (DataKind.NOTICES, notices, "inbox notice", 4),
    (DataKind.IMPORTS, imports, "imports staged", 4),
]
OF_THE_FORM: list[tuple[DataKind, Callable[[Path], None], str, int]] = [
    (DataKind.REQUESTS, requests, "form lane", 5),
    (DataKind.RECEIPTS, receipts, "form receipt", 2),
]


def opened(place: Place) -> Open:
    return lambda name: place.open(name)


def count(place: Place, where: str) -> int:
    name, table = where.split()
    return int(place.open(name).rows(f"SELECT count(*) FROM {table}")[0][0])


def goes(place: Place, kind: DataKind, where: str, rows: int) -> None:
    told = RetentionApplied(kind=kind, before=DAY, rows=1)
    assert count(place, where) == rows
    assert past(opened(place), kind, SCOPE, BEFORE) == Past(rows=1)
    assert drop(opened(place), SCOPE, told) == 1
    assert count(place, where) == rows - 1
    assert past(opened(place), kind, SCOPE, BEFORE) == Past(rows=0)
    assert drop(opened(place), SCOPE, told) == 0


@pytest.mark.parametrize(("kind", "fill", "where", "rows"), BESIDE)
def test_what_is_past_its_time_goes_and_nothing_else(
    place: Place, kind: DataKind, fill: Callable[[Place], None], where: str, rows: int
) -> None:
    fill(place)
    goes(place, kind, where, rows)


@pytest.mark.parametrize(("kind", "fill", "where", "rows"), OF_THE_FORM)
def test_so_it_does_of_the_form(
    tmp_path: Path, kind: DataKind, fill: Callable[[Path], None], where: str, rows: int
) -> None:
    fill(tmp_path)
    goes(Folder(tmp_path), kind, where, rows)


@pytest.mark.parametrize("kind", DataKind)
def test_where_there_is_nothing_nothing_is_past(tmp_path: Path, kind: DataKind) -> None:
    open_files = opened(Folder(tmp_path))
    assert past(open_files, kind, SCOPE, BEFORE) == Past(rows=0)
    assert drop(open_files, SCOPE, RetentionApplied(kind=kind, before=DAY, rows=1)) == 0


def test_many_go_in_short_steps(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expired, "AT_A_TIME", 10)
    samples = Samples(place.open("positions"))
    at = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [at + timedelta(seconds=n) for n in range(30)]
    samples.add(
        Sample(team=OURS, at=one, lat=43.0, lon=76.0, source="phone", accuracy_m=None) for one in rows
    )
    told = RetentionApplied(kind=DataKind.POSITIONS, before=DAY, rows=30)
    assert drop(opened(place), SCOPE, told) == 30


def test_of_many_members_none_is_left_out(place: Place) -> None:
    members = [UUID(int=number) for number in range(expired.ASKED + 1)]
    Samples(place.open("positions")).add(
        Sample(team=team, at=OLD, lat=43.0, lon=76.0, source="phone", accuracy_m=None) for team in members
    )
    scope = Scope(region=REGION, members=members)
    assert past(opened(place), DataKind.POSITIONS, scope, BEFORE).rows == len(members)


def test_nothing_of_it_is_left_in_the_files(place: Place) -> None:
    imports(place)
    assert place.holds("Ибрагимова".encode(), "imports")
    drop(opened(place), SCOPE, RetentionApplied(kind=DataKind.IMPORTS, before=DAY, rows=1))
    assert not place.holds("Ибрагимова".encode(), "imports")
