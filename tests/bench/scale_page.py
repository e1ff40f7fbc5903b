"""Makes `docs/scale.md` from the figures of a run: `python -m tests.bench.scale_page`."""

from typing import Final

from tests.bench.kept import ROOT, read
from tests.bench.scale import Demand, Units, commands_of_a_request, lines, units_of

PAGE: Final = ROOT / "docs/scale.md"

_ASSUMED: Final = {
    "schools": "schools (known)",
    "pupils": "pupils (known)",
    "centres": "centres (known)",
    "requests_per_1000_pupils_a_year": "requests a year of a thousand pupils",
    "peak_day": "the worst day, in average days",
    "peak_minute": "its worst minute, in that day's average minutes",
    "commands_per_request": "commands of a request: mean of the demonstration evening's stories (counted)",
    "events_per_command": "events of a command",
    "boards_per_centre": "boards open in a centre at once",
    "groups_per_centre": "groups of a centre on the road",
    "position_every_s": "seconds between two positions of a group",
    "open_days": "days that a case is open, follow-ups and all",
    "kept_years": "years that cases stay",
}
_PAGE: Final = """# The country, and ten times the country

Made by `python -m tests.bench.scale_page` from the figures of a run (`docs/figures.jsonl`); a test holds
that it is.

One installation for all twenty centres is asked for {year} requests a year, and for {peak} in the worst
minute. What people would ask is assumed, on the high side; what a machine gives is measured on two cores,
one web process, everything on.

| what is assumed | |
|---|---|
{assumed}

| what | the country | ten times | one installation gives | lasts for | and then |
|---|---|---|---|---|---|
{table}

**What gives way first** is not speed. *{first}* lasts for {lasts} times the country; then: {beyond}. Next
is *{second}*, at {second_lasts} times. A process has the rows of open cases in memory, {open_case} bytes
each, because boards and decisions are answered from them. Those of closed cases lie in the log's database:
{closed_case} bytes of each stay, whatever their number, and lists and figures read them there. A region's own
log (see [Regions with a log of their own](operating.md#regions-with-a-log-of-their-own)) divides both by the
regions.

Commands and deliveries a second are far from any bound: the worst minute of ten countries is
within one process of each kind. More web processes are for a machine that fails, not for speed.

What no figure here says: how a network between the centres behaves, and how many people really call.
"""


def page(demand: Demand, units: Units) -> str:
    """The whole of `docs/scale.md`."""
    found = lines(demand, units)
    first = found[0]
    table = "\n".join(
        f"| {line.what} | {_short(line.asked)} | {_short(line.asked * 10)} |"
        f" {_short(line.given)} {line.unit} | {_short(line.lasts)} × | {line.beyond} |"
        for line in found
    )
    assumed = "\n".join(f"| {words} | {_short(getattr(demand, name))} |" for name, words in _ASSUMED.items())
    return _PAGE.format(
        assumed=assumed,
        table=table,
        year=_short(demand.requests_a_year),
        peak=_short(demand.requests_at_peak * 60),
        first=first.what,
        lasts=_short(first.lasts),
        beyond=first.beyond,
        second=found[1].what,
        second_lasts=_short(found[1].lasts),
        open_case=_short(units.open_case_bytes),
        closed_case=_short(units.closed_case_bytes),
    )


def _short(value: float) -> str:
    """Two figures that count; whole thousands with a space between."""
    if value >= 100:
        return f"{float(f'{value:.2g}'):,.0f}".replace(",", " ")
    return f"{value:.2g}"


def made() -> str:
    """The page as the kept figures have it."""
    return page(Demand(commands_per_request=commands_of_a_request()), units_of(read()))


if __name__ == "__main__":
    PAGE.write_text(made(), encoding="utf-8")
