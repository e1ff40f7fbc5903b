"""Hints by Redis's publish and subscribe, which loses what it likes without a word.

So each teller numbers what it tells: whoever misses a number looks at everything. Each process tells itself
a beat every second and must hear it: only then do hints go, whatever way they are kept from going. All words
are ids and positions.
"""

import logging
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Condition, Event, Thread
from typing import Any, Final

from dispatch.clock import Clock
from dispatch.hints.port import KINDS, Code, Heard, Standing
from dispatch.hints.presence import Presence
from dispatch.hints.redis_line import RedisLine

BEAT: Final = "beat"
BEAT_EVERY: Final = 1.0
BEAT_LATE: Final = 2.5
"""Seconds without one's own beat after which hints do not go."""
WAITING: Final = 1_024
"""Hints that may wait to be told; one more makes all of them into "look at everything"."""
FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 2.0
"""Between two tries to listen again, doubled each time; a part of it is chance."""
TELLERS: Final = 1_000
"""Processes whose numbers are remembered."""
_KEY: Final = re.compile(r"[A-Za-z0-9:._-]{0,80}")
_log = logging.getLogger(__name__)


class RedisHints:
    """See `Hints`. Two threads: one tells and beats, one listens. `chance`: from 0 up to 1."""

    def __init__(self, url: str, prefix: str, clock: Clock, chance: Callable[[], float]) -> None:
        self._clock = clock
        self._chance = chance
        self.memory = RedisLine(url, prefix, clock.monotonic)
        self._channel = self.memory.name("hints")
        self._me = secrets.token_hex(8)
        self._number = 0
        self._waiting: dict[tuple[str, str], None] = {}
        self._changed = Condition()
        self._ended = Event()
        self._heard: dict[str, list[Heard]] = {}
        self._numbers: dict[str, int] = {}
        self._beaten = clock.monotonic()
        self._trouble: tuple[Code, datetime] | None = None
        self._presence: Presence | None = None
        self._threads = [
            Thread(target=self._telling, name="hints out", daemon=True),
            Thread(target=self._listening, name="hints in", daemon=True),
        ]
        self.missed = 0
        """How often somebody's hint was seen to be lost."""

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def tell(self, kind: str, key: str = "") -> None:
        said = key if _KEY.fullmatch(key) else ""  # nothing else ever leaves: no names, no words
        with self._changed:
            if len(self._waiting) >= WAITING:
                self._waiting = {(each, ""): None for each in KINDS}
            self._waiting[kind, said] = None
            self._changed.notify()

    def listen(self, kind: str, heard: Heard) -> None:
        self._heard.setdefault(kind, []).append(heard)

    def present(self, boards: Callable[[], Mapping[str, int]]) -> None:
        self._presence = Presence(self.memory, self._me, boards)

    def others(self) -> Mapping[str, Mapping[str, int]]:
        return {} if self._presence is None else self._presence.seen

    def standing(self) -> Standing:
        trouble = self._trouble
        if trouble is None:
            return Standing(carrier="redis")
        return Standing(carrier="redis", lowered=True, since=trouble[1], code=trouble[0])

    def close(self) -> None:
        self._ended.set()
        with self._changed:
            self._changed.notify()
        for thread in self._threads:
            if thread.is_alive():
                thread.join()
        self.memory.close()

    # ---- telling

    def _telling(self) -> None:
        next_beat = 0.0
        while not self._ended.is_set():
            with self._changed:
                left = next_beat - self._clock.monotonic()
                if not self._waiting and left > 0 and not self._ended.is_set():
                    self._changed.wait(left)
                told, self._waiting = self._waiting, {}
            for kind, key in told:
                self._publish(kind, key)
            if self._clock.monotonic() >= next_beat:
                next_beat = self._clock.monotonic() + BEAT_EVERY
                self._beat()

    def _beat(self) -> None:
        """What is written, then what is told: full memory keeps the first alone from going."""
        if self._presence is not None:
            try:
                self._presence.beat()
            except Exception:  # noqa: BLE001 - the beat goes on
                _log.exception("who is there could not be told")
        stored = self.memory.fault
        self._publish(BEAT, "")
        self._judge(self.memory.fault or stored)

    def _publish(self, kind: str, key: str) -> None:
        """Once. It counts even if it does not go: whoever hears the next one knows that this is missing."""
        self._number += 1
        self.memory.ask("PUBLISH", self._channel, f"{self._me} {self._number} {kind} {key}")

    def _judge(self, code: Code | None) -> None:
        if code is None and self._clock.monotonic() - self._beaten > BEAT_LATE:
            code = "silent"
        before = self._trouble
        if code is None:
            self._trouble = None
        elif before is None or before[0] != code:
            self._trouble = (code, self._clock.now() if before is None else before[1])

    # ---- listening

    def _listening(self) -> None:
        pause = FIRST_PAUSE
        while not self._ended.is_set():
            try:
                self._listen_once()
                pause = FIRST_PAUSE
            except Exception as error:  # noqa: BLE001 - whatever came: this connection is of no use any more
                _log.info("hints are not heard: %s", type(error).__name__)
            self._ended.wait(pause * (0.5 + self._chance()))
            pause = min(2 * pause, LONGEST_PAUSE)

    def _listen_once(self) -> None:
        """Hear until one's own beat stays away. What was told before is found by looking."""
        connection = self.memory.connection()
        try:
            connection.connect()  # type: ignore[no-untyped-call]
            connection.send_command("SUBSCRIBE", self._channel)  # type: ignore[no-untyped-call]
            connection.read_response()
            self._numbers.clear()
            self._look_at_everything()
            since = self._clock.monotonic()
            while not self._ended.is_set():
                if connection.can_read(timeout=BEAT_EVERY / 4):
                    self._take(connection.read_response())
                if self._clock.monotonic() - max(since, self._beaten) > BEAT_LATE:
                    return
        finally:
            connection.disconnect()  # type: ignore[no-untyped-call]

    def _take(self, answer: Any) -> None:
        kind, _, text = answer
        if kind != b"message":
            raise ValueError("no message")
        teller, number, what, key = text.decode("ascii").split(" ")
        if teller == self._me:
            if what == BEAT:
                self._beaten = self._clock.monotonic()
            return
        if self._misses(teller, int(number)):
            self.missed += 1
            self._look_at_everything()
        elif what != BEAT:
            self._call(what, key)

    def _misses(self, teller: str, number: int) -> bool:
        """Whether something of this teller was lost. Of one never heard before it is not known."""
        known = self._numbers.get(teller)
        if known is None and len(self._numbers) >= TELLERS:
            self._numbers.clear()
        self._numbers[teller] = number
        return known is not None and number != known + 1

    def _look_at_everything(self) -> None:
        for kind in self._heard:
            self._call(kind, "")

    def _call(self, kind: str, key: str) -> None:
        for heard in self._heard.get(kind, ()):
            try:
                heard(key)
            except Exception:  # noqa: BLE001 - others are told all the same
                _log.exception("a hint could not be followed: %s", kind)
