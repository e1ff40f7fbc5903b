"""The library's `app.save` doing what the engine does beside storing events: the honest peer.

Each save seals what is personal under a key per person (made and stored wrapped, if new), follows the hash
chain of each stream and hashes a link, keeps the command by a keyed hash of its body, and writes claims, due
moments, notices, numbers and hot rows, all in the library's own transaction by a subclass of its recorder. It
decides nothing and folds nothing: the rows are those that the engine stored for the same commands, the hot
ones byte by byte, under fresh ids. Two things are cheaper for it than for the engine: of the chain only a
link a command is stored, and keys are durable in the same transaction and not in another database before it.
"""

import hmac
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from typing import Any, Final
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from eventsourcing.application import Application
from eventsourcing.persistence import Mapper, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor
from psycopg.sql import SQL

from dispatch.chain import START, batch_link, event_hash
from dispatch.keyring import fresh_nonce
from dispatch.mapper import SealingMapper, Written
from dispatch.schema_steps import newest, tables
from dispatch.sql.postgres_types import native
from domain.catalogue import EVENTS, UPCASTS
from tests.bench.library import Speed, in_threads
from tests.bench.stored import Beside, Command

_KEYS: Final = "CREATE TABLE subject_key (subject BLOB PRIMARY KEY, wrapped BLOB NOT NULL)"
_ID_COLUMN: Final = {"kept_command": 0, "claim": 1, "moment": 1, "hot_row": 1, "outbox": 0, "case_number": 0}
"""The column of each table that a story told again needs a fresh id in."""
Statements = list[tuple[str, list[Sequence[Any]]]]


def _beside() -> list[str]:
    """The engine's other tables, and one for keys."""
    skipped = ("TABLE stored_events", "TABLE log_identity", "TABLE checkpoint", "TABLE read_through")
    return [*(text for text in tables(newest()) if not any(each in text for each in skipped)), _KEYS]


class Ring:
    """Keys of one thread's people; those made since the last save are stored with the next."""

    def __init__(self) -> None:
        self._wrapping = AESGCM(os.urandom(32))
        self._held = threading.local()

    def begin(self) -> None:
        """Other people from here on."""
        self._held.keys, self._held.fresh = {}, []

    def sealing_key(self, subject: UUID) -> AESGCM:
        key: AESGCM | None = self._held.keys.get(subject)
        if key is None:
            raw, nonce = os.urandom(32), fresh_nonce()
            key = self._held.keys[subject] = AESGCM(raw)
            wrapped = nonce + self._wrapping.encrypt(nonce, raw, subject.bytes)
            self._held.fresh.append((uuid4().bytes, wrapped))
        return key

    def opening_key(self, subject: UUID) -> AESGCM | None:
        return None

    def made(self) -> list[Sequence[Any]]:
        found, self._held.fresh = self._held.fresh, []
        return found


class OnSqlite(SQLiteApplicationRecorder):
    """Writes what goes with the events in the same transaction."""

    def construct_create_table_statements(self) -> list[str]:
        made = [text.replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS") for text in _beside()]
        made = [text.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS") for text in made]
        return [*super().construct_create_table_statements(), *made]

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **more: Any
    ) -> Sequence[int] | None:
        returned = super()._insert_events(c, stored_events)
        for sql, rows in more["goes_with"](stored_events):
            c.executemany(sql, rows)
        return returned


class OnPostgres(PostgresApplicationRecorder):
    """The same there, in the library's pipeline."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.sql_create_statements += [SQL(native(text)) for text in _beside()]  # type: ignore[arg-type]

    def _insert_events(self, curs: Any, stored_events: Sequence[StoredEvent], **more: Any) -> None:
        for sql, rows in more["goes_with"](stored_events):
            curs.executemany(sql.replace("?", "%s"), rows)


class Parts(Application[UUID]):
    """Plain events of our catalogue, sealed by our mapper, which is one of the library's."""

    ring = Ring()

    def construct_mapper(self) -> Mapper[UUID]:
        return SealingMapper(EVENTS, UPCASTS, self.ring)


class Story:
    """One thread's: the sample's commands again and again, each time of other cases and people."""

    def __init__(self, app: Parts, commands: Sequence[Command], secret: bytes) -> None:
        self._app = app
        self._commands = cycle(enumerate(commands))
        self._mac = hmac.new(secret, digestmod="sha256")
        self._ids: dict[object, UUID] = {}
        self._stands: dict[UUID, tuple[int, bytes]] = {}

    def save(self) -> None:
        place, command = next(self._commands)
        if place == 0:
            self._ids.clear()
            self._stands.clear()
            self._app.ring.begin()
        written = [self._written(each) for each in command.events]
        self._app.save(*written, goes_with=lambda stored: self._goes_with(command, stored))

    def _id(self, old: object) -> UUID:
        found = self._ids.get(old)
        if found is None:
            found = self._ids[old] = uuid4()
        return found

    def _written(self, recorded: Any) -> Written:
        stream = self._id(recorded.stream)
        version, link = self._stands.get(stream, (0, START))
        self._stands[stream] = (version + 1, link)
        return Written(stream, version + 1, recorded.event, recorded.envelope)

    def _goes_with(self, command: Command, stored: Sequence[StoredEvent]) -> Statements:
        link = START
        for each in stored:
            stream = UUID(str(each.originator_id))
            version, before = self._stands[stream]
            hashed = event_hash(before, stream, each.originator_version, each.topic, each.state)
            self._stands[stream] = (version, hashed)
            link = batch_link(link, [hashed])
        digest = self._mac.copy()
        digest.update(command.body)
        digest.digest()
        told: Statements = [
            (each.sql, [self._row(each, row) for row in each.rows]) for each in command.beside
        ]
        if stored:
            place = uuid4().int >> 66  # a number that nobody else has: positions are the library's own affair
            told.append(("INSERT INTO batch VALUES (?,?,?,?)", [(place, place, 0, link)]))
        if keys := self._app.ring.made():
            told.append(("INSERT INTO subject_key VALUES (?,?)", keys))
        return told

    def _row(self, beside: Beside, row: Sequence[Any]) -> Sequence[Any]:
        column = _ID_COLUMN[beside.table]
        old = row[column]
        if beside.table in ("kept_command", "outbox"):
            fresh: object = os.urandom(16)
        else:
            fresh = self._id(old)
            fresh = fresh.bytes if isinstance(old, bytes) else fresh.hex  # type: ignore[attr-defined]
        return (*row[:column], fresh, *row[column + 1 :])


class SameParts:
    """The library doing the same parts, on the store that the settings name."""

    def __init__(self, settings: Mapping[str, str], commands: Sequence[Command]) -> None:
        kind = "OnSqlite" if "SQLITE_DBNAME" in settings else "OnPostgres"
        self._app = Parts({**settings, "APPLICATION_RECORDER_TOPIC": f"{__name__}:{kind}"})
        self._commands = commands
        self._secret = os.urandom(32)

    def rate(self, callers: int, seconds: float) -> Speed:
        def caller(_: int) -> Callable[[], None]:
            return Story(self._app, self._commands, self._secret).save

        return in_threads(callers, seconds, caller)

    def close(self) -> None:
        self._app.close()
