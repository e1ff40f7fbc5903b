"""What is past its time goes, row for row; what is not, or is somebody else's, stays."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dispatch import expired
from dispatch.clock import SystemClock
from dispatch.expired import Past, Scope, drop, past
from dispatch.inbox import Inbox
from dispatch.lane_store import ACCEPTED, MISUSE, LaneStore, Sent
from dispatch.outbox import Parcel
from dispatch.samples import Sample, Samples
from dispatch.schema import microseconds
from dispatch.staging import APPLIED, Staging
from dispatch.wrapping import Wrapping, make_key_file
from domain.law.local_time import instant
from domain.retention import DataKind, RetentionApplied

DAY = date(2026, 3, 16)
BEFORE = instant(DAY)
OLD, NEW = BEFORE - timedelta(seconds=1), BEFORE
OURS, THEIRS = UUID(int=1), UUID(int=2)
REGION, OTHER = "KZ-75", "KZ-71"
SCOPE = Scope(region=REGION, members=[OURS])


def positions(data: Path) -> None:
    samples = Samples(data / "positions.db")
    samples.add(
        Sample(team=team, at=at, lat=43.0, lon=76.0, source="phone", accuracy_m=None)
        for team in (OURS, THEIRS)
        for at in (OLD, NEW)
    )
    samples.close()


def notices(data: Path) -> None:
    inbox = Inbox(data / "inbox.db")
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
    lane = LaneStore(data / "form.db", Wrapping(data / "keys.kek"))
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


def imports(data: Path) -> None:
    clock = SystemClock()
    staging = Staging(data / "imports.db", clock, waiting=9, kept=timedelta(days=999))
    for region, name in ((REGION, "old"), (REGION, "waits"), (OTHER, "other"), (REGION, "new")):
        one = staging.put(region, "schools", name, name.encode(), None)
        if name != "waits":
            staging.end(one.id, APPLIED, {})
    staging.close()
    db = sqlite3.connect(data / "imports.db")
    db.execute("UPDATE staged SET ended=?", (NEW.astimezone(UTC).isoformat(),))
    db.execute("UPDATE staged SET ended=? WHERE filename IN ('old', 'other')", (OLD.isoformat(),))
    db.execute("UPDATE staged SET ended=NULL WHERE filename='waits'")
    db.commit()
    db.close()


KINDS: list[tuple[DataKind, Callable[[Path], None], str, int]] = [
    (DataKind.POSITIONS, positions, "positions.db sample", 4),
    (DataKind.NOTICES, notices, "inbox.db notice", 4),
    (DataKind.REQUESTS, requests, "form.db lane", 5),
    (DataKind.RECEIPTS, receipts, "form.db receipt", 2),
    (DataKind.IMPORTS, imports, "imports.db staged", 4),
]


def count(data: Path, where: str) -> int:
    file, table = where.split()
    db = sqlite3.connect(data / file)
    found: int = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    db.close()
    return found


@pytest.mark.parametrize(("kind", "fill", "where", "rows"), KINDS)
def test_what_is_past_its_time_goes_and_nothing_else(
    tmp_path: Path, kind: DataKind, fill: Callable[[Path], None], where: str, rows: int
) -> None:
    fill(tmp_path)
    told = RetentionApplied(kind=kind, before=DAY, rows=1)
    assert count(tmp_path, where) == rows
    assert past(tmp_path, kind, SCOPE, BEFORE) == Past(rows=1)
    assert drop(tmp_path, SCOPE, told) == 1
    assert count(tmp_path, where) == rows - 1
    assert past(tmp_path, kind, SCOPE, BEFORE) == Past(rows=0)
    assert drop(tmp_path, SCOPE, told) == 0


@pytest.mark.parametrize("kind", DataKind)
def test_where_there_is_no_file_nothing_is_past(tmp_path: Path, kind: DataKind) -> None:
    assert past(tmp_path, kind, SCOPE, BEFORE) == Past(rows=0)
    assert drop(tmp_path, SCOPE, RetentionApplied(kind=kind, before=DAY, rows=1)) == 0
    assert list(tmp_path.iterdir()) == []


def test_many_go_in_short_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expired, "AT_A_TIME", 10)
    samples = Samples(tmp_path / "positions.db")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [at + timedelta(seconds=n) for n in range(30)]
    samples.add(
        Sample(team=OURS, at=one, lat=43.0, lon=76.0, source="phone", accuracy_m=None) for one in rows
    )
    samples.close()
    assert drop(tmp_path, SCOPE, RetentionApplied(kind=DataKind.POSITIONS, before=DAY, rows=30)) == 30


def test_nothing_of_it_is_left_in_the_files(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "imports.db")
    db.close()
    imports(tmp_path)
    db = sqlite3.connect(tmp_path / "imports.db")
    db.execute("UPDATE staged SET filename='Ибрагимова.csv' WHERE filename='old'")
    db.commit()
    db.close()
    drop(tmp_path, SCOPE, RetentionApplied(kind=DataKind.IMPORTS, before=DAY, rows=1))
    left = b"".join(path.read_bytes() for path in tmp_path.glob("imports.db*"))
    assert "Ибрагимова".encode() not in left
