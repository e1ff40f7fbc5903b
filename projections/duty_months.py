"""What became of obligations by the month of their due time: counts, the share in time, the median delay."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any, Final

from domain.suppression import LEAST, suppressed
from projections.ledger import KINDS

Month = dict[str, Any]

OUTCOMES: Final = ("in_time", "late", "missed", "waived", "open")
"""Done in time; done late; not done though its time is over; signed off by the head; still running."""
MONTHS: Final = 24
"""How many months back figures go."""


def months(
    outcomes: Iterable[tuple[str, str, str, int]], delays: Iterable[tuple[str, str, int]], *, hidden: bool
) -> list[Month]:
    """Newest month first, kinds in the ledger's order. `outcomes`: (month, kind, outcome, count); `delays`:
    (month, kind, seconds). `hidden`: for somebody who may read no case, small groups are hidden (null), and
    no sums over rows stand beside them.
    """
    cells: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(OUTCOMES, 0))
    for month, kind, outcome, count in outcomes:
        cells[month, kind][outcome] += count
    late: dict[tuple[str, str], list[int]] = defaultdict(list)
    for month, kind, seconds in delays:
        late[month, kind].append(seconds)
    keys = sorted(cells, key=lambda each: KINDS.index(each[1]) if each[1] in KINDS else len(KINDS))
    keys.sort(key=lambda each: each[0], reverse=True)
    return [_month(*key, cells[key], late.get(key, ()), hidden) for key in keys]


def _month(month: str, kind: str, cells: Mapping[str, int], late: Sequence[int], hidden: bool) -> Month:
    shown = suppressed(cells) if hidden else None
    counts = cells if shown is None else shown.cells
    total = sum(cells.values()) if shown is None else shown.total
    return {
        "month": month,
        "kind": kind,
        "total": total,
        **counts,
        "share": _share(counts),
        "median_delay": _delay(late, hidden),
    }


def _share(counts: Mapping[str, int | None]) -> int | None:
    """Percent done in time of all whose outcome is known; nothing where a part is hidden or there is none."""
    in_time, late, missed = (counts[name] for name in OUTCOMES[:3])
    if in_time is None or late is None or missed is None or in_time + late + missed == 0:
        return None
    return round(100 * in_time / (in_time + late + missed))


def _delay(late: Sequence[int], hidden: bool) -> int | None:
    """Seconds; of a small group nothing, where small groups are hidden."""
    if not late or (hidden and len(late) < LEAST):
        return None
    return round(median(late))
