"""Figures over HTTP: for the analyst and the head, counts that add up, small groups hidden."""

import pytest

from domain.suppression import LEAST
from projections.figures import figures, tally
from tests.web.client import Client, Running


def row(
    region: str, risk_class: int | None = 3, month: str = "2026-03", **changes: object
) -> dict[str, object]:
    known = {
        "received_at": f"{month}-16T07:00:00Z",
        "region": region,
        "class": risk_class,
        "channel": "phone",
    }
    return {**known, "class": risk_class, "term_missed": False, "considered": True}


def test_each_month_by_itself_with_its_small_groups_hidden() -> None:
    rows = [row("KZ-75") for _ in range(9)] + [row("KZ-71", 2) for _ in range(6)] + [row("KZ-71", None)] * 2
    rows += [row("KZ-75", month="2026-02")] * 4
    march, february = figures([tally(rows, ["KZ-75", "KZ-71"])])
    assert (march["month"], march["total"]) == ("2026-03", 17)
    assert march["regions"] == {"KZ-71": 8, "KZ-75": 9}
    assert march["classes"] == {"0": None, "1": None, "2": None, "3": 9, "none": None}
    assert march["times"]["in-time"] is None
    assert february["total"] is None
    assert set(february["regions"].values()) == {None}


def test_groups_of_several_logs_are_put_together_before_anything_is_hidden() -> None:
    here = [row("KZ-75") for _ in range(3)]
    there = [row("KZ-71") for _ in range(9)] + here
    (both,) = figures([tally(here, ["KZ-75"]), tally(there, ["KZ-71"])])
    assert (both["total"], both["regions"]) == (15, {"KZ-71": 9, "KZ-75": 6})
    assert figures([tally(there, [])])[0]["regions"]["KZ-75"] is None


@pytest.mark.parametrize("login", ["analyst", "head"])
def test_who_counts_sees_counts_only(login: str, server: Running, dispatcher: Client) -> None:
    for _ in range(6):
        dispatcher.received(child_name="Zzyzx")
    answer = server.enter(login).http.get("/api/figures")
    assert answer.status_code == 200
    assert answer.json()["least"] == LEAST
    assert "Zzyzx" not in answer.text
    assert "KZ-00-20" not in answer.text
    counts = [month[table] for month in answer.json()["months"] for table in ("regions", "classes", "times")]
    assert all(count is None or count >= LEAST for each in counts for count in each.values())


@pytest.mark.parametrize("login", ["dispatcher", "administrator", "auditor", "specialist"])
def test_others_do_not(login: str, server: Running) -> None:
    assert server.enter(login).http.get("/api/figures").status_code == 403
