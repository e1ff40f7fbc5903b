"""Where readings wait while their log cannot be written: in memory, and in a file elsewhere if that is set.

Bounded. Only what must be shown all the same waits here; each entry has an id, so that none is written twice.
Of several processes each has a file of its own, by a lock that ends with it; what one left that was killed,
the next one takes over that begins.
"""

import fcntl
import os
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final

from dispatch.reads_store import Reading, reading_from

NAME: Final = "jedel-reads.waiting"


class SpoolFull(Exception):
    """No more can wait."""


class Spool:
    """Safe from any thread. Without a directory the rows are in memory only and a crash loses them."""

    def __init__(self, directory: Path | None, most: int) -> None:
        self._directory = directory
        self._most = most
        self._lock = Lock()
        self._own: tuple[Path, BinaryIO] | None = None
        self._waiting: deque[Reading] = deque()
        with suppress(OSError):  # a disk that is not there now: what waits on it does so until the next start
            self._take_over()

    def _take_over(self) -> None:
        """What earlier processes left, in a file of our own; theirs go."""
        if self._directory is None or not self._directory.is_dir():
            return
        own = self._file(self._directory)
        self._waiting.extend(_left(own))
        for path, lock in list(_free(self._directory)):
            with lock:
                if left := _left(path):
                    self._append(own, left)
                    self._waiting.extend(left)
                    path.unlink()

    def _file(self, directory: Path) -> Path:
        """This process's file, as long as it lives. Raises OSError where the disk cannot be used."""
        if self._own is None:
            self._own = _claimed(directory)
        return self._own[0]

    def close(self) -> None:
        """What still waits is left to the next process."""
        with self._lock:
            if self._own is not None:
                self._own[1].close()
                self._own = None

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, readings: tuple[Reading, ...]) -> None:
        """Keep them; raises `SpoolFull`, or OSError where the file cannot be written either."""
        with self._lock:
            if len(self._waiting) + len(readings) > self._most:
                raise SpoolFull
            if self._directory is not None:
                self._append(self._file(self._directory), readings)
            self._waiting.extend(readings)

    def _append(self, path: Path, readings: Sequence[Reading]) -> None:
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
            if self._own is not None and not self._waiting:
                self._own[0].unlink(missing_ok=True)


def _claimed(directory: Path) -> tuple[Path, BinaryIO]:
    """The first file that no process has, and its lock."""
    number = 1
    while True:
        path = directory / (NAME if number == 1 else f"jedel-reads-{number}.waiting")
        if (lock := _locked(path)) is not None:
            return path, lock
        number += 1


def _locked(path: Path) -> BinaryIO | None:
    """The lock beside a file, held until it is closed; nothing if another has it."""
    flags = os.O_RDWR | os.O_CREAT
    lock = os.fdopen(os.open(path.with_suffix(".lock"), flags, 0o600), "r+b")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


def _free(directory: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Files that nobody has, each with its lock."""
    for path in sorted(directory.glob("jedel-reads*.waiting")):
        if (lock := _locked(path)) is not None:
            yield path, lock


def _left(path: Path) -> list[Reading]:
    """What stands in a file; a line cut off by a crash was never answered."""
    if not path.exists():
        return []
    found = []
    for line in path.read_bytes().splitlines():
        try:
            found.append(reading_from(line))
        except (ValueError, TypeError):
            continue
    return found
