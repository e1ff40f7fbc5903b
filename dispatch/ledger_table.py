"""The ledger's lines beside the views, and the questions that pages, counts and calendars ask of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from dispatch.ports import Row
from dispatch.view_tables import Reading
from domain.law.local_time import DAY, SECOND, instant, local_date
from projections.ledger import Ledger
from projections.ledger_case import TARGETS
from projections.ledger_lines import COLUMNS, Line, lines
from projections.received import iso

_INTEGERS: Final = frozenset({"class", "in_time", "delay"})
_NAMED: Final = {"risk_class": "class"}
_COLUMNS: Final = ", ".join(f'"{name}"' for name in COLUMNS)
_TARGETS: Final = ", ".join(f"'{target}'" for target in TARGETS)
_BINDING: Final = "state IN ('open', 'held', 'missed')"
_LIVE: Final = f"build=(SELECT id FROM build WHERE view='{Ledger.name}' AND live=1)"  # noqa: S608


class When(StrEnum):
    """Which lines a list shows, by the clock of the moment; `BINDING` are all that are not over."""

    LATE = "late"
    TODAY = "today"
    HELD = "held"
    LATER = "later"
    BINDING = "binding"
    ALL = "all"


_WHEN: Final[Mapping[When, str]] = {
    When.LATE: "(state='missed' OR (state='open' AND due<:now))",
    When.TODAY: "state='open' AND due>=:now AND due<=:tonight",
    When.HELD: "state='held'",
    When.LATER: "state='open' AND due>:tonight",
    When.BINDING: _BINDING,
    When.ALL: "1=1",
}
COUNTED: Final = (When.LATE, When.TODAY, When.HELD)


class LedgerTable:
    """The table of lines beside the ledger's documents."""

    table = "duty"
    columns = len(COLUMNS)
    schema = (
        "CREATE TABLE IF NOT EXISTS duty (build INTEGER NOT NULL, key TEXT NOT NULL,"
        + ", ".join(f'"{name}" {"INTEGER" if name in _INTEGERS else "TEXT"}' for name in COLUMNS)
        + ", PRIMARY KEY (build, key, entry)) WITHOUT ROWID;\n"
        + f"CREATE INDEX IF NOT EXISTS duty_binding ON duty (build, region, due) WHERE {_BINDING};\n"
        + "CREATE INDEX IF NOT EXISTS duty_month ON duty (build, region, month);\n"
    )

    def lines_of(self, document: Row) -> list[list[Any]]:
        return [[line[name] for name in COLUMNS] for line in lines(document)]


NO_CLASS: Final = -1
"""Of a request that nobody has assessed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Filters, each left out where none. `month` is that of the due time."""

    region: str
    when: When = When.BINDING
    kind: str | None = None
    risk_class: int | None = None
    school: str | None = None
    team: str | None = None
    owner: str | None = None
    month: str | None = None
    about: str | None = None


class Strip(NamedTuple):
    """What a board shows of a region's ledger."""

    late: int = 0
    today: int = 0
    held: int = 0


class Duties:
    """Reads the live ledger. Before there is one every answer is empty and `ready` is false."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    @property
    def ready(self) -> bool:
        return self._reading.live(Ledger.name) is not None

    def reached(self, position: int) -> bool:
        """Whether the live ledger has taken in the log up to this position; so it is where there is none."""
        rows = self._reading.rows("SELECT position FROM build WHERE view=? AND live=1", (Ledger.name,))
        return not rows or rows[0][0] >= position

    def page(self, asked: Asked, now: datetime, limit: int, offset: int = 0) -> tuple[list[Line], int]:
        """Lines by due time, the earliest first, and how many there are of them in all."""
        where, values = _where(asked, now)
        count = f"SELECT count(*) FROM duty WHERE {where}"  # noqa: S608 - our own conditions
        some = (
            f"SELECT key, {_COLUMNS} FROM duty WHERE {where}"  # noqa: S608 - as above
            " ORDER BY due NULLS FIRST, number NULLS FIRST, entry, key LIMIT :limit OFFSET :offset"
        )
        total = self._rows(count, values)[0][0]
        rows = self._rows(some, {**values, "limit": limit, "offset": offset})
        return [_line(row) for row in rows], int(total)

    def counts(self, asked: Asked, now: datetime) -> dict[str, dict[str, int]]:
        """How many are late, due today and held, by kind; `when` of the question does not count."""
        return {str(when): dict(self._counted(replace(asked, when=when), now)) for when in COUNTED}

    def reminders(self, region: str, limit: int) -> list[Line]:
        """What somebody may be reminded of days before: nothing on hold, no targets, no schools."""
        some = (
            f"SELECT key, {_COLUMNS} FROM duty WHERE {_LIVE} AND region=?"  # noqa: S608 - our own
            f" AND state IN ('open', 'missed') AND about<>'school' AND kind NOT IN ({_TARGETS})"
            " ORDER BY due NULLS FIRST, number NULLS FIRST, entry, key LIMIT ?"
        )
        return [_line(row) for row in self._reading.rows(some, (region, limit))]

    def strips(self, now: datetime) -> dict[str, "Strip"]:
        """By region, of cases and breaches; the many schools that wait to be monitored are left out."""
        late, today, held = (f"count(*) FILTER (WHERE {_WHEN[when]})" for when in COUNTED)
        counted = (
            f"SELECT region, {late}, {today}, {held} FROM duty"  # noqa: S608 - our own conditions
            f" WHERE {_LIVE} AND {_BINDING} AND about<>'school' GROUP BY region"
        )
        rows = self._rows(counted, _clock(now))
        return {region: Strip(*counts) for region, *counts in rows}

    def _counted(self, asked: Asked, now: datetime) -> list[Any]:
        where, values = _where(asked, now)
        counted = f"SELECT kind, count(*) FROM duty WHERE {where} GROUP BY kind"  # noqa: S608 - as above
        return self._rows(counted, values)

    def _rows(self, statement: str, values: Mapping[str, object]) -> list[Any]:
        """A statement with named values (`:name`), each as often as it likes."""
        named: list[object] = []

        def place(found: re.Match[str]) -> str:
            named.append(values[found[1]])
            return "?"

        return self._reading.rows(re.sub(r":(\w+)", place, statement), named)

    def outcomes(self, region: str, since: str, until: str) -> list[tuple[str, str, str, int]]:
        """(month, kind, outcome, how many) of the months `since` ("2026-01") `until`; see `_OUTCOME`."""
        counted = (
            f"SELECT month, kind, outcome, count(*) FROM (SELECT month, kind, {_OUTCOME} AS outcome FROM duty"  # noqa: S608
            f" WHERE {_LIVE} AND region=? AND month BETWEEN ? AND ?) AS told"
            " WHERE outcome IS NOT NULL GROUP BY month, kind, outcome"
        )
        return self._reading.rows(counted, (region, since, until))

    def delays(self, region: str, since: str, until: str) -> list[tuple[str, str, int]]:
        """(month, kind, seconds) of everything that was done late, by seconds."""
        late = (
            f"SELECT month, kind, delay FROM duty WHERE {_LIVE} AND region=?"  # noqa: S608 - as above
            " AND month BETWEEN ? AND ? AND delay IS NOT NULL ORDER BY delay"
        )
        return self._reading.rows(late, (region, since, until))


def _clock(now: datetime) -> dict[str, object]:
    """What `_WHEN` goes by."""
    return {"now": iso(now), "tonight": iso(instant(local_date(now) + DAY) - SECOND)}


def _where(asked: Asked, now: datetime) -> tuple[str, dict[str, object]]:
    values: dict[str, object] = {"region": asked.region, **_clock(now)}
    parts = [_LIVE, "region=:region", _WHEN[asked.when]]
    for name in ("kind", "risk_class", "school", "team", "owner", "month", "about"):
        value = getattr(asked, name)
        if value is not None:
            column = _NAMED.get(name, name)
            parts.append(f'"{column}" IS NULL' if value == NO_CLASS else f'"{column}"=:{name}')
            values[name] = value
    return " AND ".join(parts), values


_OUTCOME: Final = (
    "CASE WHEN state='done' THEN 'in_time' WHEN state='done-late' THEN 'late'"
    " WHEN state='missed' OR (state='ended' AND missed_at IS NOT NULL) THEN 'missed'"
    " WHEN state='waived' THEN 'waived' WHEN state IN ('open', 'held') THEN 'open' END"
)
"""What counts of a line: kept, kept late, not kept, signed off, still running; nothing where it ended before
its time."""


def _line(row: Sequence[Any]) -> Line:
    line = dict(zip(("key", *COLUMNS), row, strict=True))
    return {**line, "in_time": None if line["in_time"] is None else bool(line["in_time"])}
