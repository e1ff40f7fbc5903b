"""Retention: nothing goes before its time, nothing is told of nothing, and what went stands in the event."""

from dataclasses import asdict, fields, replace
from datetime import date, timedelta

import pytest

from domain import centre
from domain.centre import INITIAL, evolve
from domain.centre_settings import RANGES, CentreSettings, Retention
from domain.identity import CentreId
from domain.law.local_time import instant
from domain.retention import (
    SHARED,
    ApplyRetention,
    DataKind,
    RetentionApplied,
    days_of,
    decide,
    kept_since,
)
from tests.builders import NOON, SECOND, an_id
from tests.domain.test_registers import A_CENTRE, asked
from tests.given import Answer

TODAY = date(2026, 3, 16)
DAYS = 90
COMMAND = ApplyRetention(
    centre=CentreId(an_id("centre")),
    kind=DataKind.REQUESTS,
    before=TODAY - timedelta(days=DAYS),
    rows=12,
)


def answer(command: ApplyRetention) -> Answer:
    (registered,) = asked(centre, A_CENTRE).answer
    return Answer(decide(evolve(INITIAL, registered), command, days=DAYS, now=NOON))


def test_what_is_past_its_time_goes_and_the_event_says_how_much() -> None:
    answer(COMMAND).then(RetentionApplied(kind=DataKind.REQUESTS, before=COMMAND.before, rows=12))


def test_of_readings_it_also_says_where_the_rest_begins() -> None:
    command = replace(COMMAND, kind=DataKind.READINGS, last=77, link="ab" * 32)
    (event,) = answer(command).then(RetentionApplied)
    assert (event.last, event.link) == (77, "ab" * 32)


def test_an_earlier_day_may_be_confirmed_later() -> None:
    answer(replace(COMMAND, before=COMMAND.before - timedelta(days=3))).then(RetentionApplied)


def test_nothing_goes_before_its_time() -> None:
    early = replace(COMMAND, before=COMMAND.before + timedelta(days=1))
    assert answer(early).answer.params == {"before": "16.12.2025"}
    answer(early).refused("still-kept")


def test_nothing_is_told_of_nothing() -> None:
    answer(replace(COMMAND, rows=0)).refused("nothing-past")


def test_a_centre_that_is_not_there_keeps_nothing() -> None:
    Answer(decide(INITIAL, COMMAND, days=DAYS, now=NOON)).refused("centre-unknown")


def test_a_day_is_kept_to_its_last_second() -> None:
    """A row of 16 December is kept until the end of the 90th day after it."""
    since = kept_since(NOON, DAYS)
    assert since == date(2025, 12, 16)
    last_moment = instant(date(2026, 3, 17)) - SECOND
    assert kept_since(last_moment, DAYS) == since
    assert kept_since(last_moment + SECOND, DAYS) == since + timedelta(days=1)


@pytest.mark.parametrize("kind", DataKind)
def test_every_kind_is_a_setting_with_a_range(kind: DataKind) -> None:
    assert kind in {spec.name for spec in fields(Retention)}
    least, most = RANGES[f"retention.{kind}"]
    assert least <= getattr(Retention(), kind) <= most


@pytest.mark.parametrize("kind", DataKind)
def test_what_no_one_centre_owns_is_kept_as_long_as_any_of_them_does(kind: DataKind) -> None:
    own = CentreSettings(retention=Retention(**{kind: 100}))
    longer = asdict(CentreSettings(retention=Retention(**{kind: 300})))
    assert days_of(kind, own, [asdict(own), longer]) == (300 if kind in SHARED else 100)
