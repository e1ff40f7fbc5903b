"""The calendars that an installation knows, the product's own and loaded ones; what a new one moves."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from dispatch.ports import Row
from domain.law.calendars import EDITIONS, edition_known_at
from domain.law.calendars.edition import CalendarEdition
from domain.law.due import DueKind, DueTime, Hours, Reading, Week, local_date
from domain.law.recalculation import recalculated_due
from projections import calendars as table
from web.system import System


def loaded(system: System) -> tuple[CalendarEdition, ...]:
    """The editions that were loaded here, in the order in which they came."""
    return table.editions(system.rows("calendars").values())


def all_editions(system: System) -> tuple[CalendarEdition, ...]:
    """Every edition that an event here can name, oldest first."""
    return (*EDITIONS, *loaded(system))


def edition_now(system: System) -> CalendarEdition:
    """By which requests are decided now."""
    return edition_known_at(local_date(system.clock.now()), loaded(system))


def moving(system: System, edition: CalendarEdition) -> dict[tuple[date, date], int]:
    """Open requests by the day they are due on now and by another edition, where that differs."""
    now = system.clock.now()
    settings = {row["region"]: row["settings"] for row in system.rows("centres").values()}
    moves: Counter[tuple[date, date]] = Counter()
    for row in reckoned_otherwise(system.rows("queue").values(), edition.key):
        asked = settings.get(row["region"])
        if asked is None or row["term_missed"]:
            continue
        hours = Hours(opens=asked["hours"]["opens"], closes=asked["hours"]["closes"])
        was = _due(row)
        now_due = recalculated_due(
            was, _at(row["received_at"]), now, Week(asked["week"]), Reading(asked["reading"]), edition, hours
        )
        if now_due is not None:
            moves[local_date(was.at), local_date(now_due.at)] += 1
    return dict(sorted(moves.items()))


def reckoned_otherwise(rows: Iterable[Row], edition: str) -> Iterator[Row]:
    """Open requests, not considered, whose term was counted by another edition."""
    for row in rows:
        due = row.get("due")
        if due is None or row["closed_at"] is not None or row["considered"]:
            continue  # without a due time it is a damaged row, of which only the id is known
        if due["kind"] == DueKind.CONSIDERATION and due["edition"] != edition:
            yield row


def _due(row: Row) -> DueTime:
    due = row["due"]
    return DueTime(
        at=_at(due["at"]), kind=DueKind(due["kind"]), citation=due["citation"], edition=due["edition"]
    )


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
