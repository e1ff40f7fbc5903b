"""One bit of the log's file turned over, wherever something stands that people or the chain rest on."""

import random
import sqlite3

from tests.trials.ground import Ground, head


def flipped_byte(it: Ground, older: Ground, chance: random.Random) -> int:
    """One bit of the file: in a state, a hash, a name, an id (in table or index), or a link."""
    connection = sqlite3.connect(it.log)
    position = chance.randint(1, head(connection))
    query = "SELECT originator_id, topic, state, hash FROM stored_events WHERE rowid=?"
    stream, topic, state, made = connection.execute(query, (position,)).fetchone()
    last, link = connection.execute("SELECT last, link FROM batch WHERE last>=?", (position,)).fetchone()
    connection.close()
    content = bytearray(it.log.read_bytes())
    what = chance.choice(["state", "hash", "topic", "stream", "index", "link"])
    row = content.find(topic.encode() + state + made)
    if what == "link":
        start, length = content.find(link), len(link)
        position = last
    elif what == "index" or row < 0:  # a row over several pages: its hash stands whole on one of them
        start, length = content.find(made), len(made)
        if what == "index":
            start, length = _in_index(content, stream.encode()), len(stream)
    else:
        parts = {"stream": stream.encode(), "topic": topic.encode(), "state": state, "hash": made}
        before = {"stream": -len(stream) - _width(content, row, stream), "topic": 0}
        before |= {"state": len(topic.encode()), "hash": len(topic.encode()) + len(state)}
        start, length = row + before[what], len(parts[what])
    assert start > 0
    content[start + chance.randrange(length)] ^= 1 << chance.randrange(8)
    it.log.write_bytes(content)
    return position


def _width(content: bytearray, row: int, stream: str) -> int:
    """Bytes of the version between stream and topic of a record."""
    return next(
        wide for wide in range(9) if content[row - wide - len(stream) : row - wide] == stream.encode()
    )


def _in_index(content: bytearray, stream: bytes) -> int:
    """Where an id stands in the index: two short numbers behind it and no topic."""
    found = content.find(stream)
    while b"-" in content[found + len(stream) : found + len(stream) + 12]:
        following = content.find(stream, found + 1)
        if following < 0:
            return found
        found = following
    return found
