"""The crowd that is told many changes a second: some boards are read as it comes, the others now and then."""

import re
import time
from itertools import cycle, islice
from typing import Any, Final

from tests.bench.crowd import Boards, complete

STAMP: Final = re.compile(rb'"stamp":(\d+),')
SAMPLE: Final = 20
"""One board in so many is looked at closely."""
EMPTIED: Final = 0.1
"""Seconds between two times that one of the others is emptied: what a socket holds is more."""
AT_ONCE: Final = 20
"""Of the others, between two looks at those that are looked at closely: nobody waits for long."""
TURN: Final = 0.001
"""Seconds between two such looks at the most."""
AFTERWARDS: Final = 0.5
END: Final = 2_000
"""Bytes at the end of a board, in which its newest change stands."""


class Stream:
    """Reads the boards of a crowd while changes stream; `ages` are those of each change, in seconds."""

    def __init__(self, boards: Boards) -> None:
        self._boards = boards
        self._close = set(sorted(boards.reading)[::SAMPLE])
        self._others = sorted(boards.reading - self._close)
        self._ends: dict[int, bytes] = {}
        self._monotonic = time.time_ns() - time.monotonic_ns()
        self._turn = cycle(self._others)
        self._began = time.perf_counter()
        self._emptied = 0
        self.ages: list[float] = []
        self.answer = b""

    def __enter__(self) -> "Stream":
        for number in self._others:
            self._boards.epoll.unregister(number)
        return self

    def __exit__(self, *_: object) -> None:
        for number in self._others:
            self._boards.epoll.register(number, self._boards.READABLE)

    def look(self, seconds: float) -> None:
        """Read what comes, for so long."""
        boards, end = self._boards, time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            for number, _ in boards.epoll.poll(min(left, TURN)):
                if number == boards.http.fileno():
                    self.answer += boards.http.recv(65_536)
                else:
                    self._read(number)
            self._empty_some()

    def _empty_some(self) -> None:
        due = int((time.perf_counter() - self._began) / EMPTIED * len(self._others)) - self._emptied
        for number in islice(self._turn, min(due, AT_ONCE)):
            self._emptied += 1
            try:
                self._keep(number, self._boards.sockets[number].recv_into(self._boards.space))
            except BlockingIOError:
                continue

    def _read(self, number: int) -> None:
        size, came = self._boards.read(self._boards.sockets[number])
        came -= self._monotonic
        self.ages += [(came - int(stamp)) / 1e9 for stamp in STAMP.findall(self._boards.space[:size])]
        self._keep(number, size)

    def _keep(self, number: int, size: int) -> None:
        if not size:
            raise ConnectionError("a board was cut off")
        end = bytes(self._boards.space[max(0, size - END) : size])
        self._ends[number] = (self._ends.get(number, b"") + end)[-END:]

    def newest(self) -> set[bytes]:
        """The newest change of every board: one, if none has missed it."""
        return {(STAMP.findall(self._ends.get(number, b"")) or [b""])[-1] for number in self._boards.reading}


def stream(boards: Boards, request: bytes, seconds: float) -> dict[str, Any]:
    """Send a request, and read what comes for so long: how old each change was when it came, on some boards.

    Every board, of all, has to end with the same change.
    """
    with Stream(boards) as seen:
        began_cpu, began = time.process_time(), time.perf_counter()
        boards.http.sendall(request)
        seen.look(seconds)
        share = (time.process_time() - began_cpu) / (time.perf_counter() - began)
        seen.look(AFTERWARDS)
    if not complete(seen.answer):
        raise ConnectionError(seen.answer[:200])
    if len(newest := seen.newest()) != 1 or b"" in newest:
        raise ConnectionError(f"boards ended with {len(newest)} different changes")
    return {"times": seen.ages, "share": share}
