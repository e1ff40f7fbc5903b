"""Travel times by road: what a table costs, how few groups have to be asked about, what a lower rung costs.

On the real Almaty where its extract is there, else on a grid of streets. Draws are the same every time; times
are those of the night, where the hour's factor is 1.
"""

import csv
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import fmean, median
from tempfile import TemporaryDirectory
from typing import Final

from dispatch.roads.importer import import_roads
from dispatch.roads.in_use import GraphInUse
from dispatch.routing.asking import HttpEngine
from dispatch.routing.built_in import BuiltIn
from dispatch.routing.osrm import Osrm
from dispatch.routing.port import Rung
from dispatch.routing.side_process import Programs, prepare
from dispatch.routing.straight import StraightLine
from domain.places import Point
from domain.travel import Leg
from tests.bench.figures import Scale, figure
from tests.bench.slowness import slowed
from tests.dispatch.road_engine import BIN, Routed, corner, draw_grid
from tests.house.tree import ROOT

NIGHT: Final = datetime(2026, 3, 20, 21, 0, tzinfo=UTC)
GEO: Final = ROOT.parent / "shared" / "geo"
EXTRACT: Final = GEO / "almaty_osm_2012-03.osm.pbf"
SCHOOLS: Final = GEO / "almaty_schools_osm_2026.csv"
DRAWS: Final = 1_000
NEAR_S: Final = 60


@dataclass(frozen=True)
class Ground:
    """A running engine and the places that its map reaches."""

    url: str
    places: list[Point]
    name: str
    extract: Path

    def rung(self, *, remote: bool = False, patience: float = 60.0) -> Osrm:
        return Osrm(HttpEngine(self.url, patience), remote=remote)


@contextmanager
def ground() -> Iterator[Ground]:
    """Made anew for the bench, in a folder that goes."""
    with TemporaryDirectory(prefix="jedel-roads-") as folder:
        real = EXTRACT.exists()
        extract = EXTRACT if real else draw_grid(Path(folder) / "grid.osm.pbf")
        base = prepare(Programs(BIN.parents[1]), extract, Path(folder), lambda _: None)
        routed = Routed(base)
        try:
            found = Ground(
                routed.url, schools() if real else corners(), "Almaty" if real else "grid", extract
            )
            legs = found.rung().legs(found.places, found.places[:2], NIGHT)[0]
            reached = [place for place, leg in zip(found.places, legs, strict=True) if leg.fault is None]
            yield Ground(found.url, reached, found.name, extract)
        finally:
            routed.end()


def schools() -> list[Point]:
    with SCHOOLS.open(encoding="utf-8") as file:
        return [Point(lat=float(row["lat"]), lon=float(row["lon"])) for row in csv.DictReader(file)]


def corners() -> list[Point]:
    chance = Random(1)
    return [corner(chance.randrange(24), chance.randrange(24)) for _ in range(300)]


Matrix = list[list[Leg]]


def picks(rung: Matrix, truth: Matrix, teams: int, draws: int, seed: int) -> list[float]:
    """Seconds by road that the pick of a rung costs more than the best, draw by draw; 0 for the same team."""
    chance, costs = Random(seed), []
    for _ in range(draws):
        to, *some = chance.sample(range(len(truth)), teams + 1)
        by_road = {o: truth[to][o].seconds for o in some}
        by_rung = {o: rung[to][o].seconds for o in some}
        known = [o for o in some if by_road[o] is not None and by_rung[o] is not None]
        if known:
            best = min(known, key=lambda o: by_road[o] or 0)
            pick = min(known, key=lambda o: by_rung[o] or 0)
            costs.append(float((by_road[pick] or 0) - (by_road[best] or 0)))
    return costs


def error_after_one_factor(rung: Matrix, truth: Matrix, draws: int) -> float:
    """Mean absolute error as a share, after one factor that was fitted on other drives."""
    chance, size = Random(5), len(truth)
    pairs: list[tuple[int, int]] = []
    while len(pairs) < 2 * draws:
        to, origin = chance.sample(range(size), 2)
        known, told = truth[to][origin].seconds, rung[to][origin].seconds
        if known and told:
            pairs.append((told, known))
    factor = median(known / told for told, known in pairs[:draws])
    return fmean(abs(told * factor - known) / known for told, known in pairs[draws:])


def compare(name: str, rung: Rung, here: Ground, truth: Matrix, draws: int, *, bound: bool = False) -> None:
    """How often a lower rung picks another group than the road engine does, what that costs, and how far its
    times are from the engine's. `bound`: these have targets.
    """
    told = rung.legs(here.places, here.places, NIGHT)
    for teams in (12, 40):
        costs = picks(told, truth, min(teams, len(here.places) - 1), draws, seed=teams)
        wrong = [cost for cost in costs if cost > 0]
        figure(
            f"{name}: the same group of {teams}, or one within a minute",
            "share",
            [fmean(cost <= NEAR_S for cost in costs)],
            [1.0],
            target=">= 0.97" if bound else None,
            draws=len(costs),
            another_group=round(len(wrong) / len(costs), 3),
            mean_loss_min=round(fmean(wrong) / 60, 2) if wrong else 0,
            worst_min=round(max(costs) / 60, 1),
            on=here.name,
        )
    error = error_after_one_factor(told, truth, draws)
    target = "<= 0.1" if bound else None
    figure(f"{name}: error after one factor", "share", [error], [1.0], target=target, on=here.name)


def asked_about(here: Ground, truth: Matrix, draws: int, teams: int = 40) -> None:
    """How many of 40 groups a remote engine is asked about before the nearest is certain, and that it is."""
    chance, remote, missed, seen = Random(3), here.rung(remote=True), 0, 0
    for _ in range(draws):
        to, *some = chance.sample(range(len(truth)), teams + 1)
        best = [truth[to][o].seconds for o in some if truth[to][o].seconds is not None]
        if not best:
            continue
        legs = remote.legs([here.places[o] for o in some], [here.places[to]], NIGHT)[0]
        got = min(leg.seconds for leg in legs if leg.seconds is not None)
        missed, seen = missed + (got != min(s for s in best if s is not None)), seen + 1
    figure(
        f"bound and refine: asked about of {teams} groups",
        "groups",
        [remote.asked / seen],
        [float(teams)],
        target="<= 0.6",
        missed=missed,
        draws=seen,
        on=here.name,
    )


def table_of(here: Ground, count: int, scale: Scale) -> None:
    """One table of many groups to one school over HTTP, by the wall."""
    rung = here.rung(patience=5.0)
    rung._one_table = count
    some = [here.places[n % len(here.places)] for n in range(count)]
    ask = slowed(lambda: rung.legs(some, [here.places[0]], NIGHT), scale.slow)
    values = [_once(ask) for _ in range(scale.rounds)]
    figure(f"road engine: a table of {count} groups over HTTP", "ms", values, on=here.name)


def _once(ask: object) -> float:
    began = time.perf_counter()
    for _ in range(5):
        ask()  # type: ignore[operator]
    return (time.perf_counter() - began) * 1_000 / 5


def run(scale: Scale) -> None:
    """Everything, or nothing where there is no engine."""
    if not (BIN / "osrm-routed").exists():
        print("roads: no road engine here: make roads-engine", file=sys.stderr)
        return
    draws = 50 if scale.quick else DRAWS
    with ground() as here:
        truth = here.rung().legs(here.places, here.places, NIGHT)
        for count in (10, 100, 500):
            table_of(here, count, scale)
        asked_about(here, truth, draws)
        compare("straight line", StraightLine(), here, truth, draws)
        with built_in(here) as own:
            compare("built-in graph", own, here, truth, draws, bound=True)
            against_the_engine(own, here, scale)


@contextmanager
def built_in(here: Ground) -> Iterator[BuiltIn]:
    """The rung inside the product over the map that the engine has."""
    with TemporaryDirectory(prefix="jedel-built-in-") as folder:
        import_roads(here.extract, Path(folder), NIGHT, lambda _: None)
        yield BuiltIn(GraphInUse(Path(folder)))


def against_the_engine(own: Rung, here: Ground, scale: Scale, count: int = 100) -> None:
    """Both asked for the same 100 groups in turn, by the wall."""
    engine = here.rung(patience=5.0)
    engine._one_table = count
    some = [here.places[n % len(here.places)] for n in range(count)]
    ask = slowed(lambda: own.legs(some, [here.places[0]], NIGHT), scale.slow)
    values, floors = [], []
    for _ in range(scale.rounds):
        floors.append(_once(lambda: engine.legs(some, [here.places[0]], NIGHT)))
        values.append(_once(ask))
    what = f"built-in graph: {count} groups against the road engine's table"
    figure(what, "ms", values, floors, target="<= 1", on=here.name)
