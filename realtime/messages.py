"""The wire of `/live`: its messages as types, their encoders, and the rule by which a screen applies them.

A frame is one websocket text message: a JSON array of messages, each an object whose `t` names its kind. A
screen applies a whole frame, then draws once. Times are whole milliseconds since 1970 UTC on the product's
clock.

How a screen keeps its mirror (held by tests/golden/wire/*.json for Python and TypeScript alike). For each
topic it wants, a screen holds `rows` (key -> row), `epoch`, `pos` (both unknown before the first snapshot)
and a state:
  `idle`    there is no connection;
  `asking`  `sub` is sent, its `ok` is not in yet;
  `filling` the parts of a snapshot are coming in, kept apart until the last one;
  `live`    the rows are exactly those of `pos`.
1.  Wanting a topic, finding a gap, or having a new connection (after its `welcome`): send `sub` with a
    fresh `id`, with `epoch` and `pos` if they are known, else without; state `asking`. Rows stay on the
    screen meanwhile.
2.  While `asking`, ignore the topic's `snap` and `d`. An `ok` with another id than that of the topic's last
    `sub` is ignored. `ok` with mode `live` or `diff`: state `live` (the `d` of a diff follows); `snap`:
    `filling`.
3.  `snap` (it also comes unasked, in `live`): part 0 begins a new collection, and the state is `filling`;
    any other part must be the next of the collection, with the same `epoch`, `pos` and `parts`, else it is
    a gap. When the last part is in: replace all rows of the topic by the collection, take `epoch` and
    `pos`; `live`.
4.  `d`: in `filling` ignore it. Another epoch than the local one is a gap. If `pos <= local pos`, ignore
    it. If `prev == local pos`, put each op in order (row null: delete the key) and take `pos`. Else a gap.
5.  A gap: throw a collection away, then rule 1.
6.  `hb`, for every wanted topic: `live` and `heads[topic]` not the local [epoch, pos], or `filling`: the
    tail was lost, a gap. `asking`: at the second heartbeat since the `sub`, a gap. Answer the heartbeat by
    `pong` with its `n`. `log` is the log position that the server has shown: the mark of a command that was
    answered with `position` goes when `log >= position` or a topic's `pos >= position`.
7.  `revoked`: forget the topic and its rows, at once.
8.  `err` with a `topic`: if `retry` is false, as 7; else rule 1 after a second.
9.  `bye`: keep all rows, close, and connect again after `after_ms`.
10. `welcome` and `hb` carry `now` and `rate`: the product's clock reads `now + (local elapsed ms) * rate`.
    Whether the screen is live is judged by the screen's own clock: no frame for STALE_S is shown as stale;
    after DEAD_S it closes and connects again, after 0.25 s doubled up to 10 s, each time a random part of
    it.
11. Unknown kinds of messages and unknown fields are ignored. VERDICTS says what a close code means.

Topics named `positions:...` count their own changes instead of log positions and are never resumed: they are
asked for without `epoch` and `pos`, and always answered with a snapshot. All else about them is the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NotRequired, TypedDict

import orjson

PROTO: Final = 1
STALE_S: Final = 8
DEAD_S: Final = 15

INTERNAL: Final = 1011
BAD_MESSAGE: Final = 4400
SESSION_OVER: Final = 4401
FORBIDDEN: Final = 4403
NO_PONG: Final = 4408
TOO_SLOW: Final = 4413
TOO_MANY: Final = 4429
DRAINING: Final = 4503

Verdict = Literal["reconnect", "login", "stop"]
VERDICTS: Final[Mapping[int, Verdict]] = {
    BAD_MESSAGE: "stop",
    SESSION_OVER: "login",
    FORBIDDEN: "stop",
    NO_PONG: "reconnect",
    TOO_SLOW: "reconnect",
    TOO_MANY: "stop",
    DRAINING: "reconnect",
}
"""What a screen does with a close code; every other code means reconnect."""

ErrorCode = Literal[
    "not-json",
    "duplicate-key",
    "unknown-message",
    "unknown-field",
    "missing-field",
    "wrong-type",
    "too-long",
    "unknown-topic",
    "forbidden",
    "too-many-topics",
]
"""Why a message was not served. The first seven are defects of the screen's program."""


class Sub(TypedDict):
    """Ask for a topic, again if need be; `epoch` and `pos` (both or neither): go on from there."""

    t: Literal["sub"]
    id: int
    topic: str
    epoch: NotRequired[str]
    pos: NotRequired[int]


class Unsub(TypedDict):
    t: Literal["unsub"]
    topic: str


class Pong(TypedDict):
    """The answer to a heartbeat: the screen's program still runs, not only its socket."""

    t: Literal["pong"]
    n: int


class Rx(TypedDict):
    """A sample, 1 in 100: when the change `pos` came in and was painted, by the product's clock."""

    t: Literal["rx"]
    pos: int
    recv_ms: float
    paint_ms: float


class Welcome(TypedDict):
    """First message. `topics`: what this user may ask for; `hb_s`: real seconds between heartbeats."""

    t: Literal["welcome"]
    proto: int
    conn: str
    epoch: str
    hb_s: float
    now: int
    rate: float
    user: str
    topics: list[str]


class Ok(TypedDict):
    t: Literal["ok"]
    id: int
    topic: str
    mode: Literal["live", "diff", "snap"]
    pos: int


class SnapMessage(TypedDict):
    t: Literal["snap"]
    topic: str
    epoch: str
    pos: int
    part: int
    parts: int
    rows: list[tuple[str, dict[str, object]]]


class Change(TypedDict):
    """From `prev` to `pos` in one step; rows are whole. `at`: when `pos` was committed."""

    t: Literal["d"]
    topic: str
    epoch: str
    prev: int
    pos: int
    at: int
    ops: list[tuple[str, dict[str, object] | None]]


class Heartbeat(TypedDict):
    t: Literal["hb"]
    n: int
    now: int
    rate: float
    log: int
    heads: dict[str, tuple[str, int] | None]


class Revoked(TypedDict):
    t: Literal["revoked"]
    topic: str
    code: str


class Err(TypedDict):
    """A message that was not served; `code` is one of ERRORS, `id` and `topic` stand where they apply."""

    t: Literal["err"]
    code: ErrorCode
    retry: bool
    id: NotRequired[int]
    topic: NotRequired[str]


class Bye(TypedDict):
    t: Literal["bye"]
    code: str
    after_ms: int
    keep: bool


ServerMessage = Welcome | Ok | SnapMessage | Change | Heartbeat | Revoked | Err | Bye
ClientMessage = Sub | Unsub | Pong | Rx


def encode(message: ServerMessage) -> bytes:
    """One message as JSON."""
    return orjson.dumps(message)


def trimmed(encoded: bytes) -> bytes:
    """The same in a buffer of its own length, for whoever keeps it: the one that orjson returns is 4 kB at
    the least and some ten times what stands in it."""
    return bytes(memoryview(encoded))


def change_message(topic: str, epoch: str, prev: int, pos: int, at: int, ops: Iterable[bytes]) -> bytes:
    """A `d` (see Change) out of ops that are encoded already."""
    return b'{"t":"d","topic":"%b","epoch":%b,"prev":%d,"pos":%d,"at":%d,"ops":[%b]}' % (
        topic.encode(),
        orjson.dumps(epoch),
        prev,
        pos,
        at,
        b",".join(ops),
    )


def snapshot_messages(
    topic: str, epoch: str, pos: int, rows: Sequence[bytes], part_bytes: int
) -> tuple[bytes, ...]:
    """The `snap` messages of a topic, in parts of about `part_bytes` (at least one row, if there are any)."""
    chunks: list[list[bytes]] = [[]]
    size = 0
    for row in rows:
        if chunks[-1] and size + len(row) > part_bytes:
            chunks.append([])
            size = 0
        chunks[-1].append(row)
        size += len(row) + 1
    head = b'{"t":"snap","topic":"%b","epoch":%b,"pos":%d,"parts":%d,"part":' % (
        topic.encode(),
        orjson.dumps(epoch),
        pos,
        len(chunks),
    )
    return tuple(b'%b%d,"rows":[%b]}' % (head, index, b",".join(chunk)) for index, chunk in enumerate(chunks))


def join(messages: Iterable[bytes]) -> bytes:
    """Encoded messages as the payload of one frame."""
    return b"[" + b",".join(messages) + b"]"
