"""`jedel due`: the whole table from outside, in words of three languages, and bad input refused."""

import subprocess
import sys
from datetime import date

import pytest
from click.testing import CliRunner, Result

from tests.law.test_rule_01_consideration import AFTER_HOURS, TABLE
from web.cli.due import due
from web.cli.main import main
from web.law_words import day_text
from web.words import LANGUAGES, say


def asked(*arguments: str) -> Result:
    return CliRunner().invoke(due, arguments)


def last_line(*arguments: str) -> str:
    result = asked(*arguments)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()[-1]


@pytest.mark.parametrize(("received", "five", "six"), TABLE)
def test_every_row_of_the_table_in_both_weeks(received: str, five: str, six: str) -> None:
    assert last_line("--received", received, "--week", "5") == five
    assert last_line("--received", received, "--week", "6") == six
    assert last_line("--received", received[:10], "--week", "5") == five


@pytest.mark.parametrize(("received", "five", "six"), AFTER_HOURS)
def test_every_row_by_the_other_reading(received: str, five: str, six: str) -> None:
    asked_ = ("--received", received, "--reading", "opening", "--closes", "18:00")
    assert last_line(*asked_, "--week", "5") == five
    assert last_line(*asked_, "--week", "6") == six


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("--received 2026-08-28 --known-at 2026-03-01", "2026-09-02"),
        ("--received 2026-08-28", "2026-09-01"),
        ("--received 2026-08-28 --known-at 2026-03-01 --week 6", "2026-09-01"),
        ("--received 2026-03-20T19:30Z", "2026-03-27"),  # local Saturday 00:30
        ("--received 2026-03-20T19:00:00+05:00", "2026-03-27"),
        ("--received 2026-03-20T18:00 --reading opening --closes 18:00", "2026-03-30"),
        ("--received 2026-03-20T17:59 --reading opening --closes 18:00", "2026-03-27"),
        ("--received 2026-03-20 --reading opening --closes 18:00", "2026-03-27"),
        ("--received 2026-03-21T11:00 --reading opening", "2026-03-30"),
        ("--received 2026-03-21T11:00 --reading opening --week 6", "2026-03-27"),
    ],
)
def test_by_what_was_known_and_by_both_readings(arguments: str, expected: str) -> None:
    assert last_line(*arguments.split()) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_before_every_edition_is_said_to_be_one(language: str) -> None:
    note = say("cli.due.unknown-then", language, {"day": day_text(date(2020, 1, 1), language)})
    early = ("--received", "2026-08-28", "--lang", language, "--known-at")
    assert note in asked(*early, "2020-01-01").output
    assert last_line(*early, "2020-01-01") == "2026-09-02"
    assert note.partition(":")[0] + ":" not in asked(*early, "2026-03-01").output


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_day_is_told_with_its_source(language: str) -> None:
    result = asked("--received", "2026-08-28", "--known-at", "2026-03-01", "--lang", language)
    assert all(f"{on}.2026" in result.output for on in ("29.08", "30.08", "31.08", "01.09", "02.09"))
    assert "[1]" in result.output
    assert "law." not in result.output, "a key stands where words should"
    assert "cli." not in result.output


def test_it_says_that_points_are_not_verified_and_what_is_ours() -> None:
    told = asked("--received", "2026-03-20", "--lang", "en").output
    assert "point not verified" in told
    assert "not law" in told
    assert "article 64" in asked("--received", "2026-03-20", "--lang", "en", "--reading", "opening").output


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--received", "2026-13-01"), "time-unreadable"),
        (("--received", "2026-02-29"), "time-unreadable"),
        (("--received", "2026-03-20T25:00"), "time-unreadable"),
        (("--received", "20 March"), "time-unreadable"),
        (("--received", "2026-W12-5"), "time-unreadable"),
        (("--received", "٢٠٢٦-٠٣-٢٠"), "time-unreadable"),
        (("--received", ""), "time-unreadable"),
        (("--received", "9999-12-31"), "year-out-of-range"),
        (("--received", "0001-01-01"), "year-out-of-range"),
        (("--received", "2026-03-20", "--week", "7"), "week-unknown"),
        (("--received", "2026-03-20", "--reading", "later"), "reading-unknown"),
        (("--received", "2026-03-20", "--closes", "25:00"), "closing-hour-unreadable"),
        (("--received", "2026-03-20", "--closes", "6pm"), "closing-hour-unreadable"),
        (("--received", "2026-03-20", "--closes", "09:00"), "closing-hour-too-early"),
        (("--received", "2026-03-20", "--known-at", "2026-3-1"), "date-unreadable"),
        (("--received", "2026-03-20", "--known-at", "2026-02-30"), "date-unreadable"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_bad_input_is_refused_in_words_with_a_code(
    arguments: tuple[str, ...], code: str, language: str
) -> None:
    result = asked(*arguments, "--lang", language)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"({code})" in result.stderr
    assert "refusal." not in result.stderr
    assert "Traceback" not in result.stderr


def test_it_is_a_subcommand_of_jedel() -> None:
    result = CliRunner().invoke(main, ["due", "--received", "2026-03-20T16:00", "--week", "5"])
    assert result.output.splitlines()[-1] == "2026-03-27"


LOADED = """
import sys
from datetime import date
from web.cli.main import main
main(["due", "--received", "2026-03-20T16:00"], standalone_mode=False)
heavy = "starlette uvicorn websockets eventsourcing sqlite3 orjson cattrs redis geopy"
print("heavy:", sorted(set(heavy.split()) & set(sys.modules)))
"""


def test_it_loads_no_server() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-2:] == ["2026-03-27", "heavy: []"]


def test_the_check_sees_a_loaded_server() -> None:
    planted = "import sqlite3\n" + LOADED
    done = subprocess.run(
        [sys.executable, "-c", planted], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "heavy: ['sqlite3']"
