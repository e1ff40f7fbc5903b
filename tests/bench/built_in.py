"""The built-in road graph: one search for all groups, a reach over a country, what imports cost.

On the real Almaty where its extract is there, else on the town; the country is generated. Searches are
processor time of one thread; imports run in a process of their own, by its wall and its peak memory.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from math import inf
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

from dispatch.roads.in_use import GraphInUse
from dispatch.routing.built_in import REACH_S, BuiltIn
from dispatch.town.build import build_town
from dispatch.town.map_extract import write_map
from domain.places import Point
from tests.bench.country import SIDE, draw_country, place
from tests.bench.figures import Scale, figure
from tests.bench.roads import EXTRACT, NIGHT, SCHOOLS, schools
from tests.bench.slowness import slowed
from tests.house.tree import ROOT

GROUPS: Final = 100
SIZES: Final = (10_000, 100_000, 1_000_000)
PER: Final = 100_000

PROGRAM: Final = """
import json, re, sys, time
from datetime import UTC, datetime
from pathlib import Path
import dispatch.roads.building, dispatch.roads.drawing
from dispatch.roads.importer import import_roads

def peak():
    # not getrusage: its peak is inherited from whoever started this process
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024

before, steps, began = peak(), {}, time.perf_counter()
done = import_roads(Path(sys.argv[1]), Path(sys.argv[2]), datetime(2026, 11, 27, tzinfo=UTC),
                    lambda step: steps.setdefault(step, time.perf_counter() - began))
print(json.dumps({"seconds": time.perf_counter() - began, "before": before, "peak": peak(),
                  "nodes": done.manifest.nodes, "steps": steps}))
"""


def imported(extract: Path, data: Path) -> dict[str, Any]:
    """Import in a process of its own: seconds, megabytes before and at the peak, nodes of the graph."""
    command = [sys.executable, "-c", PROGRAM, str(extract), str(data)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _took(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return (time.thread_time() - began) * 1_000


def one_for_all(folder: Path, scale: Scale) -> None:
    """A whole answer for 100 groups against 100 searches that do nothing else."""
    real = EXTRACT.exists() and SCHOOLS.exists()
    extract, places, name = EXTRACT, [], "Almaty"
    if real:
        places = schools()
    else:
        town = build_town(1)
        extract, places, name = folder / "town.osm.pbf", [s.point for s in town.schools], "town"
        write_map(town, extract)
    imported(extract, folder / "town")
    roads = GraphInUse(folder / "town")
    found = roads.graph()
    assert found is not None
    rung, chance = BuiltIn(roads), Random(1)
    school, *some = [places[chance.randrange(len(places))] for _ in range(GROUPS + 1)]
    nodes = found[1].snap(some).nodes.tolist()
    ask = slowed(lambda: rung.legs(some, [school], NIGHT), scale.slow)
    values, floors = [], []
    for _ in range(scale.rounds):
        floors.append(_took(lambda: [found[1].to(node) for node in nodes]))
        values.append(_took(ask))
    what = f"built-in graph: {GROUPS} groups to a school against a search each"
    figure(what, "ms", values, floors, target="<= 0.05", on=name, nodes=len(found[1].lats))


def over_a_country(data: Path, towns: int, side: int, scale: Scale) -> None:
    """Twelve groups of a town, looked for within an hour, against a search of the whole country."""
    roads = GraphInUse(data)
    found = roads.graph()
    assert found is not None
    chance, town = Random(2), towns // 2

    def anywhere() -> Point:
        return place(town, chance.randrange(side), chance.randrange(side))

    school, *some = [anywhere() for _ in range(13)]
    near, whole = BuiltIn(roads, REACH_S), BuiltIn(roads, inf)
    ask = slowed(lambda: near.legs(some, [school], NIGHT), scale.slow)
    values, floors = [], []
    for _ in range(scale.rounds):
        floors.append(_took(lambda: whole.legs(some, [school], NIGHT)))
        values.append(_took(ask))
    same = near.legs(some, [school], NIGHT) == whole.legs(some, [school], NIGHT)
    figure(
        "built-in graph: within an hour, against a whole country",
        "ms",
        values,
        floors,
        target="<= 0.25",
        nodes=len(found[1].lats),
        same_answer=same,
    )


def what_imports_cost(size: int, extract: Path, data: Path) -> None:
    """Seconds and megabytes for each 100,000 nodes of the extract; once, because a million take minutes."""
    cost = imported(extract, data)
    steps = {step: round(seconds, 1) for step, seconds in cost["steps"].items()}
    figure(
        f"import of {size} nodes, per {PER}", "s", [cost["seconds"] * PER / size], whole_s=cost["seconds"],
        graph_nodes=cost["nodes"], began_at=steps,
    )  # fmt: skip
    figure(
        f"import of {size} nodes, peak memory per {PER}",
        "MB",
        [(cost["peak"] - cost["before"]) * PER / size],
        peak_mb=round(cost["peak"]),
        with_nothing_mb=round(cost["before"]),
    )


def run(scale: Scale) -> None:
    """Everything; the largest country is the one that is searched."""
    with TemporaryDirectory(prefix="jedel-built-in-") as name:
        folder = Path(name)
        one_for_all(folder, scale)
        sizes = (2_000,) if scale.quick else SIZES
        for size in sizes:
            extract, data = folder / f"{size}.osm.pbf", folder / str(size)
            towns = draw_country(extract, size)
            what_imports_cost(size, extract, data)
        side = SIDE if size >= SIDE**2 else int(size**0.5)
        over_a_country(data, towns, side, scale)
