"""Giving up keys that are lost for good: their subjects get graves, so that the log can be served."""

from contextlib import closing
from itertools import chain

from dispatch.clock import SystemClock
from dispatch.keys import Keys
from dispatch.lock import WriterLock
from dispatch.sealed_rows import sealed_rows
from dispatch.sql.head import log_identity
from dispatch.wrapped import Secrets
from dispatch.wrapping import KeysUnusable


def bury_lost(secrets: Secrets) -> int:
    """Each subject of the log without key or grave is forgotten from now on; how many those are.

    Raises `AlreadyWriting` while somebody serves here, `KeysUnusable` if there are no keys at all.
    """
    place = secrets.place
    if secrets.log is None or place.missing():
        raise KeysUnusable(f"{place.told} is missing or empty", "keys-db-missing", keys=place.told)
    lock = WriterLock(secrets.key_file.with_name("writer.lock"), SystemClock().now())
    try:
        keys = Keys(place.open(), secrets.key_file)
        with closing(keys), closing(secrets.log.open_to_read()) as log:
            keys.belong_to(log_identity(log), place.told)
            lost = keys.unknown(chain.from_iterable(row.subjects for row in sealed_rows(log)))
            keys.bury(lost)
        return len(lost)
    finally:
        lock.close()
