"""What the trial of damages stands on: a log of the evening's mix, signed on the way but for its newest part.

Made once by the product itself; `copy` gives it into hands that change it; HONEST is what happens to a log
that nobody changes.
"""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from uuid import UUID

from dispatch.chain import START, batch_link, event_hash, first_link
from dispatch.evidence.signing import KEY_FILE, make_signing_key, read_signing_keys
from dispatch.ports import Accepted
from dispatch.sql.head import log_identity
from tests.bench.evening import life, registrations, submission
from web.bootstrap import build, close, set_up
from web.settings import Settings
from web.system import System

CALLERS = 6
SIGNED_EVERY = 90
NOT_SIGNED = 60
"""Events after the last checkpoint."""


@dataclass
class Ground:
    """`data` with the log and its signing key, `elsewhere` with its checkpoints."""

    place: Path

    @property
    def data(self) -> Path:
        return self.place / "data"

    @property
    def elsewhere(self) -> Path:
        return self.place / "elsewhere"

    @property
    def log(self) -> Path:
        return self.data / "log.db"

    @property
    def public(self) -> bytes:
        return read_signing_keys(self.data / KEY_FILE)[0].public

    def copy(self, place: Path) -> "Ground":
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.place, place)
        return Ground(place)

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """The file in the hands of somebody who takes its triggers off, and puts them on again."""
        connection = sqlite3.connect(self.log, isolation_level=None)
        connection.execute("PRAGMA synchronous=OFF")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode=DELETE")  # all of it in the one file
        connection.close()


def rehash(connection: sqlite3.Connection) -> None:
    """Everything made to fit again, as whoever knows how can: hashes, links, SQLite's own count."""
    heads: dict[str, bytes] = {}
    hashes: dict[int, bytes] = {}
    query = "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events ORDER BY rowid"
    for position, stream, version, topic, state in connection.execute(query):
        made = event_hash(heads.get(stream, START), UUID(stream), version, topic, state)
        heads[stream] = hashes[position] = made
    rows = [(made, position) for position, made in hashes.items()]
    connection.executemany("UPDATE stored_events SET hash=? WHERE rowid=?", rows)
    link, links = first_link(log_identity(connection)), []
    for first, last in connection.execute("SELECT first, last FROM batch ORDER BY last"):
        link = batch_link(link, [hashes[each] for each in range(first, last + 1)])
        links.append((link, last))
    connection.executemany("UPDATE batch SET link=? WHERE last=?", links)
    count(connection)


def head(connection: sqlite3.Connection) -> int:
    """Position of the newest event."""
    return int(connection.execute("SELECT max(rowid) FROM stored_events").fetchone()[0])


def count(connection: sqlite3.Connection) -> None:
    """SQLite's count of positions as if nothing had ever stood behind the newest."""
    connection.execute(
        "UPDATE sqlite_sequence SET seq=(SELECT max(rowid) FROM stored_events) WHERE name='stored_events'"
    )


def make(place: Path, events: int, seed: int) -> tuple[Ground, Ground]:
    """The log and, at half its length, an older copy of it with what stood elsewhere then."""
    chance = random.Random(seed)
    ground, older = Ground(place / "ground"), Ground(place / "older")
    ground.elsewhere.mkdir(parents=True)
    set_up(ground.data, {"demonstration": False})
    system = build(Settings(data=ground.data, checkpoints=ground.elsewhere))
    try:
        for command in registrations(CALLERS):
            assert isinstance(system.store.writer.call(submission(command)), Accepted)
        lives = [life(number) for number in range(CALLERS)]
        while system.store.log.head < events // 2:
            _signed(system, chance, lives)
        _set_aside(ground, older)
        while system.store.log.head < events - NOT_SIGNED:
            _signed(system, chance, lives)
        signed_to = system.store.log.head
        system.store.notary.stop(None)
        _go_on(system, chance, lives, signed_to + NOT_SIGNED)
        _set_aside(ground, Ground(place / "whole"))
    finally:
        close(system)
    return Ground(place / "whole"), older


def _go_on(system: System, chance: random.Random, lives: list[Iterator[object]], until: int) -> None:
    while system.store.log.head < until:
        few = chance.sample(lives, chance.randint(1, 3))
        sent = [system.store.writer.send(submission(each)) for one in few for each in islice(one, 1)]
        assert all(isinstance(each.result(30), Accepted) for each in sent)


def _signed(system: System, chance: random.Random, lives: list[Iterator[object]]) -> None:
    _go_on(system, chance, lives, system.store.log.head + SIGNED_EVERY)
    notary = system.store.notary
    notary._made_at = -1e12
    notary.look()
    assert (notary.fault, notary.covered) == (None, system.store.log.head)


def _set_aside(ground: Ground, to: Ground) -> None:
    """A copy of one moment, as `jedel backup` makes it; no file beside the one."""
    to.data.mkdir(parents=True)
    reading, writing = sqlite3.connect(ground.log), sqlite3.connect(to.log)
    reading.backup(writing)
    writing.execute("PRAGMA journal_mode=DELETE")
    reading.close()
    writing.close()
    shutil.copy(ground.data / KEY_FILE, to.data)
    shutil.copytree(ground.elsewhere, to.elsewhere)


def _vacuumed(ground: Ground, chance: random.Random) -> None:
    connection = sqlite3.connect(ground.log, isolation_level=None)
    connection.execute(f"PRAGMA page_size={chance.choice([1_024, 4_096, 8_192])}")
    connection.execute("VACUUM")
    connection.close()


def _torn_elsewhere(ground: Ground, chance: random.Random) -> None:
    """A power cut while the newest line was written; it is written anew after that."""
    path = sorted(ground.elsewhere.glob("*.checkpoints"))[-1]
    lines = path.read_bytes().splitlines(keepends=True)
    torn = lines[-1][: chance.randrange(1, len(lines[-1]) - 1)]
    path.write_bytes(b"".join(lines[:-1]) + torn + b"\n" + lines[-1])


def _behind_elsewhere(ground: Ground, chance: random.Random) -> None:
    """The directory was full: what came last does not stand there yet."""
    path = sorted(ground.elsewhere.glob("*.checkpoints"))[-1]
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[: chance.randrange(1, len(lines))]))


def _another_log_s(ground: Ground, chance: random.Random) -> None:
    name = f"{UUID(int=chance.getrandbits(128))}.2026-03-20.checkpoints"
    (ground.elsewhere / name).write_bytes(b"of another log\n")


def _with_write_ahead_log(ground: Ground, chance: random.Random) -> None:
    connection = sqlite3.connect(ground.log)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _new_key(ground: Ground, chance: random.Random) -> None:
    make_signing_key(ground.data / KEY_FILE)


def _nothing(ground: Ground, chance: random.Random) -> None:
    return


HONEST: tuple[Callable[[Ground, random.Random], None], ...] = (
    _nothing,
    _vacuumed,
    _torn_elsewhere,
    _behind_elsewhere,
    _another_log_s,
    _with_write_ahead_log,
    _new_key,
)
"""What happens to a log in a long life without anybody changing it."""
