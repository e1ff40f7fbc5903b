"""What can be wrong with a PostgreSQL: each is wrong until it is resumed, and right after it."""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from threading import Event, Thread
from typing import Final

import psycopg
from psycopg import errors, sql

from dispatch.sql.postgres import LOCK
from tests.faulty_line import Mode
from tests.patience import eventually
from tests.postgres import Server
from tests.trials.postgres_trial import Fault, Faults


def restarts(faults: Faults) -> Iterator[None]:
    """As if its machine had failed."""
    faults.server.stop(signal.SIGQUIT)
    yield
    faults.server.start()


def refuses(faults: Faults) -> Iterator[None]:
    yield from _lines_are(faults, Mode.REFUSE)


def is_slow(faults: Faults) -> Iterator[None]:
    """Each of its answers comes 0.2 s later."""
    yield from _lines_are(faults, Mode.SLOW)


def _lines_are(faults: Faults, mode: Mode) -> Iterator[None]:
    for line in faults.lines:
        line.set(mode)
    yield
    for line in faults.lines:
        line.set(Mode.PASS)


def says_nothing(faults: Faults) -> Iterator[None]:
    """Nothing passes and nothing is closed."""
    for line in faults.lines:
        line.hold()
    yield
    for line in faults.lines:
        line.go_on()


def is_locked(faults: Faults) -> Iterator[None]:
    """Somebody changes the table by hand and has gone for tea."""
    with psycopg.connect(faults.store) as other:
        other.execute(b"LOCK TABLE stored_events IN ACCESS EXCLUSIVE MODE")
        yield
        other.rollback()


def is_full_of_others(faults: Faults) -> Iterator[None]:
    """Every connection is somebody else's."""
    for line in faults.lines:
        line.set(Mode.REFUSE)
    with ExitStack() as others:
        while True:
            try:
                others.enter_context(closing(psycopg.connect(faults.store, autocommit=True)))
            except psycopg.OperationalError:
                break
        for line in faults.lines:
            line.set(Mode.PASS)
        yield


def locks_crosswise(faults: Faults) -> Iterator[None]:
    """Somebody has the table and wants the lock, again and again; the writer has that and wants this."""
    before, ended = _deadlocks(faults), Event()
    thread = Thread(target=_cross, args=(faults.store, ended))
    thread.start()
    yield
    ended.set()
    thread.join()
    assert _deadlocks(faults) > before, "nobody was ever locked crosswise"


def _cross(store: str, ended: Event) -> None:
    with psycopg.connect(store) as other:
        while not ended.is_set():
            try:
                other.execute(b"LOCK TABLE stored_events IN SHARE MODE")
                ended.wait(0.3)
                other.execute(sql.SQL("SELECT pg_advisory_xact_lock({})").format(LOCK))
            except errors.DeadlockDetected:
                pass
            other.rollback()


def _deadlocks(faults: Faults) -> int:
    """The server counts them, and tells of it a moment later."""
    time.sleep(1.5)
    with psycopg.connect(faults.store) as asking:
        row = asking.execute(
            "SELECT deadlocks FROM pg_stat_database WHERE datname=%s", (faults.database,)
        ).fetchone()
    assert row is not None
    return int(row[0])


def falls_over_to_another(faults: Faults) -> Iterator[None]:
    """Its machine fails under the commands; a standby that had every acknowledged commit takes its place."""
    standby = Server(like=faults.server)
    with psycopg.connect(faults.store, autocommit=True) as admin:
        admin.execute(b"ALTER SYSTEM SET synchronous_standby_names='*'")
        admin.execute(b"SELECT pg_reload_conf()")
        query = b"SELECT count(*) FROM pg_stat_replication WHERE sync_state='sync'"
        eventually(lambda: admin.execute(query).fetchone() == (1,))
    failing = Thread(target=_fail, args=(faults, standby))
    failing.start()
    yield
    failing.join()


def _fail(faults: Faults, standby: Server) -> None:
    time.sleep(0.15)
    faults.server.stop(signal.SIGQUIT)
    standby.promote()
    faults.moved_to(standby)


def has_no_room(faults: Faults) -> Iterator[None]:
    """Its disk is full; for a server that has one of its own."""
    rest = faults.server.folder / "rest"
    with rest.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(65_536)):
            continue
    yield
    rest.unlink()


FAULTS: Final[dict[str, Fault]] = {
    "restarts": restarts,
    "refuses": refuses,
    "says nothing": says_nothing,
    "is slow": is_slow,
    "is locked": is_locked,
    "is full of others": is_full_of_others,
    "locks crosswise": locks_crosswise,
    "falls over to another": falls_over_to_another,
}
"""The last leaves another server behind."""
