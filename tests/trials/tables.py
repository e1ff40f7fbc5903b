"""The ground of the damage trial moved into PostgreSQL; hands that change it by SQL, past its triggers."""

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg

from dispatch.evidence.tables import LogTables
from dispatch.evidence.verify import Compared, Report, verify
from dispatch.moving import copy_rows
from dispatch.sql.head import log_identity
from dispatch.sql.postgres_line import connected
from dispatch.sql.postgres_target import Target
from dispatch.sql.postgres_text import translated
from dispatch.sql.sqlite import SqliteFile
from dispatch.unfit import Unfit
from tests.postgres import Server
from tests.trials import ground as ground_of_files
from tests.trials import tamperings
from tests.trials.damages import Trial
from tests.trials.ground import Ground, head


class Hands:
    """A connection that somebody changes the tables with; statements as for the file."""

    def __init__(self, raw: "psycopg.Connection[tuple[Any, ...]]") -> None:
        self._raw = raw

    def execute(self, sql: str, values: Sequence[Any] = ()) -> "psycopg.Cursor[tuple[Any, ...]]":
        if "sqlite_sequence" in sql:  # of positions given out nothing else is known here
            sql, values = "SELECT 1", ()
        return self._raw.cursor(binary=True).execute(translated(sql), values)

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        for row in rows:
            self.execute(sql, row)


class TableGround(Ground):
    """`elsewhere` and the signing key in files, the log in a database of its own."""

    def __init__(self, place: Path, server: Server, name: str) -> None:
        super().__init__(place)
        self.server, self.name = server, name

    @property
    def url(self) -> str:
        return self.server.url(self.name)

    def copy(self, place: Path) -> "TableGround":
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.place, place)
        return TableGround(place, self.server, self.server.new_name(self.name))

    @contextmanager
    def open(self) -> Iterator[Hands]:  # type: ignore[override]
        with connected(self.url) as raw, raw.transaction():
            raw.execute(b"SET session_replication_role=replica")
            yield Hands(raw)

    def drop(self) -> None:
        with psycopg.connect(self.server.url("postgres"), autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {self.name}".encode())


def moved(ground: Ground, server: Server) -> TableGround:
    """The same log in PostgreSQL, its rows brought there as `jedel move` does."""
    name = server.new_name()
    with closing(SqliteFile(ground.log).open_to_walk()) as here, closing(Target(server.url(name))) as target:
        log = log_identity(here)
        target.begin(log, again=False)
        with target.log(log) as there:
            copy_rows(here, there)
        target.end()
    return TableGround(ground.place, server, name)


def flipped_bit(it: TableGround, older: TableGround, chance: random.Random) -> int:
    """One bit of a stored value, as it would come from the disk without a checksum."""
    with it.open() as hands:
        position = chance.randint(1, head(hands))
        last = hands.execute("SELECT min(last) FROM batch WHERE last>=?", (position,)).fetchone()[0]  # type: ignore[index]
        table, column, at = chance.choice(
            [
                ("stored_events", "state", position),
                ("stored_events", "hash", position),
                ("batch", "link", last),
            ]
        )
        key = "rowid" if table == "stored_events" else "last"
        value = hands.execute(f"SELECT {column} FROM {table} WHERE {key}=?", (at,)).fetchone()[0]  # type: ignore[index]
        changed = bytearray(value)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        hands.execute(f"UPDATE {table} SET {column}=? WHERE {key}=?", (bytes(changed), at))
    return int(at)


def put_back(it: TableGround, older: TableGround, chance: random.Random) -> int:
    """The older copy in this one's place, its own checkpoints whole."""
    it.name = it.server.new_name(older.name)
    with it.open() as hands:
        return head(hands) + 1


_STRUCTURE: Final = (
    "DROP TRIGGER batch_not_changed ON batch",
    "ALTER TABLE stored_events DISABLE TRIGGER ALL",
    "DROP INDEX outbox_waiting",
    "CREATE TABLE other (a bigint)",
    "ALTER TABLE checkpoint ADD COLUMN other text",
)


def structure_changed(it: TableGround, older: TableGround, chance: random.Random) -> int:
    with it.open() as hands:
        hands.execute(chance.choice(_STRUCTURE))
    return 1


_OF_THE_FILE: Final = {"flipped_byte", "truncated_file", "put_back", "structure_changed"}
TAMPERINGS: Final[tuple[Callable[..., int], ...]] = (
    flipped_bit,
    put_back,
    structure_changed,
    *(each for each in tamperings.TAMPERINGS if each.__name__ not in _OF_THE_FILE),
)


def vacuumed(it: TableGround, chance: random.Random) -> None:
    with psycopg.connect(it.url, autocommit=True) as line:
        line.execute("VACUUM FULL")


_OF_ANY_LOG: Final = {
    "_nothing",
    "_torn_elsewhere",
    "_behind_elsewhere",
    "_another_log_s",
    "_new_key",
}
HONEST: Final[tuple[Callable[..., None], ...]] = (
    vacuumed,
    *(each for each in ground_of_files.HONEST if each.__name__ in _OF_ANY_LOG),
)


class TableTrial(Trial):
    """The same trial over tables; a copy that was looked at is dropped."""

    def __init__(self, place: Path, events: int, seed: int, server: Server) -> None:
        self.server = server
        self.tamperings, self.honest = TAMPERINGS, HONEST
        super().__init__(place, events, seed)

    def made(self, place: Path, events: int, seed: int) -> tuple[Ground, Ground]:
        whole, older = super().made(place, events, seed)
        return moved(whole, self.server), moved(older, self.server)

    def look(self, at: Ground) -> Report | None:
        assert isinstance(at, TableGround)
        try:
            compare = Compared(elsewhere=at.elsewhere, public=self.public)
            return verify(at.data, compare, place=LogTables(at.url))
        except Unfit:
            return None
        finally:
            if at.place == self.copies:
                at.drop()
