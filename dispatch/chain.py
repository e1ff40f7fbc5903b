"""Hash chain: one per stream, and one link per batch over all streams, both over the sealed bytes.

    hash(event) = SHA-256(previous hash of the stream | stream (16) | version (8, big endian)
                          | length of topic (2, big endian) | topic (UTF-8) | state)
    link(batch) = SHA-256(previous link | hash of each event of the batch in order of position)

A stream starts from 32 zero bytes, the links from SHA-256("jedel-log-1" | the log's id). The bytes are
those stored, so forgetting somebody leaves the chain whole. A change, an exchange, a removal inside and an
event that no batch covers are found here; cutting off whole newest batches is not, which is what a link
kept elsewhere is for.
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

START = bytes(32)


def event_hash(previous: bytes, stream: UUID, version: int, name: str, state: bytes) -> bytes:
    """The next hash of a stream."""
    topic = name.encode()
    head = previous + stream.bytes + version.to_bytes(8, "big") + len(topic).to_bytes(2, "big")
    return sha256(head + topic + state).digest()


def first_link(log_id: UUID) -> bytes:
    """What the first batch of a log follows."""
    return sha256(b"jedel-log-1" + log_id.bytes).digest()


def batch_link(previous: bytes, hashes: Iterable[bytes]) -> bytes:
    """The next link of the log."""
    return sha256(previous + b"".join(hashes)).digest()


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One event as stored, with the hash stored beside it; no stream if its id is none."""

    position: int
    stream: UUID | None
    version: int
    name: str
    state: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class StoredBatch:
    """One commit: positions `first` to `last`, and its link."""

    first: int
    last: int
    link: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: a stream at a version, or (stream absent) a batch."""

    position: int
    stream: UUID | None
    version: int | None
    why: str


def breaks(log_id: UUID, rows: Iterable[StoredRow], batches: Iterable[StoredBatch]) -> Iterator[Break]:
    """Everything wrong with a log, in order of position; `rows` and `batches` in theirs."""
    heads: dict[UUID, tuple[int, bytes]] = {}
    coming = iter(batches)
    batch = next(coming, None)
    link, hashes, position = first_link(log_id), list[bytes](), 0
    for row in rows:
        position = row.position
        hashes.append(row.hash)
        if row.stream is None or {type(row.state), type(row.hash)} != {bytes}:
            yield Break(position, row.stream, row.version, "not as this program stores it")
            continue
        version, previous = heads.get(row.stream, (0, START))
        if row.version != version + 1:
            yield Break(row.position, row.stream, row.version, f"version {version + 1} is missing")
        if row.hash != event_hash(previous, row.stream, row.version, row.name, row.state):
            yield Break(
                row.position, row.stream, row.version, "the event does not follow from the one before"
            )
        heads[row.stream] = (row.version, row.hash)
        if batch is not None and position >= batch.last:
            link = yield from _close(batch, link, hashes, position)
            hashes.clear()
            batch = next(coming, None)
    if hashes:
        yield Break(position, None, None, "events after the last batch")
    if batch is not None:
        yield Break(batch.first, None, None, "a batch without its events")


def _close(
    batch: StoredBatch, link: bytes, hashes: list[bytes], position: int
) -> Generator[Break, None, bytes]:
    if position != batch.last:
        yield Break(batch.first, None, None, "the batch has lost its last event")
    elif any(type(each) is not bytes for each in hashes) or batch.link != batch_link(link, hashes):
        yield Break(batch.first, None, None, "the batch does not follow from the one before")
    return batch.link
