"""Moving an installation from the files of its directory into PostgreSQL: all of it, proved, or nothing.

Nothing of the source is changed before everything came over and both sides were read again. Then its files
get other names, so that nothing starts on them by mistake, and only after that may the target be served; it
is made ready for that at once, as by `jedel release`.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from uuid import UUID

from dispatch.clock import SystemClock
from dispatch.evidence.tables import LogTables
from dispatch.evidence.verify import CannotVerify, file_of, verify
from dispatch.lock import WriterLock
from dispatch.moving import NotMoved, copy_rows, require_same, rows_of, sums
from dispatch.sql.head import head_of, log_identity
from dispatch.sql.postgres_target import Target
from dispatch.sql.sqlite import SqliteFile
from dispatch.tables.copying import copy
from web.bootstrap import build, close
from web.log_place import BESIDE, LOG, is_elsewhere, note_place
from web.release import release
from web.settings import Settings

MADE_ANEW: Final = ("views.db",)
MOVED: Final = ".moved"

Told = Callable[[str, int, int], object]
"""Told which step it is (`verify`, `copy`, `prove`), how far it came, and of how much."""


@dataclass(frozen=True, slots=True)
class Done:
    """What is in PostgreSQL now, and which files have got other names."""

    position: int
    renamed: tuple[str, ...]


def move(target: Settings, *, again: bool = False, told: Told = lambda *_: None) -> Done:
    """Move the directory of `target.data` to the database that `target.store` names.

    Raises `Unfit`: while it is served, from a log or keys that are not whole, into a database that is not
    empty. `again` empties a database in which a move broke off.
    """
    data = target.data
    with closing(Target(target.store)) as database:
        finishing = _only_to_finish(data, database)
        log = None if finishing else _fit(target, told)
        with closing(WriterLock(data / "writer.lock", SystemClock().now())):
            if log is not None:
                database.begin(log, again=again)
                _copy(target, log, database, told)
                database.proved()
            renamed = _renamed(target)
            database.end()
    release(target)
    with closing(LogTables(target.store).opened()) as connection:
        return Done(head_of(connection), renamed)


def _only_to_finish(data: Path, database: Target) -> bool:
    """Whether a move came so far that only names were left to change."""
    found = database.moving()
    if found is None or not found[1]:
        if is_elsewhere(data):
            raise CannotVerify(f"the log of {data} is in PostgreSQL", "log-elsewhere", data=str(data))
        return False
    path = data / LOG if (data / LOG).exists() else data / f"{LOG}{MOVED}"
    if path.exists():
        with closing(SqliteFile(path).open_to_read()) as connection:
            if log_identity(connection) == found[0]:
                return is_elsewhere(data)
    return False


def _fit(target: Settings, told: Told) -> UUID:
    """The log's id. Everything is whole, opens as it would to be served, and is of today's version then."""
    place = file_of(target.data)
    with closing(place.opened()) as connection:
        head = head_of(connection)
    report = verify(target.data, told=lambda position: told("verify", position, head))
    if report.damages or report.log is None:
        count = len(report.damages)
        raise NotMoved(
            f"the log is not whole: {count} damages", "move-damaged", n=count, data=str(target.data)
        )
    close(build(replace(target, store="sqlite:")))
    return report.log


def _copy(target: Settings, log: UUID, database: Target, told: Told) -> None:
    with closing(SqliteFile(target.data / LOG).open_to_walk()) as here:
        here.execute("BEGIN")
        rows = rows_of(here)
        with database.log(log) as there:
            copy_rows(here, there, _counted("copy", rows, told))
        for name in _standing(target.data):
            copy(target.data / f"{name}.db", target.store, name)
        with closing(LogTables(target.store).opened()) as there:
            there.execute("BEGIN")
            counted = _counted("prove", 2 * rows, told)
            require_same(sums(here, counted), sums(there, counted))


def _standing(data: Path) -> list[str]:
    return [name for name in BESIDE if (data / f"{name}.db").exists()]


def _counted(step: str, of: int, told: Told) -> Callable[[int], object]:
    done = 0

    def more(rows: int) -> None:
        nonlocal done
        done += rows
        told(step, done, of)

    return more


def _renamed(target: Settings) -> tuple[str, ...]:
    """The directory says where its log is, before anything of it gets another name; the log last."""
    data = target.data
    note_place(target)
    names = [*(f"{name}.db" for name in BESIDE), *MADE_ANEW, LOG]
    for name in names:
        for part in (name, f"{name}-wal", f"{name}-shm"):
            if (data / part).exists():
                (data / part).rename(data / part.replace(name, f"{name}{MOVED}"))
    return tuple(name for name in names if (data / f"{name}{MOVED}").exists())
