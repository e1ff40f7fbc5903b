"""Making the store ready for this program, once and by one process: tables, steps from earlier ones, rows.

Where the store is shared, what prepared it is written down there, and processes that serve refuse to start on
anything else. Forward only: what a later program prepared is left alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from threading import Event
from typing import Final

from dispatch.clock import SystemClock
from dispatch.lease import SCHEMA as LEASES
from dispatch.lease import WORK, Candidate, Lease
from dispatch.schema import microseconds
from dispatch.schema_steps import newest
from dispatch.tables.port import Tables
from dispatch.view_tables import SHAPE as VIEWS
from domain.catalogue import EVENTS
from projections.drives import Drives
from projections.ledger import Ledger
from projections.traces import Traces
from web.bootstrap import build, close
from web.parts import name_of_process, tables_of
from web.settings import BadSettings, Settings
from web.tables import tables

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS release (
    one INTEGER PRIMARY KEY, version TEXT NOT NULL, shapes TEXT NOT NULL, at INTEGER NOT NULL);
"""
_NOTE: Final = (
    "INSERT INTO release VALUES (1,?,?,?) ON CONFLICT (one) DO UPDATE SET"
    " version=excluded.version, shapes=excluded.shapes, at=excluded.at"
)
PATIENCE: Final = 120.0
"""Seconds for which another release is waited for."""


def ours() -> tuple[str, str]:
    """This program's version, and a digest of the shapes in which it keeps things."""
    folds = [*tables(Traces(lambda _, text: text)), Ledger(), Drives()]
    told = [
        f"log {newest()}",
        f"views {VIEWS}",
        *sorted(EVENTS),
        *sorted(f"{fold.name} {fold.version}" for fold in folds),
    ]
    return version("jedel"), sha256("\n".join(told).encode()).hexdigest()[:12]


def release(settings: Settings) -> None:
    """Make and upgrade everything. Raises `BadSettings` or `Unfit`: then nothing of it was noted."""
    if not settings.shared:
        close(build(settings))
        return
    work = tables_of(settings, WORK)
    try:
        refuse_later(work)
        with _alone(settings):
            refuse_later(work)
            close(build(settings))
            work.prepare(SCHEMA)
            work.write(_NOTE, (*ours(), microseconds(SystemClock().now())))
    finally:
        work.close()


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One release at a time; a second one waits for the first."""
    tables, taken = tables_of(settings, WORK), Event()
    tables.prepare(LEASES)
    lease = Lease(tables, "release", name_of_process())
    candidate = Candidate(lease, SystemClock().monotonic, lambda _: taken.set(), lambda: None)
    candidate.start()
    try:
        if not taken.wait(PATIENCE):
            raise BadSettings("release-busy")
        yield
    finally:
        candidate.stop()
        candidate.give_back()
        tables.close()


def noted(work: Tables) -> tuple[str, str] | None:
    """What prepared the store; none where nothing did."""
    if "release" not in work.standing():
        return None
    found = work.rows("SELECT version, shapes FROM release")
    return (str(found[0][0]), str(found[0][1])) if found else None


def refuse_later(work: Tables) -> None:
    """What a later program prepared is not taken back to ours."""
    found = noted(work)
    if found is not None and _numbers(found[0]) > _numbers(ours()[0]):
        raise BadSettings("release-later", found=found[0], ours=ours()[0])


def require_release(settings: Settings) -> None:
    """Whoever is about to serve a shared store: it is prepared, and for this program."""
    if not settings.shared:
        return
    work = tables_of(settings, WORK)
    try:
        found = noted(work)
    finally:
        work.close()
    if found is None:
        raise BadSettings("release-missing", data=str(settings.data))
    if found != ours():
        told = {"found": " ".join(found), "ours": " ".join(ours()), "data": str(settings.data)}
        raise BadSettings("release-other", **told)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
