"""Where readings wait while their log cannot be written: in memory, and in a file elsewhere if that is set.

Bounded. Only what must be shown all the same waits here; each entry has an id, so that none is written twice.
"""

import os
from collections import deque
from pathlib import Path
from threading import Lock
from typing import Final

from dispatch.reads_store import Reading, reading_from

NAME: Final = "jedel-reads.waiting"


class SpoolFull(Exception):
    """No more can wait."""


class Spool:
    """Safe from any thread. Without a directory the rows are in memory only and a crash loses them."""

    def __init__(self, directory: Path | None, most: int) -> None:
        self._path = None if directory is None else directory / NAME
        self._most = most
        self._lock = Lock()
        self._waiting: deque[Reading] = deque(self._left())

    def _left(self) -> list[Reading]:
        """What an earlier process left in the file; a line cut off by a crash was never answered."""
        if self._path is None or not self._path.exists():
            return []
        found = []
        for line in self._path.read_bytes().splitlines():
            try:
                found.append(reading_from(line))
            except (ValueError, TypeError):
                continue
        return found

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, readings: tuple[Reading, ...]) -> None:
        """Keep them; raises `SpoolFull`, or OSError where the file cannot be written either."""
        with self._lock:
            if len(self._waiting) + len(readings) > self._most:
                raise SpoolFull
            if self._path is not None:
                self._append(self._path, readings)
            self._waiting.extend(readings)

    def _append(self, path: Path, readings: tuple[Reading, ...]) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        with os.fdopen(os.open(path, flags, 0o600), "ab") as file:
            # A line that a crash cut off ends before the first of these.
            file.writelines(b"\n" + one.as_json() for one in readings)
            file.write(b"\n")
            file.flush()
            os.fsync(file.fileno())

    def first(self, most: int) -> list[Reading]:
        """The oldest that wait."""
        with self._lock:
            return [self._waiting[n] for n in range(min(most, len(self._waiting)))]

    def written(self, count: int) -> None:
        """The oldest so many stand in the log now; the file goes when nothing waits any more."""
        with self._lock:
            for _ in range(count):
                self._waiting.popleft()
            if self._path is not None and not self._waiting:
                self._path.unlink(missing_ok=True)
