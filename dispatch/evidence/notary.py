"""Makes checkpoints while events come: in the log itself, and in a directory elsewhere if there is one.

A thread of its own looks once a second at the newest link. It signs the first after a pause at once, then one
every so many seconds while something new stands in the log, and one at an orderly stop; nothing of an idle
log. Whatever goes wrong here costs no event: it is told (`fault`), tried again, and what the directory could
not take is written there later, in order.
"""

import logging
from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final, TypeAlias
from uuid import UUID

from dispatch.clock import SystemClock
from dispatch.evidence.checkpoint import Checkpoint, Signed, first_previous, read_line, signed
from dispatch.evidence.outside import Outside, fault_of
from dispatch.evidence.signing import (
    KEY_FILE,
    SigningKey,
    SigningKeyUnusable,
    make_signing_key,
    read_signing_keys,
)
from dispatch.ports import StoreUnavailable
from dispatch.reads_store import last_of
from dispatch.sql.port import Connection, Database, Reading, asking

LOOK_EVERY: Final = 1.0
RETRY_EVERY: Final = 10.0
"""Seconds between two tries at a directory, or a key, that failed."""
AT_ONCE: Final = 500
"""Checkpoints carried out of the log in one go."""
PATIENCE: Final = 5.0
"""How long a stop waits for a directory that does not answer."""

Aside: TypeAlias = Callable[[Callable[[Connection], None]], None]
"""Carries a transaction out beside the events."""

_log = logging.getLogger(__name__)


class Notary:
    """`start` once the writer works, `stop` once it has ended. `aside` is how a row comes into the log."""

    def __init__(
        self,
        data: Path,
        database: Database,
        log_id: UUID,
        aside: Aside,
        every: float,
        outside: Path | None,
    ) -> None:
        self._data = data
        self._database = database
        self._log_id = log_id
        self._aside = aside
        self._every = every
        self._outside = None if outside is None else Outside(outside, log_id)
        self._monotonic = SystemClock().monotonic
        self._connection = database.open_to_read()
        self._last = newest(self._connection)
        self._made_at = -every
        self._carried, self._sure = 0, False
        self._tried_at = -RETRY_EVERY
        self._faults: dict[str, str] = {}
        self._ended = Event()
        self._working = Lock()
        self._thread = Thread(target=self._work, name="checkpoints", daemon=True)

    @property
    def fault(self) -> str | None:
        """Why there is no new checkpoint, or none elsewhere; nothing while all is well."""
        return next(iter(dict(self._faults).values()), None)

    @property
    def covered(self) -> int:
        """The position up to which the log is signed."""
        return 0 if self._last is None else self._last.told.position

    @property
    def waiting(self) -> int | None:
        """How many checkpoints the directory lacks; nothing without a directory."""
        made = 0 if self._last is None else self._last.told.number
        return None if self._outside is None else made - self._carried

    def start(self) -> None:
        if self._last is None and not (self._data / KEY_FILE).exists():
            make_signing_key(self._data / KEY_FILE)
        self._thread.start()

    def stop(self, aside: Aside | None) -> None:
        """End the thread; if `aside` is given, sign what came last and carry it out once more."""
        started = self._thread.is_alive()
        self._ended.set()
        if started:
            self._thread.join(PATIENCE)
        if started and not self._thread.is_alive() and aside is not None:
            self._aside, self._every, self._tried_at = aside, 0.0, -RETRY_EVERY
            self.look()
        self._connection.close()

    def _work(self) -> None:
        while not self._ended.is_set():
            self.look()
            self._ended.wait(LOOK_EVERY)

    def look(self) -> None:
        """One look: sign what is new if it is time, and carry out what waits."""
        with self._working:
            self._guarded("log", self._sign_if_due)
            now = self._monotonic()
            if self._outside is not None and now - self._tried_at >= (
                RETRY_EVERY if "outside" in self._faults else 0
            ):
                self._tried_at = now
                self._guarded("outside", self._carry_out)

    def _guarded(self, what: str, work: Callable[[], None]) -> None:
        """Events go on whatever happens here; each change of what is wrong is told once."""
        code = None
        try:
            work()
        except SigningKeyUnusable as error:
            code = error.code
        except OSError as error:
            code = fault_of(error)
            self._sure = False
        except _AnotherStory:
            code = "another-story"
        except (StoreUnavailable, self._connection.Error):
            code = "store"
        except Exception:  # noqa: BLE001 - a defect of ours is no reason to stop
            _log.exception("checkpoints failed")
            code = "defect"
        before = self._faults.get(what)
        if code == before:
            return
        if code is None:
            del self._faults[what]
            _log.warning("checkpoints are written again")
        else:
            self._faults[what] = code
            _log.error("checkpoints cannot be written", extra={"reason": code})

    def _sign_if_due(self) -> None:
        if self._monotonic() - self._made_at < self._every:
            return
        if "log" in self._faults:  # whether the last one came into the log is not known then
            self._last = newest(self._connection)
        told = self._what_is_new()
        if told is None:
            return
        keys = read_signing_keys(self._data / KEY_FILE)
        before = self._last and self._last.told.key
        handing = next((each for each in keys[1:] if each.public == before), None)
        made = signed(told(keys[0]), keys[0], handing)
        self._aside(lambda connection: _insert(connection, made))
        self._last, self._made_at = made, self._monotonic()

    def _what_is_new(self) -> Callable[[SigningKey], Checkpoint] | None:
        """The next checkpoint but for its key; nothing if nothing came since the last one."""
        query = "SELECT last, recorded_at, link FROM batch ORDER BY last DESC LIMIT 1"
        row = self._connection.execute(query).fetchone()
        beside = self._database.beside("reads")
        with nullcontext() if beside is None else closing(beside):
            readings = None if beside is None else _newest_reading(beside)
        last = self._last
        if row is None or (last and (last.told.position, last.told.readings) == (row[0], readings)):
            return None
        position, recorded_at, link = row
        return lambda key: Checkpoint(
            log=self._log_id,
            number=1 if last is None else last.told.number + 1,
            position=position,
            link=link,
            recorded_at=recorded_at,
            readings=readings,
            previous=first_previous(self._log_id) if last is None else last.hash,
            key=key.public,
        )

    def _carry_out(self) -> None:
        outside = self._outside
        if outside is None or self._last is None:
            return
        if not self._sure:
            self._carried = self._compared(outside)
            outside.leave_key(self._last.told.key)
            self._sure = True
        while waiting := self._after(self._carried):
            for key in {each.told.key for each in waiting}:
                outside.leave_key(key)
            outside.append(waiting)
            self._carried = waiting[-1].told.number

    def _compared(self, outside: Outside) -> int:
        """Number of the newest checkpoint there, which has to be one of ours."""
        there = outside.last()
        if there is None:
            return 0
        ours = self._after(there.told.number - 1, limit=1)
        if not ours or ours[0].line != there.line:
            raise _AnotherStory
        return there.told.number

    def _after(self, number: int, limit: int = AT_ONCE) -> Sequence[Signed]:
        query = "SELECT line FROM checkpoint WHERE number>? ORDER BY number LIMIT ?"
        return [read_line(row[0]) for row in self._connection.execute(query, (number, limit))]


class _AnotherStory(Exception):
    """The directory holds checkpoints that this log does not: it was put back, or is another's."""


def newest(connection: Reading) -> Signed | None:
    """The newest checkpoint in a log."""
    row = connection.execute("SELECT line FROM checkpoint ORDER BY number DESC LIMIT 1").fetchone()
    return None if row is None else read_line(row[0])


def _insert(connection: Connection, made: Signed) -> None:
    connection.execute("INSERT INTO checkpoint VALUES (?,?)", (made.told.number, made.line))


def _newest_reading(connection: Reading) -> tuple[int, bytes] | None:
    try:
        position, _, newest_hash = last_of(asking(connection))
    except (connection.Error, TypeError, IndexError):  # whether it is whole is not asked here
        return None
    return (position, newest_hash) if position else None
