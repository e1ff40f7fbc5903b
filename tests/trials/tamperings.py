"""Ways to change a log behind its back. Each answers with the first position that it touched."""

import random
import sqlite3
from collections.abc import Callable
from dataclasses import replace

from dispatch.evidence.checkpoint import Checkpoint, first_previous, read_line, signed
from dispatch.evidence.signing import make_signing_key
from tests.trials.flips import flipped_byte
from tests.trials.ground import Ground, count, head, rehash

Tampering = Callable[[Ground, Ground, random.Random], int]
"""The copy to change, an older copy of the same log, chance."""

CHANGED = "UPDATE stored_events SET topic=?, state=? WHERE rowid=?"


def truncated_file(it: Ground, older: Ground, chance: random.Random) -> int:
    content = it.log.read_bytes()
    it.log.write_bytes(content[: chance.randrange(4_096, len(content) - 1)])
    return 1


def swapped_pair(it: Ground, older: Ground, chance: random.Random) -> int:
    """Two events exchange what they say."""
    with it.open() as connection:
        pair = sorted(chance.sample(range(1, head(connection) + 1), 2))
        query = "SELECT topic, state FROM stored_events WHERE rowid=?"
        first, second = (connection.execute(query, (each,)).fetchone() for each in pair)
        connection.execute(CHANGED, (*second, pair[0]))
        connection.execute(CHANGED, (*first, pair[1]))
    return pair[0]


def deleted_newest(it: Ground, older: Ground, chance: random.Random) -> int:
    """The newest events are gone, without a trace of them in the file."""
    with it.open() as connection:
        return _cut(connection, chance.randint(1, head(connection) - 2))


def _cut(connection: sqlite3.Connection, kept: int) -> int:
    last = connection.execute("SELECT max(last) FROM batch WHERE last<=?", (kept,)).fetchone()[0] or 0
    connection.execute("DELETE FROM stored_events WHERE rowid>?", (last,))
    connection.execute("DELETE FROM batch WHERE last>?", (last,))
    for number, line in connection.execute("SELECT number, line FROM checkpoint").fetchall():
        if read_line(line).told.position > last:
            connection.execute("DELETE FROM checkpoint WHERE number=?", (number,))
    count(connection)
    return int(last) + 1


def deleted_events_only(it: Ground, older: Ground, chance: random.Random) -> int:
    with it.open() as connection:
        first = head(connection) - chance.randrange(1, 40)
        connection.execute("DELETE FROM stored_events WHERE rowid>=?", (first,))
    return first


def deleted_batch(it: Ground, older: Ground, chance: random.Random) -> int:
    """A batch with its events, all later ones moved up and made to fit."""
    with it.open() as connection:
        batches = connection.execute("SELECT first, last FROM batch ORDER BY last").fetchall()
        first, last = batches[chance.randrange(len(batches) - 1)]
        gone = last - first + 1
        streams = connection.execute(
            "SELECT originator_id, originator_version FROM stored_events WHERE rowid BETWEEN ? AND ?",
            (first, last),
        ).fetchall()
        connection.execute("DELETE FROM stored_events WHERE rowid BETWEEN ? AND ?", (first, last))
        connection.execute("DELETE FROM batch WHERE last=?", (last,))
        for stream, version in reversed(streams):
            later = "UPDATE stored_events SET originator_version=? WHERE rowid=?"
            found = "SELECT originator_version-1, rowid FROM stored_events WHERE originator_id=?"
            rows = connection.execute(f"{found} AND originator_version>? ORDER BY 1", (stream, version))
            connection.executemany(later, rows.fetchall())
        _move_up(connection, last, gone)
        rehash(connection)
    return int(first)


def _move_up(connection: sqlite3.Connection, behind: int, by: int) -> None:
    for table, column, change in (
        ("stored_events", "rowid", "rowid=rowid-?"),
        ("batch", "last", "last=last-?, first=first-?"),
    ):
        rows = connection.execute(f"SELECT {column} FROM {table} WHERE {column}>? ORDER BY 1", (behind,))
        values = [(by,) * change.count("?") + row for row in rows.fetchall()]
        connection.executemany(f"UPDATE {table} SET {change} WHERE {column}=?", values)


def reordered_batch(it: Ground, older: Ground, chance: random.Random) -> int:
    """Two neighbouring events of different streams change places; their chains still hold."""
    with it.open() as connection:
        pairs = connection.execute(
            "SELECT one.rowid FROM stored_events AS one JOIN stored_events AS two ON two.rowid=one.rowid+1"
            " WHERE one.originator_id!=two.originator_id"
        ).fetchall()
        position = int(chance.choice(pairs)[0])
        for old, new in ((position, 0), (position + 1, position), (0, position + 1)):
            connection.execute("UPDATE stored_events SET rowid=? WHERE rowid=?", (new, old))
    return position


def edited_and_rehashed(it: Ground, older: Ground, chance: random.Random) -> int:
    """A word of an event, and everything after it made to fit."""
    with it.open() as connection:
        position = chance.randint(1, head(connection))
        query = "SELECT topic, state FROM stored_events WHERE rowid=?"
        topic, state = connection.execute(query, (position,)).fetchone()
        connection.execute(CHANGED, (topic, state.replace(b'"role":"', b'"role":"x', 1), position))
        rehash(connection)
    return position


def event_put_in(it: Ground, older: Ground, chance: random.Random) -> int:
    """A forged event at the end, with a batch of its own that fits."""
    with it.open() as connection:
        newest = head(connection)
        stream, version, topic, state = connection.execute(
            "SELECT originator_id, originator_version, topic, state FROM stored_events"
            " ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        row = (newest + 1, stream, version + 1, topic, state, b"")
        connection.execute("INSERT INTO stored_events VALUES (?,?,?,?,?,?)", row)
        at = connection.execute("SELECT max(recorded_at) FROM batch").fetchone()[0]
        connection.execute("INSERT INTO batch VALUES (?,?,?,?)", (newest + 1, newest + 1, at, b""))
        rehash(connection)
    return newest + 1


def replaced_key(it: Ground, older: Ground, chance: random.Random) -> int:
    """Everything made to fit and signed anew, from some checkpoint on, with a key of one's own."""
    if chance.random() < 0.5:
        edited_and_rehashed(it, older, chance)
    with it.open() as connection:
        lines = [
            read_line(row[0]) for row in connection.execute("SELECT line FROM checkpoint ORDER BY number")
        ]
        since = chance.randrange(len(lines))
        own = make_signing_key(it.place / "own.key")
        previous = lines[since - 1].hash if since else first_previous(lines[0].told.log)
        for found in lines[since:]:
            told = _as_it_is_now(connection, found.told, previous, own.public)
            made = signed(told, own)
            previous = made.hash
            connection.execute("UPDATE checkpoint SET line=? WHERE number=?", (made.line, told.number))
    return 1


def _as_it_is_now(
    connection: sqlite3.Connection, told: Checkpoint, previous: bytes, key: bytes
) -> Checkpoint:
    query = "SELECT link FROM batch WHERE last=?"
    link = connection.execute(query, (told.position,)).fetchone()[0]
    return replace(told, link=link, previous=previous, key=key)


def put_back(it: Ground, older: Ground, chance: random.Random) -> int:
    """The older copy in this one's place, its own checkpoints whole."""
    it.log.write_bytes(older.log.read_bytes())
    connection = sqlite3.connect(it.log)
    newest = head(connection)
    connection.close()
    return newest + 1


def moved_clock(it: Ground, older: Ground, chance: random.Random) -> int:
    """When a batch was recorded; no hash holds it."""
    with it.open() as connection:
        first, last = chance.choice(connection.execute("SELECT first, last FROM batch").fetchall())
        by = chance.choice([-1, 1]) * 10 ** chance.randrange(10)
        connection.execute("UPDATE batch SET recorded_at=recorded_at+? WHERE last=?", (by, last))
    return int(first)


def checkpoint_gone(it: Ground, older: Ground, chance: random.Random) -> int:
    """A checkpoint left out, in the log or elsewhere."""
    with it.open() as connection:
        newest = connection.execute("SELECT max(number) FROM checkpoint").fetchone()[0]
        number = chance.randrange(1, newest)
        if chance.random() < 0.5:
            connection.execute("DELETE FROM checkpoint WHERE number=?", (number,))
            return 1
    path = sorted(it.elsewhere.glob("*.checkpoints"))[-1]
    lines = path.read_bytes().splitlines(keepends=True)
    del lines[chance.randrange(len(lines) - 1)]
    path.write_bytes(b"".join(lines))
    return 1


def structure_changed(it: Ground, older: Ground, chance: random.Random) -> int:
    connection = sqlite3.connect(it.log)
    names = connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall()
    connection.execute(f"DROP TRIGGER {chance.choice(names)[0]}")
    connection.close()
    return 1


TAMPERINGS: tuple[Tampering, ...] = (
    flipped_byte,
    swapped_pair,
    deleted_newest,
    deleted_events_only,
    truncated_file,
    reordered_batch,
    deleted_batch,
    edited_and_rehashed,
    event_put_in,
    replaced_key,
    put_back,
    moved_clock,
    checkpoint_gone,
    structure_changed,
)
