"""Whether the keys of a data directory are whole. Only reads, so the server may run meanwhile."""

import sqlite3
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from dispatch.keys import damage_told, keys_damaged
from dispatch.schema import open_to_read
from dispatch.sealed_rows import sealed_rows
from dispatch.sql.head import log_identity
from dispatch.wrapped import FILES, pages, standing, strangers, uses
from dispatch.wrapping import KeysUnusable, Place, Wrapping

Progress = Callable[[int, int], None]
"""Told how much of how much is done."""

NEW_SUFFIX: Final = ".new"
"""A key file that is being written; it counts only once it has its real name."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong; `code` for the words `cli.keys.fault.<code>`."""

    code: str
    params: Mapping[str, str | int]


@dataclass(slots=True, kw_only=True)
class Checked:
    """What was found. `uses`: secrets per wrapping key and place; `lost`: events sealed for nobody known."""

    keks: tuple[str, ...]
    uses: dict[str, Counter[str]] = field(default_factory=dict)
    unopened: int = 0
    subjects: int = 0
    graves: int = 0
    lost_events: int = 0
    lost_subjects: set[bytes] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    @property
    def droppable(self) -> list[str]:
        """Wrapping keys that nothing names, the one in use aside."""
        return [kek for kek in self.keks[1:] if kek not in self.uses]

    def say(self, code: str, **params: str | int) -> None:
        self.faults.append(Fault(code, params))


def fit(data: Path, keys_in: Path) -> tuple[str, ...]:
    """Raise `KeysUnusable` unless `keys_in` holds a key file and a whole `keys.db` of the log in `data`.

    The quick look before and after a copy; the names of the wrapping keys, the one in use first.
    """
    wrapping = Wrapping(keys_in / "keys.kek")
    _look_at_keys(data, keys_in)
    with closing(open_to_read(keys_in / "keys.db")) as connection:
        for place in standing(connection, "keys.db"):
            if unknown := set(uses(connection, place)) - set(wrapping.names):
                raise KeysUnusable("keys.db names an unknown key", "key-unknown", kek=min(unknown))
            for page in pages(connection, place):
                wrapping.unwrap(page[0].kek, page[0].wrapped, place.bound(page[0].key))
                break
    return wrapping.names


def check(data: Path, progress: Progress) -> Checked:
    """Everything: each wrapped secret is opened, each subject of the log looked up. Raises `KeysUnusable`."""
    wrapping = Wrapping(data / "keys.kek")
    _look_at_keys(data, data)
    found = Checked(keks=wrapping.names)
    for name in ("keys.db", "access.db", "form.db"):
        if (data / name).exists() and stat.S_IMODE((data / name).stat().st_mode) & 0o077:
            found.say("open", file=name)
    if (data / f"keys.kek{NEW_SUFFIX}").exists():
        found.say("unfinished", file=f"keys.kek{NEW_SUFFIX}")
    for stranger in strangers(data):
        found.say("stranger", table=stranger)
    files = [file for file in FILES if (data / file).exists() and _whole(data / file, found)]
    with damage_told(), closing(open_to_read(data / "keys.db")) as keys:
        step = _Counting(progress, _events(data) + _all_secrets(data, files))
        for file in files:
            _open_all(data / file, file, wrapping, found, step)
        row = keys.execute("SELECT count(*), count(wrapped) FROM subject_key").fetchone()
        found.subjects, found.graves = row[1], row[0] - row[1]
        _look_for_lost(data, keys, found, step)
    return found


def _whole(path: Path, found: Checked) -> bool:
    """Whether SQLite can read it as its own."""
    try:
        with damage_told(), closing(open_to_read(path)) as connection:
            whole: bool = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    except KeysUnusable:
        whole = False
    if not whole:
        found.say("damaged", file=path.name)
    return whole


@dataclass(slots=True)
class _Counting:
    progress: Progress
    total: int
    done: int = 0

    def __call__(self, more: int) -> None:
        self.done += more
        self.progress(self.done, max(self.total, self.done))


def _look_at_keys(data: Path, keys_in: Path) -> None:
    """`keys.db` is there, whole, and of this log."""
    path, log = keys_in / "keys.db", data / "log.db"
    if not path.exists() or path.stat().st_size == 0:
        text = "keys.db is missing or empty: restore it from its own backup"
        raise KeysUnusable(text, "keys-db-missing")
    with damage_told(), closing(open_to_read(path)) as keys:
        if keys.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok" or not standing(keys, "keys.db"):
            raise keys_damaged()
        if not keys.execute("SELECT 1 FROM sqlite_master WHERE name='keys_identity'").fetchone():
            return  # made by an earlier version; the server writes it at its next start
        own = keys.execute("SELECT log FROM keys_identity").fetchone()
    if own is not None and log.exists():
        with closing(open_to_read(log)) as events:
            if own[0] != log_identity(events).bytes:
                raise KeysUnusable("keys.db belongs to another log", "keys-db-another")


def _events(data: Path) -> int:
    if not (data / "log.db").exists():
        return 0
    with closing(open_to_read(data / "log.db")) as log:
        return int(log.execute("SELECT coalesce(max(rowid), 0) FROM stored_events").fetchone()[0])


def _all_secrets(data: Path, files: Iterable[str]) -> int:
    total = 0
    for file in files:
        with closing(open_to_read(data / file)) as connection:
            total += sum(uses(connection, place).total() for place in standing(connection, file))
    return total


def _open_all(path: Path, file: str, wrapping: Wrapping, found: Checked, step: _Counting) -> None:
    with closing(open_to_read(path)) as connection:
        for place in standing(connection, file):
            _open_place(connection, place, wrapping, found, step)


def _open_place(
    connection: sqlite3.Connection, place: Place, wrapping: Wrapping, found: Checked, step: _Counting
) -> None:
    name, unopened, unknown = f"{place.file}: {place.table}", 0, Counter[str]()
    for page in pages(connection, place):
        for row in page:
            found.uses.setdefault(row.kek, Counter())[name] += 1
            if row.kek not in wrapping.names:
                unknown[row.kek] += 1
                continue
            try:
                wrapping.unwrap(row.kek, row.wrapped, place.bound(row.key))
            except KeysUnusable:
                unopened += 1
        step(len(page))
    for kek, n in unknown.items():
        found.say("unknown", place=name, kek=kek, n=n)
    found.unopened += unopened
    if unopened:
        found.say("unopened", place=name, n=unopened)


def _look_for_lost(data: Path, keys: sqlite3.Connection, found: Checked, step: _Counting) -> None:
    """Keys become durable before what they seal, so whoever the log names has a row here by then."""
    if not (data / "log.db").exists():
        return
    known = "SELECT 1 FROM subject_key WHERE subject=?"
    head, seen = _events(data), 0
    with closing(open_to_read(data / "log.db")) as log:
        for row in sealed_rows(log):
            missing = [each for each in row.subjects if keys.execute(known, (each.bytes,)).fetchone() is None]
            if missing:
                found.lost_events += 1
                found.lost_subjects.update(each.bytes for each in missing)
                if found.lost_events == 1:
                    found.say("lost-first", position=row.position, stream=row.stream)
            seen += 1
            if seen % 1_000 == 0:
                step(1_000)
            if row.position >= head:
                break
    if found.lost_events:
        found.say("lost", subjects=len(found.lost_subjects), n=found.lost_events)
