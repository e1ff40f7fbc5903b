"""Exactly one writing process per data directory: a lock that the kernel takes back when we die."""

import fcntl
import os
from datetime import datetime
from pathlib import Path

from dispatch.unfit import Unfit


class AlreadyWriting(Unfit):
    """Another process writes here; says which and since when."""


class WriterLock:
    """Held from construction to `close`. The file says who; only the kernel's lock on it decides."""

    def __init__(self, path: Path, now: datetime) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._descriptor, 200).decode("ascii", "replace").strip() or "unknown"
            os.close(self._descriptor)
            text = f"another process writes in {path.parent}: {holder}"
            raise AlreadyWriting(text, "already-writing", folder=str(path.parent), holder=holder) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(
            self._descriptor, f"process {os.getpid()} since {now.isoformat(' ', 'seconds')}\n".encode(), 0
        )

    def close(self) -> None:
        """Free it; again does nothing (the number may be another file's by then)."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
