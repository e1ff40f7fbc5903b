"""One screen's session as a state machine: no sockets, clock or tasks; `now` is seconds that never go back.

Inputs are methods (a frame came, the socket is full or free again, rights changed, time went on). What is
to be sent is *pulled*, a frame or two at a time, while the socket takes it: `next_frames()` asks each
topic for the diff from what this screen was sent last. So a slow screen costs a mark per topic, and
whenever it can take a frame it is taken straight to the present.
"""

from collections.abc import Callable
from typing import assert_never

from realtime.allowance import Allowance
from realtime.frames import text_frame
from realtime.inbound import Malformed, decode
from realtime.limits import SessionLimits
from realtime.messages import (
    BAD_MESSAGE,
    DRAINING,
    INTERNAL,
    NO_PONG,
    SESSION_OVER,
    TOO_MANY,
    TOO_SLOW,
    ErrorCode,
    Rx,
    ServerMessage,
    Sub,
    encode,
    join,
)
from realtime.terms import Abort, Close, Ending, Identity, Sent, Topics
from realtime.topic import Diff, Live, Mark, Parcel, Snap, diff


class Session:
    """See the module. `ending` is set once the session is over.

    `ready`: it takes frames. While its screen stands in a row (realtime.screen), `sent` is the row's.
    """

    __slots__ = (
        "_allowance",
        "_answers",
        "_full_since",
        "_heard",
        "_limits",
        "_on_sample",
        "_parcel",
        "_strikes",
        "_topics",
        "ending",
        "full",
        "identity",
        "ready",
        "sent",
    )

    def __init__(
        self,
        identity: Identity,
        topics: Topics,
        *,
        limits: SessionLimits,
        now: float,
        on_sample: Callable[[Rx], None] | None = None,
    ) -> None:
        self.identity = identity
        self.sent: Sent = {}
        self.ending: Ending | None = None
        self.full = False
        self.ready = True
        self._full_since = now
        self._topics = topics
        self._limits = limits
        self._on_sample = on_sample
        self._answers: list[bytes] = []
        self._parcel: Parcel | None = None
        self._heard = now
        self._allowance = Allowance(burst=limits.burst, per_second=limits.per_second, now=now)
        self._strikes = 0

    # ---- inputs

    def text(self, text: str, now: float) -> None:
        """A text frame came."""
        if self.ending is not None or not self._allowed(now):
            return
        message = decode(text)
        if isinstance(message, Malformed):
            self._strike(message.code)
            return
        match message["t"]:
            case "sub":
                self._sub(message)
            case "unsub":
                self._drop(message["topic"])
            case "pong":
                pass  # that it came is all it says; _allowed has noted when
            case "rx":
                if self._on_sample is not None:
                    self._on_sample(message)
            case _:
                assert_never(message["t"])

    def binary(self, now: float) -> None:
        """A binary frame came; no screen of ours sends one."""
        if self.ending is None and self._allowed(now):
            self._end(Close(BAD_MESSAGE))

    def pause(self, now: float) -> None:
        """The socket takes no more; nothing is pulled until `resume`."""
        self.full = True
        self.ready = False
        self._full_since = now

    def resume(self) -> None:
        self.full = False
        self.ready = self.ending is None

    def rights(self, identity: Identity | None) -> None:
        """The rights were read anew: None when the login is over."""
        if identity is None:
            self._end(Close(SESSION_OVER))
            return
        self.identity = identity
        for name in [name for name in self.sent if not identity.may_subscribe(name)]:
            self._drop(name)
            self.say({"t": "revoked", "topic": name, "code": "forbidden"})

    def tick(self, now: float) -> None:
        """Time went on."""
        if self.full and now - self._full_since > self._limits.stalled:
            self._end(Abort(TOO_SLOW))
        elif now - self._heard > self._limits.silent:
            self._end(Abort(NO_PONG) if self.full else Close(NO_PONG))

    def drain(self, after_ms: int) -> None:
        """The server goes; the screen shall come back after `after_ms`."""
        if self.ending is None:
            self.say({"t": "bye", "code": "draining", "after_ms": after_ms, "keep": True})
            self._end(Close(DRAINING))

    def fail(self) -> None:
        """Serving it went wrong."""
        self._end(Abort(INTERNAL))

    # ---- outputs

    def say(self, message: ServerMessage) -> None:
        """Put a message before the next frame's rows."""
        self._answers.append(encode(message))
        if len(self._answers) > self._limits.waiting:
            self._end(Abort(TOO_SLOW))

    def next_frames(self) -> list[bytes]:
        """What is to be written next, in one go; nothing when the screen holds everything. Not to be asked
        while `full`."""
        messages, self._answers = self._answers, []
        if self.ending is None and self._parcel is None:
            self._catch_up(messages)
        frames = [text_frame(join(messages))] if messages else []
        if self.ending is None and self._parcel is not None:
            part, last = self._parcel.take()
            frames.append(part)
            if last:
                self.sent = {**self.sent, self._parcel.topic: self._parcel.mark}
                self._parcel = None
        return frames

    # ---- inside

    def _catch_up(self, messages: list[bytes]) -> None:
        """Every topic's diff into one frame, since a row may leave one topic and enter another."""
        sent = dict(self.sent)
        for name, since in self.sent.items():
            topic = self._topics.topic(name)
            if topic is None:
                continue
            answer = diff(topic, since)
            match answer:
                case Live():
                    continue
                case Diff():
                    messages.append(answer.message)
                    sent[name] = answer.mark
                case Snap():
                    if self._parcel is None:
                        self._parcel = Parcel(name, answer)
                case _:
                    assert_never(answer)
        if sent != self.sent:
            self.sent = sent

    def _sub(self, message: Sub) -> None:
        name = message["topic"]
        if not self.identity.may_subscribe(name):
            self._refuse("forbidden", message)
            return
        if name not in self.sent and len(self.sent) >= self._limits.topics:
            self._refuse("too-many-topics", message)
            return
        topic = self._topics.topic(name)
        if topic is None:
            self._refuse("unknown-topic", message)
            return
        self._drop(name)
        since: Mark | None = None
        if topic.resumable and "epoch" in message and "pos" in message:
            since = (message["epoch"], message["pos"])
        mode = diff(topic, since).mode
        self.say({"t": "ok", "id": message["id"], "topic": name, "mode": mode, "pos": topic.head})
        # A mark that needs a snapshot now must not become resumable by the time the frame is pulled.
        self.sent = {**self.sent, name: None if mode == "snap" else since}

    def _refuse(self, code: ErrorCode, message: Sub) -> None:
        self.say({"t": "err", "code": code, "retry": False, "id": message["id"], "topic": message["topic"]})

    def _drop(self, name: str) -> None:
        """Forget the topic, also in the middle of its snapshot."""
        self.sent = {other: mark for other, mark in self.sent.items() if other != name}
        if self._parcel is not None and self._parcel.topic == name:
            self._parcel = None

    def _allowed(self, now: float) -> bool:
        """Note that the screen spoke; False (and the end) when it speaks too much."""
        self._heard = now
        if self._allowance.spend(now):
            return True
        self._end(Close(TOO_MANY))
        return False

    def _strike(self, code: ErrorCode) -> None:
        self._strikes += 1
        self.say({"t": "err", "code": code, "retry": False})
        if self._strikes >= self._limits.strikes:
            self._end(Close(BAD_MESSAGE))

    def _end(self, ending: Ending) -> None:
        if self.ending is None or isinstance(ending, Abort):
            self.ending = ending
            self.ready = False
