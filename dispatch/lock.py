"""Who writes in a data directory: a lock that the kernel takes back when we die."""

import fcntl
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Final

from dispatch.unfit import Unfit
from domain.law.local_time import local

_HOLDER: Final = re.compile(r"process (\d+) since (.+)", re.ASCII)


class AlreadyWriting(Unfit):
    """Another process writes here; says which and since when."""


class WriterLock:
    """Held from construction to `close`. The file says who (the last one, where it is `shared` by several
    that all serve, and only whoever wants it alone is refused); only the kernel's lock on it decides."""

    def __init__(self, path: Path, now: datetime, *, shared: bool = False) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._descriptor, 200).decode("ascii", "replace").strip() or "unknown"
            os.close(self._descriptor)
            text = f"another process writes in {path.parent}: {holder}"
            process, since = _told(holder)
            raise AlreadyWriting(
                text, "already-writing", folder=str(path.parent), process=process, since=since
            ) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(
            self._descriptor, f"process {os.getpid()} since {now.isoformat(' ', 'seconds')}\n".encode(), 0
        )

    def close(self) -> None:
        """Free it; again does nothing (the number may be another file's by then)."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _told(holder: str) -> tuple[str, str]:
    """Number and local time of the process that holds it; question marks if it has not written them yet."""
    found = _HOLDER.fullmatch(holder)
    if found is None:
        return "?", "?"
    return found[1], f"{local(datetime.fromisoformat(found[2])):%d.%m.%Y %H:%M}"
