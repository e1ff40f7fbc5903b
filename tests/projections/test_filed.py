"""When a case's rows are finished: nobody is under way, waits for an answer, or is still to be forgotten."""

from typing import Any

import pytest

from projections.keeping import Keeping
from projections.queue import Queue
from projections.traces import Traces
from tests.dispatch.memory import blind

AT = "2026-03-02T10:00:00Z"
EVERYBODY = [{"part": part} for part in ("child", "caller", "guardian")]


def visit(state: str) -> dict[str, str]:
    return {"state": state}


@pytest.mark.parametrize(
    ("closed_at", "visits", "filed"),
    [
        (None, [], None),
        (AT, [], "KZ-75"),
        (AT, [visit("done"), visit("declined"), visit("cancelled")], "KZ-75"),
        (AT, [visit("done"), visit("en-route")], None),
        (None, [visit("done")], None),
    ],
)
def test_a_case_is_finished_when_it_is_closed_and_all_are_back(
    closed_at: str | None, visits: list[Any], filed: str | None
) -> None:
    assert Queue().filed({"region": "KZ-75", "closed_at": closed_at, "visits": visits}) == filed


def test_traces_go_with_the_case() -> None:
    traces = Traces(blind)
    assert traces.filed({"region": "KZ-75", "closed": True, "people": {}}) == "KZ-75"
    assert traces.filed({"region": "KZ-75", "closed": False, "people": {}}) is None


@pytest.mark.parametrize(
    ("changes", "filed"),
    [
        ({}, ""),
        ({"forgotten": EVERYBODY[:2]}, None),
        ({"forgotten": []}, None),
        ({"proposed": {"parts": ["child"]}}, None),
        ({"deletions": [{"state": "asked"}]}, None),
        ({"deletions": [{"state": "done"}, {"state": "refused"}]}, ""),
        ({"holds": [{"state": "placed"}]}, None),
        ({"holds": [{"state": "lifted"}, {"state": "dropped"}]}, ""),
    ],
)
def test_keeping_is_finished_when_all_are_forgotten_and_nobody_waits(
    changes: dict[str, Any], filed: str | None
) -> None:
    row = {"deletions": [], "proposed": None, "holds": [], "forgotten": EVERYBODY, **changes}
    assert Keeping().filed(row) == filed
