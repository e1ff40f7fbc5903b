"""The wire as it is written down: golden cases of a screen, and the TypeScript made of the types."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from realtime import messages
from realtime.typescript import typescript
from tests.realtime.mirror import Screen

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "tests/golden/wire").glob("*.json"))


def play(case: dict[str, Any]) -> None:
    screen = Screen()
    for number, step in enumerate(case["steps"]):
        if "want" in step:
            sent = screen.want(step["want"])
        elif "lost" in step:
            screen.lost()
            sent = []
        else:
            sent = screen.frame(step["frame"])
        held = {
            name: {"state": mirror.state, "epoch": mirror.epoch, "pos": mirror.pos, "rows": mirror.rows}
            for name, mirror in screen.mirrors.items()
        }
        assert sent == step["sends"], f"step {number} of: {case['says']}"
        assert held == step["mirrors"], f"step {number} of: {case['says']}"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_screen_follows_the_golden_case(path: Path) -> None:
    play(json.loads(path.read_text()))


def test_a_changed_golden_case_is_noticed() -> None:
    case = json.loads((ROOT / "tests/golden/wire/first-load.json").read_text())
    case["steps"][-1]["mirrors"]["queue:75"]["pos"] += 1
    with pytest.raises(AssertionError, match="step 5"):
        play(case)


def test_the_golden_cases_show_every_message_of_the_server() -> None:
    told = {
        message["t"]
        for path in CASES
        for step in json.loads(path.read_text())["steps"]
        for message in step.get("frame", [])
    }
    kinds = {get_args(kind.__annotations__["t"])[0] for kind in get_args(messages.ServerMessage)}
    assert kinds <= told


def test_the_screens_types_are_made_of_the_servers() -> None:
    made = (ROOT / "web/screen/src/wire.ts").read_text()
    assert made == typescript(), "run: python -m realtime.typescript > web/screen/src/wire.ts"


def test_a_type_that_typescript_does_not_know_is_an_error() -> None:
    from realtime.typescript import _type

    with pytest.raises(TypeError, match="no TypeScript"):
        _type(complex)
