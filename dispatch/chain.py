"""Hash chain: one per stream, and one link per batch over all streams, both over the sealed bytes.

    hash(event) = SHA-256(previous hash of the stream | stream (16) | version (8, big endian)
                          | length of topic (2, big endian) | topic (UTF-8) | state)
    link(batch) = SHA-256(previous link | hash of each event of the batch in order of position)

A stream starts from 32 zero bytes, the links from SHA-256("jedel-log-1" | the log's id). The bytes are
those stored, so forgetting somebody leaves the chain whole. `dispatch.evidence.walk` follows it; what it
cannot show (newest batches cut off, all of it made anew) is what signed links kept elsewhere are for.
"""

from collections.abc import Iterable
from hashlib import sha256
from uuid import UUID

START = bytes(32)


def event_hash(previous: bytes, stream: UUID, version: int, name: str, state: bytes) -> bytes:
    """The next hash of a stream."""
    head = previous + stream.bytes + version.to_bytes(8, "big")
    return sha256(head + topic_head(name.encode()) + state).digest()


def topic_head(topic: bytes) -> bytes:
    """A topic as the hash takes it: it cannot slide into the state behind it."""
    return len(topic).to_bytes(2, "big") + topic


def first_link(log_id: UUID) -> bytes:
    """What the first batch of a log follows."""
    return sha256(b"jedel-log-1" + log_id.bytes).digest()


def batch_link(previous: bytes, hashes: Iterable[bytes]) -> bytes:
    """The next link of the log."""
    return sha256(previous + b"".join(hashes)).digest()
