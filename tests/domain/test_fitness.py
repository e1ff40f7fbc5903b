"""Rest, the professions that an age asks for, and what of the rejected is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from dispatch.importers.specialists import PROFESSIONS as IMPORTED
from domain.centre import Centre, ChangeSettings, decide
from domain.centre_settings import CentreSettings
from domain.places import Point
from domain.recommendation import PositionAge, Reason, exclusions, shortlist
from domain.recommendation.fitness import lacks, may_all_the_same
from domain.refusal import Refused
from domain.skills import PROFESSIONS, ChildSkills, age_on, skills_fault
from tests.builders import an_id
from tests.domain.test_recommendation import BASE, NEED, NOW, at_position, group

PSYCHOLOGISTS = frozenset({"psychologist", "educational-psychologist"})


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def asking(**other):
    return replace(NEED, **other)


@pytest.mark.parametrize(
    ("rest", "changed", "reasons"),
    [
        (0, {"visit_ended_at": ago(0)}, ()),
        (20, {"visit_ended_at": None}, ()),
        (20, {"visit_ended_at": ago(20)}, ()),
        (20, {"visit_ended_at": ago(19.9)}, (Reason(code="resting", minutes=1),)),
        (20, {"visit_ended_at": ago(5)}, (Reason(code="resting", minutes=15),)),
        (20, {"visit_ended_at": ago(5), "status": "sent"}, (Reason(code="busy", what="sent"),)),
    ],
)
def test_a_group_rests_after_a_visit_as_long_as_the_centre_says(rest, changed, reasons):
    assert exclusions(group(**changed), asking(rest_after_visit=timedelta(minutes=rest))) == reasons


@pytest.mark.parametrize(
    ("asked", "rested", "reasons"),
    [
        (0, timedelta(), ()),
        (12, None, ()),
        (12, timedelta(hours=12), ()),
        (12, timedelta(hours=9, minutes=5), (Reason(code="rest-short", what="9:05"),)),
        (12, timedelta(minutes=0), (Reason(code="rest-short", what="0:00"),)),
    ],
)
def test_a_group_rests_between_shifts_as_long_as_the_centre_says(asked, rested, reasons):
    assert exclusions(group(rested=rested), asking(rest_between_shifts=timedelta(hours=asked))) == reasons


@pytest.mark.parametrize(
    ("age", "professions"),
    [
        (0, {"special-pedagogue"}),
        (6, {"special-pedagogue"}),
        (7, {"psychologist"}),
        (10, {"psychologist"}),
        (11, PSYCHOLOGISTS),
        (15, PSYCHOLOGISTS),
        (16, {"lawyer"}),
        (18, {"lawyer"}),
        (None, {"special-pedagogue", "psychologist", "educational-psychologist", "lawyer"}),
    ],
)
def test_each_age_asks_for_what_the_centre_set_and_an_unknown_one_for_any_of_it(age, professions):
    skills = ChildSkills(under_7=("special-pedagogue",), from_7=("psychologist",), from_16=("lawyer",))
    assert skills.of(age) == professions


def test_where_some_age_asks_for_none_an_unknown_age_asks_for_none():
    assert ChildSkills(from_16=()).of(None) == frozenset()
    assert ChildSkills(from_16=()).of(15) == PSYCHOLOGISTS
    assert exclusions(group(professions=frozenset()), asking(professions=frozenset())) == ()


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        (date(2016, 3, 20), date(2026, 3, 20), 10),
        (date(2016, 3, 21), date(2026, 3, 20), 9),
        (date(2012, 2, 29), date(2026, 2, 28), 13),
        (date(2012, 2, 29), date(2026, 3, 1), 14),
        (date(2026, 3, 20), date(2026, 3, 20), 0),
        (date(2026, 3, 21), date(2026, 3, 20), None),
        (None, date(2026, 3, 20), None),
    ],
)
def test_the_age_in_whole_years(born, on, age):
    assert age_on(born, on) == age


@pytest.mark.parametrize(
    ("skills", "code"),
    [
        (ChildSkills(), None),
        (ChildSkills(under_7=(), from_16=PROFESSIONS), None),
        (ChildSkills(from_7=("magician",)), "profession-unknown"),
        (ChildSkills(from_11=("driver",) * 9), "list-too-long"),
    ],
)
def test_a_centre_asks_for_professions_that_there_are(skills, code):
    fault = skills_fault(skills)
    assert (None if fault is None else fault.code) == code


def test_settings_that_ask_for_an_unknown_profession_are_refused_by_field():
    wrong = CentreSettings(skills=ChildSkills(from_7=("magician",)))
    answer = decide(Centre(region="KZ-75"), ChangeSettings(centre=an_id("centre"), settings=wrong))
    assert isinstance(answer, Refused)
    assert (answer.code, answer.params["field"]) == ("profession-unknown", "skills.from_7")


def test_the_professions_are_those_that_a_register_can_hold():
    assert set(PROFESSIONS) == set(IMPORTED)


def test_what_is_demanded_and_what_is_lacking_go_by_the_same_names():
    need = asking(languages=frozenset({"kk", "en"}))
    assert need.demands == ("language:en", "language:kk", "profession")
    assert lacks(group(languages=frozenset(), professions=frozenset()), need) == set(need.demands)
    assert lacks(group(languages=frozenset({"kk"})), need) == {"language:en"}


@pytest.mark.parametrize(
    ("changed", "may"),
    [
        ({"languages": frozenset()}, True),
        ({"ends_at": NOW}, True),
        ({"status": "sent"}, False),
        ({"members": 1}, False),
        ({"shift": None}, False),
        ({"languages": frozenset(), "members": 1}, False),
    ],
)
def test_a_person_may_send_whom_no_decision_would_refuse(changed, may):
    assert may_all_the_same(exclusions(group(**changed), NEED)) is may


def test_of_a_rejected_group_the_age_of_its_position_is_kept_and_never_the_place():
    home = Point(lat=43.2412345, lon=76.9112345)
    listed = shortlist(
        [
            group(1, status="on-site", position=at_position(3, home)),
            group(2, status="sent", position=at_position(40)),
            group(3, status="off"),
        ],
        NEED,
    )
    assert [each.position for each in listed.rejected] == [
        PositionAge(source="phone", age_seconds=180),
        PositionAge(source="base", age_seconds=0),
        None,
    ]
    assert "43.2412345" not in repr(listed.rejected)


def test_those_aside_are_on_duty_whole_and_somewhere():
    nowhere = Point(lat=0, lon=0)
    listed = shortlist(
        [
            group(1, status="sent"),
            group(2, languages=frozenset()),
            group(3, members=1),
            group(4, status="off"),
            group(5, status="sent", home=nowhere, position=None),
            group(6),
        ],
        NEED,
    )
    assert [each.team.int for each, _ in listed.aside] == [1, 2]
    assert listed.aside[0][1].lat == BASE.lat
    assert datetime(2026, 3, 20, 11, 0, tzinfo=UTC) == NOW
