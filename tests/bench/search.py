"""Finding a school among 8,000 by what people type, against one pass of comparing folded strings.

Each of the queries is asked alone, over the whole country and over the dispatcher's region; p50 and p99
are over all of them. The floor has every name folded beforehand and looks, in one pass over all rows, in
which of them the folded query stands: no number, no order of words, no slip, no ranking.
"""

import time
from collections.abc import Callable
from typing import Final

from projections.folding import letters
from projections.search import SchoolSearch
from tests.bench.figures import Scale, figure
from tests.bench.slowness import slowed
from tests.projections.country import ASKED, REGION, SCHOOLS, schools

TYPED: Final = (
    *(typed for typed, _ in ASKED),
    "школа",
    "12",
    "абай",
    "Абая 12",
    "гимназия Алтынсарина",
    "altynsarin 40",
    "молдагулова",
    "моддагулова",
    "момышулы лицей",
    "рыскулов 391",
    "нет такой школы",
    "м",
    "мектеп 7 медеу",
)
"""As people type: whole and half words, three spellings, slips, what is nowhere."""


def milliseconds(ask: Callable[[str], object]) -> list[float]:
    """Processor time of each query."""
    times = []
    for typed in TYPED:
        before = time.thread_time()
        ask(typed)
        times.append((time.thread_time() - before) * 1_000)
    return sorted(times)


def run(scale: Scale) -> None:
    """p50 and p99 over the country, and p99 over a region."""
    rows = schools(400 if scale.quick else SCHOOLS)
    search = SchoolSearch(rows)
    folded = [letters(" ".join((*row.texts, row.district))) for row in rows]

    def floor(typed: str) -> object:
        sought = letters(typed)
        return [place for place, text in enumerate(folded) if sought in text]

    for where, region in (("a country", None), ("a region", REGION)):

        def find(typed: str, region: str | None = region) -> object:
            return search.find(typed, region=region)

        ours, floors = [], []
        for _ in range(scale.rounds):
            floors.append(milliseconds(floor))
            ours.append(milliseconds(slowed(find, scale.slow)))
        for share in (50, 99):
            at = round((len(TYPED) - 1) * share / 100)
            figure(
                f"search over {len(rows)} schools, {where}, p{share}",
                "ms",
                [times[at] for times in ours],
                [times[at] for times in floors],
                queries=len(TYPED),
            )
