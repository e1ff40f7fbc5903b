"""That every figure can still be measured and shows a slow-down. Values of so small a run mean nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench import (
    built_in,
    end_to_end,
    fold,
    http,
    idle,
    opening,
    realtime,
    recommendation,
    returning,
    search,
    slower_disk,
    store,
    verify,
)
from tests.bench.figures import SEEN, Scale, reached, table
from tests.house.tree import ROOT

pytestmark = pytest.mark.slow

FLOORED = {
    "store": (store.run, 0.004, "durable commands, 64 callers"),
    "http": (http.run, 0.01, "durable commands over HTTP, 64 callers"),
    "end-to-end": (end_to_end.run, 0.1, "command to the last of 20 boards, p50"),
    "realtime": (realtime.run, 0.05, "push to 20 boards, processor time per delivery"),
    "opening": (opening.run, 0.02, "opening a card, alone, p50"),
    "fold": (fold.run, 0.002, "fold of"),
    "verify": (verify.run, 0.01, "following the chains"),
    "recommendation": (recommendation.run, 0.02, "recommendation over 500 teams"),
    "built-in": (built_in.run, 0.1, "built-in graph: 100 groups to a school"),
    "search": (search.run, 0.02, "search over 400 schools, a country, p50"),
}
"""Bench, seconds to plant, and the figure that must show them."""
OF_MILLISECONDS = {"fold", "search", "recommendation"}
"""A single hiccup of the machine outweighs a round of these; more rounds cost little."""


def ratios(run: object, scale: Scale) -> dict[str, float]:
    """What a bench says, by the figures' names."""
    SEEN.clear()
    run(scale)  # type: ignore[operator]
    assert table(SEEN).count("\n") == len(SEEN) > 0
    return {line["name"]: line["ratio"] for line in SEEN}


@pytest.mark.parametrize("name", FLOORED)
def test_a_planted_slow_down_shows(name: str) -> None:
    run, seconds, figure = FLOORED[name]
    rounds = 5 if name in OF_MILLISECONDS else 1
    honest, slow = (ratios(run, Scale(rounds=rounds, quick=True, slow=each)) for each in (0.0, seconds))
    before, after = (next(r for n, r in found.items() if n.startswith(figure)) for found in (honest, slow))
    change = before / after if "commands" in figure and "durable" in figure else after / before
    assert change > 1.5, f"{figure}: {before} and, slowed down, {after}"


def test_boards_that_come_back_and_boards_that_wait_are_measured() -> None:
    scale = Scale(rounds=1, quick=True)
    assert len(ratios(returning.run, scale)) == 4
    memory = ratios(idle.run, scale)
    assert all(ratio > 0.5 for ratio in memory.values()), memory


def test_a_sync_can_be_made_to_take_longer(tmp_path: Path) -> None:
    library = slower_disk.compiled(tmp_path)
    if library is None:
        pytest.skip("no C compiler (cc) on this machine")
    program = (
        "import os, time; began = time.perf_counter();"
        "[os.fdatasync(os.open(os.curdir, 0)) for _ in range(5)]; print(time.perf_counter() - began)"
    )
    times = [
        float(slower_disk.on_slower_disk([sys.executable, "-c", program], library, longer))
        for longer in (0.0, 100.0)
    ]
    assert times[1] >= 0.5
    assert times[1] - times[0] >= 0.4


@pytest.mark.browser
def test_the_command_measures_the_screens() -> None:
    """In a process of its own: Playwright keeps an event loop in the thread that it was used in."""
    command = [sys.executable, "-m", "tests.bench", "--quick", "--only", "screens"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 4
    assert all(line["value"] > 0 and line["floor"] is None and line["met"] is None for line in lines)


def test_a_target_says_its_side() -> None:
    assert reached(1.6, ">= 1.5")
    assert not reached(1.4, ">= 1.5")
    assert reached(1.2, "<= 1.25")
    assert not reached(1.3, "<= 1.25")
