"""What the country would ask of one installation, worked out from the figures of a run.

What people would ask is assumed and said as such; what a machine gives is measured, on two cores.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.case.commands import ReceiveRequest
from tests.bench.evening import life
from tests.bench.kept import Line
from web.demo.stories import STORIES

DAY_S, YEAR_DAYS = 86_400, 365


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What is asked of the whole country. Three are known; all others are assumed, on the high side."""

    schools: int = 7_700
    pupils: int = 3_900_000
    centres: int = 20
    requests_per_1000_pupils_a_year: float = 10.0
    peak_day: float = 20.0
    """How many times an average day's requests come on the worst one."""
    peak_minute: float = 10.0
    """How many times that day's average minute."""
    commands_per_request: float = 0.0
    events_per_command: float = 1.25
    boards_per_centre: int = 30
    groups_per_centre: int = 12
    position_every_s: float = 5.0
    open_days: int = 30
    kept_years: int = 6

    @property
    def requests_a_year(self) -> float:
        return self.pupils / 1_000 * self.requests_per_1000_pupils_a_year

    @property
    def requests_at_peak(self) -> float:
        """A second, in the worst minute of the worst day."""
        return self.requests_a_year / YEAR_DAYS / DAY_S * self.peak_day * self.peak_minute


@dataclass(frozen=True, kw_only=True)
class Units:
    """What one process on one core gives, each from the figure that `_NAMED` says."""

    file_commands: float
    postgres_commands: float
    http_commands: float
    delivery_us: float
    board_kb: float
    event_bytes: float
    folded_events: float
    open_case_bytes: float
    closed_case_bytes: float
    counted_us: float


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One thing that is asked for: what the country asks, what there is, and who takes over where it ends."""

    what: str
    unit: str
    asked: float
    given: float
    beyond: str

    @property
    def lasts(self) -> float:
        """So many times the country fits."""
        return self.given / self.asked


def commands_of_a_request() -> float:
    """The mean over the stories of the demonstration evening."""
    sent, received = 0, 0
    for command in life(0):
        received += isinstance(command, ReceiveRequest)
        if received > len(STORIES):
            break
        sent += 1
    return sent / len(STORIES)


def lines(demand: Demand, units: Units) -> list[Ask]:
    """What the country asks of one installation of one web process, the first to give way first."""
    return sorted([*_speeds(demand, units), *_sizes(demand, units)], key=lambda line: line.lasts)


def _speeds(demand: Demand, units: Units) -> Iterator[Ask]:
    """A second of the worst minute."""
    commands = demand.requests_at_peak * demand.commands_per_request
    moving = demand.centres * demand.groups_per_centre / demand.position_every_s
    shown = (commands * demand.events_per_command + moving) * demand.boards_per_centre
    a_second = {
        "commands stored, log in a file": (commands, units.file_commands, "PostgreSQL"),
        "commands stored, log in PostgreSQL": (
            commands,
            units.postgres_commands,
            "a log of its own for each region: twenty writers",
        ),
        "commands over HTTP, one web process": (
            commands,
            units.http_commands,
            "more web processes behind the same address",
        ),
        "changes and positions shown on boards, one web process": (
            shown,
            1e6 / units.delivery_us,
            "more web processes; then a fan-out server of its own (Centrifugo)",
        ),
    }
    for what, (asked, given, beyond) in a_second.items():
        yield Ask(what=what, unit="a second", asked=asked, given=given, beyond=beyond)


def _sizes(demand: Demand, units: Units) -> Iterator[Ask]:
    """What is held at once, and what has gathered after the years that cases are kept."""
    years, boards = demand.kept_years, demand.centres * demand.boards_per_centre
    cases = demand.requests_a_year * years
    cases_open = demand.requests_a_year / YEAR_DAYS * demand.open_days
    events = cases * demand.commands_per_request * demand.events_per_command
    held = {
        "memory of open boards, 2 GB": ("MB", boards * units.board_kb / 1_000, 2_000, "more web processes"),
        f"rows of open cases, and of those closed in {years} years, in memory, 2 GB a process": (
            "MB",
            (cases_open * units.open_case_bytes + cases * units.closed_case_bytes) / 1e6,
            2_000,
            "a log of its own for each region",
        ),
        f"figures of all regions counted from {years} years of cases, within 30 s": (
            "seconds",
            cases * units.counted_us / 1e6,
            30,
            "counts kept by a view",
        ),
        f"the log of {years} years on disk, 500 GB": (
            "GB",
            events * units.event_bytes / 1e9,
            500,
            "partitions of PostgreSQL by year",
        ),
        f"a view made anew from {years} years, within a night of 8 h": (
            "hours",
            events / units.folded_events / 3_600,
            8,
            "views by region, each made by its own worker",
        ),
    }
    for what, (unit, asked, given, beyond) in held.items():
        yield Ask(what=what, unit=unit, asked=asked, given=given, beyond=beyond)


_NAMED: Final[Mapping[str, tuple[str, Callable[[Line], float]]]] = {
    "file_commands": ("durable commands, 64 callers, against", lambda line: line["value"]),
    "postgres_commands": ("durable commands on PostgreSQL, 64 callers, against", lambda line: line["value"]),
    "http_commands": ("durable commands over HTTP, 64 callers", lambda line: line["value"]),
    "delivery_us": ("push to 1000 boards, processor time per delivery", lambda line: line["value"]),
    "board_kb": ("memory of an idle board, whole program", lambda line: line["value"]),
    "event_bytes": ("bytes on disk per event, a log of 100000 events", lambda line: line["value"]),
    "folded_events": ("fold of", lambda line: line["events_per_second"]),
    "open_case_bytes": ("memory of an open case's rows", lambda line: line["value"]),
    "closed_case_bytes": ("memory of a closed case's rows", lambda line: line["value"]),
    "counted_us": ("figures of all regions counted", lambda line: line["value"]),
}
"""How each unit's figure begins, and what of it counts."""


def units_of(figures: Sequence[Line]) -> Units:
    """Raises LookupError naming the figure that is not among those kept."""
    found = {}
    for unit, (name, value) in _NAMED.items():
        line = next((each for each in figures if each["name"].startswith(name)), None)
        if line is None:
            raise LookupError(name)
        found[unit] = value(line)
    return Units(**found)
