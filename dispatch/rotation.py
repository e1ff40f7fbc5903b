"""A new wrapping key for everything that is wrapped. No event is touched, no subject's key changes.

On a data directory that nobody writes in (the writer's lock is held meanwhile), in this order, each step
durable before the next begins:

1. `begun`    the new key stands first in `keys.kek`, before the old ones: both open
2. `wrapped`  every secret is wrapped anew, `wrapped.AT_A_TIME` in a transaction: each opens before and after
3. `settled`  the databases' write-ahead logs are emptied, so that nothing wrapped by the old key stands there
4. `dropped`  every secret was opened once more with the new key alone; only it stands in `keys.kek`

A process that dies at any point leaves a directory that is served as before; whoever rotates again finds
more than one key in the file and goes on with the first of them. A key that something still names is never
dropped.

The key file is replaced as a whole: a new file beside it, synced, renamed, the directory synced. The bytes of
the one that it replaces are overwritten, as far as the file system lets anybody: copy-on-write, snapshots,
worn flash cells and backups keep what they have.

The secret for keyed hashes keeps its value: sheets of schools, receipts and linked identities rest on it.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dispatch.clock import SystemClock
from dispatch.keys_check import NEW_SUFFIX, Checked, Progress, check, fit
from dispatch.lock import WriterLock
from dispatch.schema import BUSY_SECONDS
from dispatch.wrapped import FILES, pages, standing
from dispatch.wrapping import (
    KeysUnusable,
    Place,
    Wrapping,
    key_line,
    new_wrapping_key,
    read_key_file,
)

STEPS: Final = ("written", "begun", "page", "wrapped", "settled", "proved", "written", "replaced", "dropped")
"""Points that `at` is told of, in their order (`page` once per transaction)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """What was done. `kept`: older keys that something still names, because it could not be opened."""

    kek: str
    resumed: bool
    wrapped: int
    dropped: int
    kept: int


def rotate(data: Path, progress: Progress, at: Callable[[str], None] = lambda step: None) -> Rotated:
    """Raises `KeysUnusable` before anything is changed, `AlreadyWriting` while somebody writes here."""
    lock = WriterLock(data / "writer.lock", SystemClock().now())
    try:
        fit(data, data)
        before = check(data, lambda done, of: progress(done, 3 * of))
        _refuse_unfit(before)
        key_file = data / "keys.kek"
        resumed = len(before.keks) > 1
        if not resumed:
            name, key = new_wrapping_key()
            replace_key_file(key_file, {name: key, **read_key_file(key_file)}, at)
        at("begun")
        wrapped = sum(_wrap_file(data / file, file, Wrapping(key_file), at) for file in FILES)
        at("wrapped")
        for file in FILES:
            _settle(data / file)
        at("settled")
        found = check(data, lambda done, of: progress(of + 2 * done, 3 * of))
        if found.unopened > before.unopened:
            raise KeysUnusable("what was wrapped anew does not open: no key is dropped", "rotation-unproved")
        at("proved")
        dropped = _drop(data / "keys.kek", found, at)
        return Rotated(
            kek=found.keks[0],
            resumed=resumed,
            wrapped=wrapped,
            dropped=dropped,
            kept=len(found.keks) - 1 - dropped,
        )
    finally:
        lock.close()


def _refuse_unfit(found: Checked) -> None:
    """What no place tells of, or what cannot be read, would be lost with the old key."""
    for fault in found.faults:
        if fault.code == "damaged":
            file = str(fault.params["file"])
            raise KeysUnusable(f"{file} is damaged", "wrapped-file-damaged", file=file)
        if fault.code == "stranger":
            table = str(fault.params["table"])
            raise KeysUnusable(f"{table} is wrapped and unknown", "key-stranger", table=table)


def _wrap_file(path: Path, file: str, wrapping: Wrapping, at: Callable[[str], None]) -> int:
    if not path.exists():
        return 0
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    with closing(connection):
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        return sum(_wrap_place(connection, place, wrapping, at) for place in standing(connection, file))


def _wrap_place(
    connection: sqlite3.Connection, place: Place, wrapping: Wrapping, at: Callable[[str], None]
) -> int:
    """Each page in one transaction. What does not open keeps its bytes and its key."""
    where = " AND ".join(f"{name}=?" for name in place.key)
    update = f"UPDATE {place.table} SET kek=?, {place.wrapped}=? WHERE {where}"  # noqa: S608 - names of our own
    done = 0
    for page in pages(connection, place, not_by=wrapping.kek):
        connection.execute("BEGIN IMMEDIATE")
        for row in page:
            bound = place.bound(row.key)
            try:
                secret = wrapping.unwrap(row.kek, row.wrapped, bound)
            except KeysUnusable:
                continue
            connection.execute(update, (wrapping.kek, wrapping.wrap(secret, bound), *row.key))
            done += 1
        connection.execute("COMMIT")
        at("page")
    return done


def _settle(path: Path) -> None:
    if path.exists():
        with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _drop(key_file: Path, found: Checked, at: Callable[[str], None]) -> int:
    """Let go of what nothing names any more; how many keys that was."""
    gone = found.droppable
    if gone:
        keys = read_key_file(key_file)
        replace_key_file(key_file, {name: key for name, key in keys.items() if name not in gone}, at)
    at("dropped")
    return len(gone)


def replace_key_file(path: Path, keys: dict[str, bytes], at: Callable[[str], None]) -> None:
    """Another content for the key file, whole or not at all; the old one's bytes are overwritten after."""
    fresh = path.with_name(path.name + NEW_SUFFIX)
    if fresh.exists():
        _overwrite(fresh)
        fresh.unlink()
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(b"".join(key_line(name, key) for name, key in keys.items()))
        file.flush()
        os.fsync(file.fileno())
    at("written")
    with path.open("r+b") as old:
        fresh.rename(path)
        _sync(path.parent)
        at("replaced")
        _blank(old.fileno())


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        _blank(file.fileno())


def _blank(descriptor: int) -> None:
    os.pwrite(descriptor, bytes(os.fstat(descriptor).st_size), 0)
    os.fsync(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
