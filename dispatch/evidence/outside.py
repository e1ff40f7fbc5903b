"""The directory elsewhere that checkpoints are written to: one file a day, only ever added to.

    <log id>.<day of the batch, UTC>.checkpoints     one checkpoint a line
    <log id>.<key id>.pem                            the public key they are signed with

Whatever stands in it names no person. A line that was cut short (the directory was full) is finished by a
line break and written anew below it; who reads skips what is no checkpoint, and misses none for it.
"""

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Final
from uuid import UUID

from dispatch.evidence.checkpoint import Signed, read_line
from dispatch.evidence.signing import key_id, public_pem, settle
from dispatch.schema import moment_from

ENDING: Final = ".checkpoints"
_FAULTS: Final = {
    errno.ENOSPC: "directory-full",
    errno.EDQUOT: "directory-full",
    errno.EROFS: "directory-read-only",
    errno.EACCES: "directory-read-only",
    errno.EPERM: "directory-read-only",
    errno.ENOENT: "directory-missing",
    errno.ENOTDIR: "directory-missing",
}


def fault_of(error: OSError) -> str:
    """What is wrong with the directory, as a code."""
    return _FAULTS.get(error.errno or 0, "directory-failed")


class Outside:
    """The directory as the program that writes it sees it. Everything raises OSError where it must."""

    def __init__(self, folder: Path, log_id: UUID) -> None:
        self.folder = folder
        self._log_id = log_id

    def last(self) -> Signed | None:
        """The newest checkpoint of this log that stands there."""
        for path in reversed(files_of(self.folder, self._log_id)):
            for line in reversed(path.read_bytes().split(b"\n")):
                try:
                    return read_line(line)
                except ValueError:
                    continue
        return None

    def append(self, checkpoints: Sequence[Signed]) -> None:
        """Add them, in their order; durable when this returns. What failed half way is none of them."""
        for name, few in groupby(checkpoints, self._file_of):
            _add(self.folder / name, b"".join(each.line + b"\n" for each in few))

    def _file_of(self, checkpoint: Signed) -> str:
        day = moment_from(checkpoint.told.recorded_at).date().isoformat()
        return f"{self._log_id}.{day}{ENDING}"

    def leave_key(self, public: bytes) -> None:
        """The public key beside the checkpoints; one that is there is left alone."""
        path = self.folder / f"{self._log_id}.{key_id(public)}.pem"
        if not path.exists() or not path.stat().st_size:
            _add(path, public_pem(public))


def _add(path: Path, text: bytes) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":
            text = b"\n" + text
        left = memoryview(text)
        try:
            while left:
                left = left[os.write(descriptor, left) :]
        except OSError:
            with suppress(OSError):  # a file that may only be added to keeps the half line: it counts as none
                os.ftruncate(descriptor, size)
            raise
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if not size:
        settle(path.parent)


def files_of(folder: Path, log_id: UUID) -> list[Path]:
    """The files of one log, oldest first."""
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
    return sorted(folder.glob(f"{log_id}.*{ENDING}"))


def written(folder: Path, log_id: UUID) -> Iterator[bytes]:
    """Every whole line of a log's files in a directory, in the order in which they stand there."""
    for path in files_of(folder, log_id):
        yield from filter(None, path.read_bytes().split(b"\n"))


def checkpoints_of(folder: Path, log_id: UUID) -> Iterator[Signed]:
    """Every checkpoint among them; what was cut short is none."""
    for line in written(folder, log_id):
        try:
            yield read_line(line)
        except ValueError:
            continue
