"""A new wrapping key for everything that is wrapped. No event is touched, no subject's key changes.

Beside servers that run, in this order, each step durable before the next begins:

1. `begun`    the new key stands first in `keys.kek`, before the old ones: both open
2. `wrapped`  every secret is wrapped anew, `wrapped.AT_A_TIME` in a transaction: each opens before and after.
              Whoever wraps something looks at the file within a transaction that has its table alone, as ours
              have: what others wrapped by an old key is there when ours begin, and no more comes after
3. `settled`  files' write-ahead logs are emptied, so that nothing wrapped by the old key stands there
4. `dropped`  every secret was opened once more with the new key alone; only it stands in `keys.kek`

A process that dies at any point leaves an installation that is served as before; whoever rotates again finds
more than one key in the file and goes on with the first of them. A key that something still names is never
dropped. Processes that run take the new key from the file when they wrap something, or meet what it wraps.

The key file is replaced as a whole: a new file beside it, synced, renamed, the directory synced. The bytes of
the one that it replaces are overwritten, as far as the file system lets anybody: copy-on-write, snapshots,
worn flash cells and backups keep what they have.

The secret for keyed hashes keeps its value: sheets of schools, receipts and linked identities rest on it.
"""

import os
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dispatch.clock import SystemClock
from dispatch.keys_check import NEW_SUFFIX, Checked, Progress, check, fit
from dispatch.lock import AlreadyWriting, WriterLock
from dispatch.tables.port import Tables
from dispatch.wrapped import FILES, Holding, Secrets, page_after, standing
from dispatch.wrapping import (
    KeysUnusable,
    Place,
    Wrapped,
    Wrapping,
    key_line,
    new_wrapping_key,
    read_key_file,
)

STEPS: Final = (
    *("written", "replaced", "begun", "page", "wrapped", "settled", "proved"),
    *("written", "replaced", "dropped"),
)
"""Points that `at` is told of, in their order (`page` once per transaction)."""
SETTLING: Final = 10
"""How often somebody who reads a file is waited for, half a second each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """What was done. `kept`: older keys that something still names, because it could not be opened."""

    kek: str
    resumed: bool
    wrapped: int
    dropped: int
    kept: int


def rotate(secrets: Secrets, progress: Progress, at: Callable[[str], None] = lambda step: None) -> Rotated:
    """Raises `KeysUnusable` before anything is changed, or if what is there cannot be left yet."""
    key_file = secrets.key_file
    try:
        lock = WriterLock(key_file.with_name("rotation.lock"), SystemClock().now())
    except AlreadyWriting:
        raise KeysUnusable("the wrapping key is being turned already", "rotation-under-way") from None
    try:
        fit(secrets)
        before = check(secrets, lambda done, of: progress(done, 3 * of))
        _refuse_unfit(before)
        resumed = len(before.keks) > 1
        if not resumed:
            name, key = new_wrapping_key()
            replace_key_file(key_file, {name: key, **read_key_file(key_file)}, at)
        at("begun")
        wrapped = _wrap_all(secrets, at)
        found = check(secrets, lambda done, of: progress(of + 2 * done, 3 * of))
        if found.unopened > before.unopened:
            raise KeysUnusable("what was wrapped anew does not open: no key is dropped", "rotation-unproved")
        at("proved")
        dropped = _drop(key_file, found, at)
        kept = len(found.keks) - 1 - dropped
        return Rotated(kek=found.keks[0], resumed=resumed, wrapped=wrapped, dropped=dropped, kept=kept)
    finally:
        lock.close()


def _wrap_all(secrets: Secrets, at: Callable[[str], None]) -> int:
    wrapping, done = Wrapping(secrets.key_file), 0
    holdings = [each for each in secrets.holdings if each.file in FILES]
    for holding in holdings:
        with closing(holding.open()) as tables:
            places = standing(tables, holding.file)
            done += sum(_wrap_place(tables, place, wrapping, at) for place in places)
    at("wrapped")
    for holding in holdings:
        _settle(holding)
    at("settled")
    return done


def _refuse_unfit(found: Checked) -> None:
    """What no place tells of, or what cannot be read, would be lost with the old key."""
    for fault in found.faults:
        if fault.code == "damaged":
            file = str(fault.params["file"])
            raise KeysUnusable(f"{file} is damaged", "wrapped-file-damaged", file=file)
        if fault.code == "stranger":
            table = str(fault.params["table"])
            raise KeysUnusable(f"{table} is wrapped and unknown", "key-stranger", table=table)


def _wrap_place(tables: Tables, place: Place, wrapping: Wrapping, at: Callable[[str], None]) -> int:
    """Each page read and written in one transaction, so that nobody who is forgotten meanwhile gets a key
    back. What does not open keeps its bytes and its key."""
    where = " AND ".join(f"{name}=?" for name in place.key)
    update = f"UPDATE {place.table} SET kek=?, {place.wrapped}=? WHERE {where}"  # noqa: S608 - names of our own
    done, last = 0, None
    while True:
        with _alone(tables):
            page = page_after(tables, place, last, not_by=wrapping.kek)
            rows = []
            for row in page:
                try:
                    fresh = wrapping.renewed(Wrapped(row.kek, row.wrapped), place.bound(row.key))
                except KeysUnusable:
                    continue
                rows.append((*fresh, *row.key))
            tables.many(update, rows)
        if not page:
            return done
        done, last = done + len(rows), page[-1]
        at("page")


def _alone(tables: Tables) -> AbstractContextManager[None]:
    return tables.together()


def _settle(holding: Holding) -> None:
    with closing(holding.open()) as tables:
        for _ in range(SETTLING):
            if tables.settle():
                return
            time.sleep(0.5)
    text = f"{holding.told} is being read: the old key is kept until it can be cleared"
    raise KeysUnusable(text, "rotation-unsettled", keys=holding.told)


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
