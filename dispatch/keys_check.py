"""Whether the keys of an installation are whole. Only reads, so servers may run meanwhile."""

import stat
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Final
from uuid import UUID

from dispatch.key_place import damage_told, damaged
from dispatch.keys import missing
from dispatch.sealed_rows import sealed_rows
from dispatch.sql.head import head_of, log_identity
from dispatch.sql.port import Database
from dispatch.tables.look import Looking
from dispatch.wrapped import FILES, KEYS, Holding, Secrets, pages, standing, strangers, uses
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
    """What was found. `uses`: secrets per wrapping key and place; `lost`: events sealed for nobody known;
    `fresh_graves`: forgotten since the wrapping key in use was made, which opens older copies of theirs."""

    keks: tuple[str, ...]
    uses: dict[str, Counter[str]] = field(default_factory=dict)
    unopened: int = 0
    subjects: int = 0
    graves: int = 0
    fresh_graves: int = 0
    lost_events: int = 0
    lost_subjects: set[UUID] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    @property
    def droppable(self) -> list[str]:
        """Wrapping keys that nothing names, the one in use aside."""
        return [kek for kek in self.keks[1:] if kek not in self.uses]

    def say(self, code: str, **params: str | int) -> None:
        self.faults.append(Fault(code, params))


def fit(secrets: Secrets) -> tuple[str, ...]:
    """Raise `KeysUnusable` unless there are a key file and whole keys of the log.

    The quick look before and after a copy; the names of the wrapping keys, the one in use first.
    """
    wrapping = Wrapping(secrets.key_file)
    _look_at_keys(secrets)
    with closing(secrets.place.look()) as tables:
        for place in standing(tables, KEYS):
            if unknown := set(uses(tables, place)) - set(wrapping.names):
                raise KeysUnusable(
                    f"{secrets.place.told} names an unknown key", "key-unknown", kek=min(unknown)
                )
            for page in pages(tables, place):
                wrapping.unwrap(page[0].kek, page[0].wrapped, place.bound(page[0].key))
                break
    return wrapping.names


def check(secrets: Secrets, progress: Progress) -> Checked:
    """Everything: each wrapped secret is opened, each subject of the log looked up. Raises `KeysUnusable`."""
    wrapping = Wrapping(secrets.key_file)
    _look_at_keys(secrets)
    found = Checked(keks=wrapping.names)
    _look_at_files(secrets, found)
    for stranger in strangers(secrets.holdings):
        found.say("stranger", table=stranger)
    holdings = [each for each in secrets.holdings if _holds(each) and _whole(each, found)]
    with damage_told(secrets.place.told), closing(secrets.place.look()) as keys:
        step = _Counting(progress, _events(secrets.log) + sum(map(_secrets, holdings)))
        for holding in holdings:
            with closing(holding.look()) as tables:
                for place in standing(tables, holding.file):
                    _open_place(tables, holding, place, wrapping, found, step)
        _count(keys, found)
        if secrets.log is not None:
            _look_for_lost(secrets.log, keys, found, step)
    return found


def _look_at_files(secrets: Secrets, found: Checked) -> None:
    for holding in secrets.holdings:
        path = holding.path
        if (
            path is not None
            and _holds(holding)
            and path.exists()
            and stat.S_IMODE(path.stat().st_mode) & 0o077
        ):
            found.say("open", file=path.name)
    fresh = secrets.key_file.with_name(secrets.key_file.name + NEW_SUFFIX)
    if fresh.exists():
        found.say("unfinished", file=fresh.name)


def _holds(holding: Holding) -> bool:
    """Whether secrets of ours lie there, by its name."""
    return holding.file in FILES


def _count(keys: Looking, found: Checked) -> None:
    rows = keys.rows("SELECT kek, count(*), count(wrapped) FROM subject_key GROUP BY kek")
    found.subjects = sum(full for _, _, full in rows)
    found.graves = sum(n - full for _, n, full in rows)
    found.fresh_graves = sum(n - full for kek, n, full in rows if kek == found.keks[0])


def _whole(holding: Holding, found: Checked) -> bool:
    """Whether SQLite can read a file as its own; what PostgreSQL has it looks after itself."""
    if holding.path is None:
        return True
    try:
        with damage_told(holding.told), closing(holding.look()) as tables:
            whole = tables.rows("PRAGMA quick_check(1)") == [("ok",)]
    except KeysUnusable:
        whole = False
    if not whole:
        found.say("damaged", file=holding.told)
    return whole


@dataclass(slots=True)
class _Counting:
    progress: Progress
    total: int
    done: int = 0

    def __call__(self, more: int) -> None:
        self.done += more
        self.progress(self.done, max(self.total, self.done))


def _look_at_keys(secrets: Secrets) -> None:
    """The keys are there, whole, and of this log."""
    place = secrets.place
    if place.missing():
        text = f"{place.told} is missing or empty: restore it from its own backup"
        raise KeysUnusable(text, "keys-db-missing", keys=place.told)
    with damage_told(place.told), closing(place.look()) as keys:
        if not standing(keys, KEYS):
            raise damaged(place.told)
        if "keys_identity" not in keys.standing():
            return  # made by an earlier version; the server writes it at its next start
        own = keys.rows("SELECT log FROM keys_identity")
    if own and secrets.log is not None:
        with closing(secrets.log.open_to_read()) as events:
            if own[0][0] != log_identity(events).bytes:
                raise KeysUnusable(f"{place.told} belongs to another log", "keys-db-another", keys=place.told)


def _events(log: Database | None) -> int:
    if log is None:
        return 0
    with closing(log.open_to_read()) as events:
        return head_of(events)


def _secrets(holding: Holding) -> int:
    with closing(holding.look()) as tables:
        return sum(uses(tables, place).total() for place in standing(tables, holding.file))


def _open_place(
    tables: Looking, holding: Holding, place: Place, wrapping: Wrapping, found: Checked, step: _Counting
) -> None:
    name, unopened, unknown = f"{holding.told}: {place.table}", 0, Counter[str]()
    for page in pages(tables, place):
        for row in page:
            found.uses.setdefault(row.kek, Counter())[name] += 1
            try:
                wrapping.unwrap(row.kek, row.wrapped, place.bound(row.key))
            except KeysUnusable as error:
                if error.code == "key-unknown":
                    unknown[row.kek] += 1
                else:
                    unopened += 1
        step(len(page))
    for kek, n in unknown.items():
        found.say("unknown", place=name, kek=kek, n=n)
    found.unopened += unopened
    if unopened:
        found.say("unopened", place=name, n=unopened)


def _look_for_lost(log: Database, keys: Looking, found: Checked, step: _Counting) -> None:
    """Keys become durable before what they seal, so whoever the log names has a row here by then."""
    with closing(log.open_to_read()) as events:
        head = head_of(events)
        rows = (row for row in sealed_rows(events) if row.position <= head)
        while page := list(islice(rows, 1_000)):
            unknown = missing(keys, (subject for row in page for subject in row.subjects))
            for row in page:
                if unknown.isdisjoint(row.subjects):
                    continue
                found.lost_events += 1
                if found.lost_events == 1:
                    found.say("lost-first", position=row.position, stream=row.stream)
            found.lost_subjects |= unknown
            step(len(page))
            if page[-1].position >= head:
                break
    if found.lost_events:
        found.say("lost", subjects=len(found.lost_subjects), n=found.lost_events)
