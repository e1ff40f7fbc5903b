"""Giving up keys that are lost for good: their subjects get graves, so that the log can be served."""

from contextlib import closing
from pathlib import Path

from dispatch.clock import SystemClock
from dispatch.keys import Keys
from dispatch.lock import WriterLock
from dispatch.schema import open_to_read
from dispatch.sealed_rows import sealed_rows
from dispatch.sql.head import log_identity


def bury_lost(data: Path) -> int:
    """Each subject of the log without a row in `keys.db` is forgotten from now on; how many those are.

    Raises `AlreadyWriting` while somebody writes here, `KeysUnusable` if there are no keys at all.
    """
    lock = WriterLock(data / "writer.lock", SystemClock().now())
    try:
        keys = Keys(data / "keys.db", data / "keys.kek")
        with closing(keys), closing(open_to_read(data / "log.db")) as log:
            keys.belong_to(log_identity(log))
            lost = {each for row in sealed_rows(log) for each in row.subjects if not keys.known(each)}
            keys.bury(lost)
        return len(lost)
    finally:
        lock.close()
