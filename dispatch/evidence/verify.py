"""The look at all logs of an installation: needs neither server nor keys of cases, and changes nothing."""

import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias
from uuid import UUID

from dispatch.evidence import readings
from dispatch.evidence.damage import Damage
from dispatch.evidence.file import LogFile
from dispatch.evidence.outside import written
from dispatch.evidence.place import Place, Torn, torn
from dispatch.evidence.signing import key_id
from dispatch.evidence.trail import Trail, compared, followed, trusted
from dispatch.evidence.walk import Told, Walk, walked
from dispatch.sql.head import log_identity
from dispatch.sql.port import Reading
from dispatch.unfit import Unfit

Vouched: TypeAlias = Literal["given", "elsewhere", "itself"]
CHECKPOINTS_SINCE: Final = 3
"""The version of the log's file that has checkpoints."""


class CannotVerify(Unfit):
    """There is nothing here to look at, or what was given to compare with is none of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What to compare with, if anything: a directory elsewhere, a public key that is known to be right."""

    elsewhere: Path | None = None
    public: bytes | None = None


ALONE: Final = Compared()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found. Positions count events from 1; times are microseconds since 1970-01-01 UTC.

    `covered` is the newest signed position, `uncovered` and `uncovered_seconds` what lies after it.
    `elsewhere` counts the checkpoints of the directory elsewhere and `elsewhere_covered` is its newest
    position; both are nothing without one. `vouched` says how the signing key is known: given, from
    elsewhere, or only by the log itself. `readings` are rows of the log of readings.
    """

    log: UUID | None
    damages: tuple[Damage, ...]
    events: int = 0
    batches: int = 0
    streams: int = 0
    recorded_at: int | None = None
    checkpoints: int = 0
    covered: int = 0
    uncovered: int = 0
    uncovered_seconds: float = 0.0
    elsewhere: int | None = None
    elsewhere_covered: int | None = None
    keys: tuple[str, ...] = ()
    vouched: Vouched = "itself"
    readings: int | None = None


def head_of(place: Place) -> int:
    """How many events there are to go through, about; for whoever shows how far it is."""
    try:
        with closing(place.opened()) as connection:
            try:
                found = connection.execute("SELECT max(last) FROM batch").fetchone()[0]
            except connection.Error:
                return 0
    except Torn:
        return 0
    return found if type(found) is int else 0


def file_of(data: Path) -> LogFile:
    """The log of a directory, to look at; raises `CannotVerify` if there is none."""
    path = data / "log.db"
    if not path.is_file():
        raise CannotVerify(f"{data} holds no log", "no-log", data=str(data))
    return LogFile(path)


def verify(
    data: Path, compare: Compared = ALONE, told: Told = lambda _: None, place: Place | None = None
) -> Report:
    """Look at everything. Raises `CannotVerify` or `StoreUnfit` where there is nothing to look at.

    `place` is where the log is, `log.db` in the directory if nothing is said.
    """
    place = place or file_of(data)
    with ThreadPoolExecutor(1) as aside:  # the database's own look needs no Python: it runs beside ours
        pages = aside.submit(place.pages)
        try:
            connection = place.opened()
        except Torn:
            return Report(log=None, damages=tuple(pages.result()))
        with closing(connection):
            try:
                return _looked_at(data, place, connection, compare, told, pages)
            except connection.Error as error:
                if isinstance(error, sqlite3.DatabaseError) or torn(error):
                    found = Damage(kind="pages", position=0, detail=place.name)
                    return Report(log=None, damages=_once([found, *pages.result()]))
                raise


def _looked_at(
    data: Path,
    place: Place,
    connection: Reading,
    compare: Compared,
    told: Told,
    pages: "Future[list[Damage]]",
) -> Report:
    version = place.version(connection)
    log_id = log_identity(connection)
    # Elsewhere first: what stands there stood in the log before, and the server may go on meanwhile.
    elsewhere = None if compare.elsewhere is None else _elsewhere(compare.elsewhere, log_id)
    connection.execute("BEGIN")
    damages = list(place.structure(connection, version))
    inside = followed(log_id, _inside(connection) if version >= CHECKPOINTS_SINCE else ())
    trails = [inside] if elsewhere is None else [inside, elsewhere]
    damages += [damage for trail in trails for damage in trail.damages]
    damages += _against(inside, elsewhere, compare.public)
    marks = [mark for trail in trails for mark in trail.marks]
    walk, wrong = walked(connection, log_id, marks, told)
    damages += wrong
    rows, wrong = readings.examined(place, connection, log_id, marks)
    damages += wrong
    return _report(log_id, walk, trails, rows, _once([*pages.result(), *damages]), compare)


def _once(damages: Sequence[Damage]) -> tuple[Damage, ...]:
    """What two looks at the same thing both found is one damage."""
    return tuple(dict.fromkeys(damages))


def _inside(connection: Reading) -> Iterator[tuple[int | None, bytes]]:
    yield from connection.execute("SELECT number, line FROM checkpoint ORDER BY number")


def _elsewhere(folder: Path, log_id: UUID) -> Trail:
    try:
        trail = followed(log_id, ((None, line) for line in written(folder, log_id)))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        text = f"{folder}: {reason}"
        raise CannotVerify(text, "elsewhere-unreadable", folder=str(folder), error=reason) from None
    if not trail.marks:
        raise CannotVerify("no checkpoints of this log", "no-checkpoints", folder=str(folder))
    return trail


def _against(inside: Trail, elsewhere: Trail | None, public: bytes | None) -> Iterator[Damage]:
    """The two places against each other, and both against the key that is known to be right."""
    if elsewhere is not None:
        yield from compared(inside, elsewhere)
    known = [public] if public is not None else [] if elsewhere is None else elsewhere.keys
    for trail in (inside, elsewhere):
        if trail is not None and trail.last is not None and not trusted(trail, frozenset(known)):
            yield Damage(kind="another-key", position=trail.last.position, number=trail.last.number)
            return


def _report(
    log_id: UUID,
    walk: Walk,
    trails: Sequence[Trail],
    rows: int | None,
    damages: tuple[Damage, ...],
    compare: Compared,
) -> Report:
    newest = max((t.last for t in trails if t.last is not None), key=lambda m: m.position, default=None)
    covered = 0 if newest is None else newest.position
    since = walk.first_recorded_at if newest is None else newest.recorded_at
    seconds = 0.0
    if walk.head > covered and walk.recorded_at is not None and since is not None:
        seconds = max(0, walk.recorded_at - since) / 1_000_000
    elsewhere = trails[1] if len(trails) > 1 else None
    return Report(
        log=log_id,
        damages=damages,
        events=walk.head,
        batches=walk.batches,
        streams=walk.streams,
        recorded_at=walk.recorded_at,
        checkpoints=len(trails[0].marks),
        covered=covered,
        uncovered=max(0, walk.head - covered),
        uncovered_seconds=seconds,
        elsewhere=None if elsewhere is None else len(elsewhere.marks),
        elsewhere_covered=None if elsewhere is None or elsewhere.last is None else elsewhere.last.position,
        keys=tuple(dict.fromkeys(key_id(key) for trail in trails for key in trail.keys)),
        vouched="given" if compare.public else "itself" if elsewhere is None else "elsewhere",
        readings=rows,
    )
