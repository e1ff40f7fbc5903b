"""Nobody reads a case past the log of readings."""

from pathlib import Path

import pytest

from tests.house.plant import plant
from tests.house.readings import ALLOWED, unlogged_ways
from tests.house.tree import ROOT, listed


def test_every_way_to_a_card_is_written_down() -> None:
    assert not (faults := unlogged_ways(ROOT)), listed(faults)


def test_the_exceptions_are_there() -> None:
    assert all((ROOT / name).exists() for name in ALLOWED)


@pytest.mark.parametrize(
    "text",
    [
        "events = call.system.store.log.stream(case)\n",
        "log = system.store.log\nlog.stream(case)\n",
        "await to_thread(store.log.stream, case)\n",
        "for each in system.store.log.read_all(): pass\n",
        "from dispatch.log import Log\nLog(path, mapper).stream(case)\n",
        "async def _found(call):\n    return call.system.traces.child(name, born)\n",
    ],
)
def test_a_door_past_the_log_is_seen(tmp_path: Path, text: str) -> None:
    assert len(unlogged_ways(plant(tmp_path, {"web/other.py": text}))) == 1
    assert unlogged_ways(plant(tmp_path / "b", {"dispatch/other.py": text})) == []


@pytest.mark.parametrize(
    "text",
    [
        "head = system.store.log.head\n",
        "async def _found(call):\n    traces = call.system.traces\n    await reading_log.matched(call, [])\n",
    ],
)
def test_what_shows_nobody_is_no_fault(tmp_path: Path, text: str) -> None:
    assert unlogged_ways(plant(tmp_path, {"web/other.py": text})) == []
