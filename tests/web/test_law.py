"""The law page's answers: all ten rules, examples as the notes on the domain have them, a counted term."""

from typing import Any

import pytest

from domain.law.citations import Rule
from tests.law.test_rule_01_consideration import TABLE
from tests.web.client import Client, Running
from web.words import LANGUAGES, catalogue

GIVEN = {
    ("consideration", "2026-03-20T16:00", "5"): "2026-03-27T23:59:59",
    ("consideration", "2026-03-20T16:00", "6"): "2026-03-26T23:59:59",
    ("consideration", "2026-08-28T10:00", "5"): "2026-09-01T23:59:59",
    ("opening", "2026-03-20T18:00", "5"): "2026-03-30T17:59:59",
    ("threat", "2026-03-22T21:40", None): "2026-03-22T23:59:59",
    ("threat", "2026-03-21T00:30", None): "2026-03-21T23:59:59",
    ("raised", "2026-03-22T10:00", None): "2026-03-22T23:59:59",
    ("obligation", "2026-03-22T21:40", None): "2026-03-22T23:59:59",
    ("redirect", "2026-07-03T10:00", "5"): "2026-07-09T23:59:59",
    ("monitored", "2026-02-10", None): "2026-12-31T23:59:59",
    ("never-monitored", "2026-01-01", None): "2026-06-30T23:59:59",
    ("breach", "2026-10-23T17:00", "5"): "2026-10-27T23:59:59",
    ("deletion", "2026-03-10T09:00", None): "2026-03-25T23:59:59",
}
"""As the notes on the domain give them, written down here by hand."""


@pytest.fixture(scope="module")
def law(dispatcher: Client) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = dispatcher.get("/api/law")["rules"]
    return rules


def test_all_ten_rules_are_there_and_every_citation_under_one_of_them(law: list[dict[str, Any]]) -> None:
    assert [rule["number"] for rule in law] == list(range(1, 11))
    assert sorted(one["key"] for rule in law for one in rule["citations"]) == sorted(Rule)


def test_the_examples_are_those_of_the_notes(law: list[dict[str, Any]]) -> None:
    told = {
        (one["kind"], one["given"], one["week"]): one["until"] for rule in law for one in rule["examples"]
    }
    assert {key: told[key] for key in GIVEN} == GIVEN
    known = {one["other"]: one["until"][:10] for one in law[8]["examples"]}
    assert known == {"2026-03-01": "2026-09-02", "2026-08-28": "2026-09-01"}
    assert [(one["other"], one["kind"]) for one in law[3]["examples"]] == [
        ("2026-03-23", "consent-needed"),
        ("2026-03-24", "consent-needed"),
        ("2026-03-25", "consent-not"),
    ]


def test_what_is_ours_is_said_to_be_ours_and_an_unread_point_is_said_to_be_unread(
    law: list[dict[str, Any]],
) -> None:
    for rule in law:
        for one in rule["citations"]:
            assert one["ours"] is one["key"].startswith("ours-")
            known = {"appc-64": "64", "appc-76": "76"}.get(one["key"], "unknown")
            assert one["point"] == known


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_every_kind_of_example_has_words(law: list[dict[str, Any]], language: str) -> None:
    wanted = {f"law.rule.{number}.{part}" for number in range(1, 11) for part in ("title", "text")}
    wanted |= {f"law.example.{one['kind']}" for rule in law for one in rule["examples"]}
    assert wanted <= set(catalogue(language))


@pytest.mark.parametrize(("received", "five", "six"), TABLE)
def test_a_term_is_counted_day_by_day(dispatcher: Client, received: str, five: str, six: str) -> None:
    for week, due in (("5", five), ("6", six)):
        told = dispatcher.get(
            "/api/law/count", received=f"{received}:00+05:00", week=week, reading="arrival", closes="24:00"
        )
        assert told["steps"][-1]["on"] == due
        assert [one["number"] for one in told["steps"] if one["number"]] == [1, 2]
        assert told["edition"] == "kz-2026-03"


def test_by_an_edition_that_is_named(dispatcher: Client) -> None:
    asked = {"received": "2026-08-28T10:00:00+05:00", "edition": "kz-2025-12"}
    assert dispatcher.get("/api/law/count", **asked, week="5")["steps"][-1]["on"] == "2026-09-02"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"received": "2026-08-28"}, "not-a-time"),
        ({"received": "1900-08-28T10:00:00Z"}, "year-out-of-range"),
        ({"received": "2026-08-28T10:00:00Z", "edition": "kz-never"}, "not-found"),
        ({"received": "2026-08-28T10:00:00Z", "week": "7"}, "not-a-choice"),
        ({"received": "2026-08-28T10:00:00Z", "closes": "6pm"}, "closing-hour-unreadable"),
        ({"received": "2026-08-28T10:00:00Z", "closes": "08:00"}, "closing-hour-too-early"),
    ],
)
def test_what_cannot_be_counted(dispatcher: Client, asked: dict[str, str], code: str) -> None:
    assert dispatcher.http.get("/api/law/count", params=asked).json()["code"] == code


def test_the_calendar_of_a_year_with_sources_and_what_another_edition_has_otherwise(
    dispatcher: Client,
) -> None:
    told = dispatcher.get("/api/law/calendar", year=2026, edition="kz-2026-03", compared="kz-2025-12")
    assert all(one["source"] for one in told["days"])
    assert {(one["on"], one["week"], one["worked"]) for one in told["differences"]} == {
        ("2026-08-31", "5", True),
        ("2026-08-31", "6", True),
    }
    assert [one["key"] for one in told["editions"]] == ["kz-2025-12", "kz-2026-03"]
    assert dispatcher.http.get("/api/law/calendar", params={"edition": "x"}).status_code == 404


@pytest.mark.parametrize("login", ["operator", "specialist", "analyst", "auditor", "administrator"])
def test_everybody_who_is_in_may_read_it(server: Running, login: str) -> None:
    assert server.enter(login).http.get("/api/law").status_code == 200
    assert server.nobody().http.get("/api/law").status_code == 401
