"""The page about the country says what the kept figures say, and what it works out is right."""

from dataclasses import replace

import pytest

from tests.bench.kept import read
from tests.bench.scale import Demand, Units, commands_of_a_request, lines, units_of
from tests.bench.scale_page import PAGE, made, page

UNITS = Units(
    file_commands=3_000,
    postgres_commands=2_000,
    http_commands=1_000,
    delivery_us=10,
    board_kb=25,
    event_bytes=1_100,
    folded_events=40_000,
    open_case_bytes=5_000,
    closed_case_bytes=0,
    counted_us=10,
)
DEMAND = Demand(commands_per_request=12)


def test_the_page_is_what_the_kept_figures_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == made(), "run: .venv/bin/python -m tests.bench.scale_page"


def test_a_figure_that_is_not_kept_is_named() -> None:
    kept = [line for line in read() if not line["name"].startswith("fold of")]
    with pytest.raises(LookupError, match="fold of"):
        units_of(kept)


def test_the_first_to_give_way_stands_first() -> None:
    found = lines(DEMAND, UNITS)
    assert [line.lasts for line in found] == sorted(line.lasts for line in found)
    slow = lines(DEMAND, replace(UNITS, http_commands=1))
    assert slow[0].what.startswith("commands over HTTP")
    assert slow[0].lasts < 1


def test_ten_times_the_requests_last_a_tenth() -> None:
    tenfold = replace(DEMAND, requests_per_1000_pupils_a_year=DEMAND.requests_per_1000_pupils_a_year * 10)
    once, ten = ({line.what: line.lasts for line in lines(each, UNITS)} for each in (DEMAND, tenfold))
    stored = "commands stored, log in a file"
    assert ten[stored] == pytest.approx(once[stored] / 10)


def test_the_worst_minute_is_worked_out_from_the_year() -> None:
    a_minute = DEMAND.requests_at_peak * 60
    assert a_minute == pytest.approx(39_000 / 365 / 24 / 60 * 20 * 10)
    assert "39 000 requests a year" in page(DEMAND, UNITS)


def test_a_request_is_more_than_its_receipt() -> None:
    assert 8 <= commands_of_a_request() <= 20
