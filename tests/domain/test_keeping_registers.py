"""Closing and reopening, papers, cars, the card of the centre: what is stored, what is refused and where."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain import centre, school, specialist, team, vehicle
from domain.centre import (
    CentreDescribed,
    CentreRegistered,
    ChangeSettings,
    CountPosts,
    DescribeCentre,
    PostsCounted,
    SettingsChanged,
)
from domain.centre_settings import RANGES, CentreSettings, Retention, settings_fault
from domain.identity import VehicleId
from domain.law.due import ClassMinutes, Hours, TargetMinutes
from domain.refusal import Refused
from domain.school import CloseSchool, ReopenSchool, SchoolClosed, SchoolReopened
from domain.specialist import (
    MOST_PAPERS,
    Certificate,
    DismissSpecialist,
    QualificationsRecorded,
    ReadmitSpecialist,
    RecordQualifications,
    SpecialistLeft,
    SpecialistReturned,
    Training,
)
from domain.team import CloseTeam, ReopenTeam, TeamClosed, TeamReopened
from domain.vehicle import RegisterVehicle, VehicleRegistered, VehicleState, plate_of
from tests.builders import AINUR, REGION, SCHOOL, TEAM, an_id
from tests.domain.test_registers import A_CENTRE, A_PERSON, A_SCHOOL, A_TEAM, asked

CAR = RegisterVehicle(vehicle=VehicleId(an_id("car")), region=REGION, plate="kz 123 abc 02", seats=7)


def begun(module: Any, command: Any) -> Any:
    """The event that registers it."""
    return asked(module, command).answer[0]


@pytest.mark.parametrize(
    ("module", "first", "close", "reopen", "closed", "reopened", "unknown"),
    [
        (
            school,
            A_SCHOOL,
            CloseSchool(school=SCHOOL),
            ReopenSchool(school=SCHOOL),
            SchoolClosed(),
            SchoolReopened(),
            "school-unknown",
        ),
        (
            specialist,
            A_PERSON,
            DismissSpecialist(specialist=AINUR),
            ReadmitSpecialist(specialist=AINUR),
            SpecialistLeft(),
            SpecialistReturned(),
            "specialist-unknown",
        ),
        (
            team,
            A_TEAM,
            CloseTeam(team=TEAM),
            ReopenTeam(team=TEAM),
            TeamClosed(),
            TeamReopened(),
            "team-unknown",
        ),
    ],
)
def test_closing_and_reopening(
    module: Any, first: Any, close: Any, reopen: Any, closed: Any, reopened: Any, unknown: str
) -> None:
    registered = begun(module, first)
    asked(module, close).refused(unknown)
    asked(module, close, registered).then(closed)
    asked(module, close, registered, closed).then()
    asked(module, reopen, registered).then()
    asked(module, reopen, registered, closed).then(reopened)
    corrected = asked(module, first, registered, closed)
    corrected.then()


def test_papers_of_a_specialist() -> None:
    registered = begun(specialist, A_PERSON)
    papers = RecordQualifications(
        specialist=AINUR,
        trainings=(Training(name="Crisis", on=date(2026, 3, 1)),),
        certificates=(Certificate(name="First aid", number="7", expires=date(2027, 1, 1)),),
    )
    asked(specialist, papers).refused("specialist-unknown")
    (recorded,) = asked(specialist, papers, registered).then(QualificationsRecorded)
    asked(specialist, papers, registered, recorded).then()
    asked(specialist, replace(papers, trainings=()), registered, recorded).then(QualificationsRecorded)
    # An import that registers the person anew leaves the papers alone.
    state = specialist.evolve(specialist.evolve(specialist.INITIAL, recorded), registered)
    assert state.qualifications == recorded


@pytest.mark.parametrize(
    ("papers", "code"),
    [
        ({"trainings": (Training(name=" "),)}, "text-missing"),
        ({"certificates": (Certificate(name="x" * 301),)}, "text-too-long"),
        ({"trainings": (Training(name="x"),) * (MOST_PAPERS + 1)}, "list-too-long"),
    ],
)
def test_papers_that_are_none(papers: dict[str, Any], code: str) -> None:
    command = RecordQualifications(specialist=AINUR, **papers)
    answer = asked(specialist, command, begun(specialist, A_PERSON))
    answer.refused(code)
    assert answer.answer.params["field"] in papers


def test_professions_and_languages_are_keys() -> None:
    asked(specialist, replace(A_PERSON, profession="Психолог")).refused("not-a-key")
    asked(specialist, replace(A_PERSON, languages=("kk", "Russian"))).refused("not-a-key")


def test_a_car_goes_by_its_plate() -> None:
    (first,) = asked(vehicle, CAR).then(VehicleRegistered)
    assert first.plate == "KZ123ABC02" == plate_of(" KZ123 abc02 ")
    asked(vehicle, CAR, first).then()
    asked(vehicle, replace(CAR, state=VehicleState.REPAIR), first).then(VehicleRegistered)


@pytest.mark.parametrize(
    ("said", "code", "field"),
    [
        ({"plate": "  "}, "text-missing", "plate"),
        ({"seats": 0}, "number-out-of-range", "seats"),
        ({"seats": 61}, "number-out-of-range", "seats"),
        ({"model": "x" * 301}, "text-too-long", "model"),
    ],
)
def test_a_car_that_is_none(said: dict[str, Any], code: str, field: str) -> None:
    answer = asked(vehicle, replace(CAR, **said))
    answer.refused(code)
    assert answer.answer.params["field"] == field


def test_the_centre_s_card() -> None:
    (first,) = asked(centre, A_CENTRE).then(CentreRegistered)
    card = DescribeCentre(
        centre=A_CENTRE.centre, name_kk=" О ", name_ru="Ц", name_en="C", point=A_CENTRE.point
    )
    asked(centre, card).refused("centre-unknown")
    asked(centre, card, first).then()
    asked(centre, replace(card, name_ru="Центр"), first).then(CentreDescribed)
    asked(centre, replace(card, name_kk=" "), first).refused("name-missing")
    asked(centre, replace(card, name_en="x" * 301), first).refused("text-too-long")
    asked(centre, replace(card, point=(76.9, 43.2)), first).refused("point-swapped")
    posts = CountPosts(centre=A_CENTRE.centre, filled=54)
    (counted,) = asked(centre, posts, first).then(PostsCounted)
    asked(centre, posts, first, counted).then()
    asked(centre, replace(posts, filled=-1), first).refused("number-out-of-range")


def test_a_description_leaves_the_settings_alone() -> None:
    (first,) = asked(centre, A_CENTRE).then(CentreRegistered)
    described = CentreDescribed(name_kk="a", name_ru="b", name_en="c", point=A_CENTRE.point)
    changed = SettingsChanged(settings=CentreSettings(group_size=3))
    state = centre.INITIAL
    for event in (first, changed, described):
        state = centre.evolve(state, event)
    assert (state.settings.group_size, state.region) == (3, REGION)


def with_value(name: str, value: int) -> CentreSettings:
    if name.startswith("retention."):
        return CentreSettings(retention=Retention(**{name.removeprefix("retention."): value}))
    return replace(CentreSettings(), **{name: value})


@pytest.mark.parametrize("name", RANGES)
def test_every_number_has_its_bounds(name: str) -> None:
    least, most = RANGES[name]
    assert settings_fault(with_value(name, least)) is None
    assert settings_fault(with_value(name, most)) is None
    for beyond in (least - 1, most + 1):
        refused = settings_fault(with_value(name, beyond))
        assert refused == Refused(
            code="number-out-of-range", params={"field": name, "from": least, "to": most}
        )


@pytest.mark.parametrize(
    ("minutes", "code", "field"),
    [
        ({"contact": 0}, "number-out-of-range", "contact"),
        ({"left": 10_081}, "number-out-of-range", "left"),
        ({"left": 60, "on_site_city": 30}, "targets-out-of-order", "on_site_city"),
        ({"left": 60, "on_site_outside": 59}, "targets-out-of-order", "on_site_outside"),
    ],
)
def test_targets_that_nobody_can_reach(minutes: dict[str, int], code: str, field: str) -> None:
    settings = CentreSettings(targets=TargetMinutes(raised=ClassMinutes(**minutes)))
    refused = settings_fault(settings)
    assert refused is not None
    assert (refused.code, refused.params["field"]) == (code, f"targets.raised.{field}")
    (first,) = asked(centre, A_CENTRE).then(CentreRegistered)
    asked(centre, ChangeSettings(centre=A_CENTRE.centre, settings=settings), first).refused(code)


def test_targets_may_be_left_out() -> None:
    assert settings_fault(CentreSettings(targets=TargetMinutes(raised=ClassMinutes(left=5)))) is None
    never = CentreSettings(hours=Hours(opens=600, closes=600))
    assert settings_fault(never) == Refused(code="hours-not-sensible", params={"field": "hours"})
