"""Schools, specialists, teams, centres, accounts: registered, corrected; the same again changes nothing."""

from dataclasses import replace
from typing import Any

import pytest

from domain import account, centre, school, specialist, team
from domain.account import AccountOpened, ChooseLanguage, LanguageChosen, OpenAccount, Role
from domain.centre import CentreRegistered, CentreSettings, ChangeSettings, RegisterCentre, SettingsChanged
from domain.law.due import Hours
from domain.school import RegisterSchool, SchoolRegistered
from domain.specialist import RegisterSpecialist, SpecialistRegistered
from domain.team import RegisterTeam, TeamRegistered
from tests.builders import AINUR, ALMA, REGION, SCHOOL, TEAM, an_id
from tests.given import Answer

POINT = (43.25, 76.95)
A_SCHOOL = RegisterSchool(school=SCHOOL, region=REGION, label="School 12", point=POINT, number="12")
A_TEAM = RegisterTeam(team=TEAM, region=REGION, name="1", home=POINT, roster=(AINUR,))
A_PERSON = RegisterSpecialist(specialist=AINUR, region=REGION, name="Ainur A.", profession="psychologist")
A_CENTRE = RegisterCentre(
    centre=an_id("centre"), region=REGION, name_kk="О", name_ru="Ц", name_en="C", point=POINT
)
AN_ACCOUNT = OpenAccount(
    account=ALMA, login=" Alma ", name="Alma A.", roles=(Role.DISPATCHER,), region=REGION, language="kk"
)


def asked(module: Any, command: object, *history: object) -> Answer:
    state = module.INITIAL
    for event in history:
        state = module.evolve(state, event)
    return Answer(module.decide(state, command))


@pytest.mark.parametrize(
    ("module", "command", "event"),
    [
        (school, A_SCHOOL, SchoolRegistered),
        (team, A_TEAM, TeamRegistered),
        (specialist, A_PERSON, SpecialistRegistered),
    ],
)
def test_it_is_registered_corrected_and_the_same_again_changes_nothing(
    module: Any, command: Any, event: type
) -> None:
    (first,) = asked(module, command).then(event)
    asked(module, command, first).then()
    asked(module, replace(command, region="KZ-79"), first).then(event)


@pytest.mark.parametrize(
    ("point", "code"),
    [
        ((float("nan"), 76.9), "point-not-a-number"),
        ((0.0, 0.0), "point-zero"),
        ((76.95, 43.25), "point-swapped"),
        ((0.1, 0.1), "point-outside-country"),
    ],
)
def test_a_point_that_is_no_place_here_is_refused(point: tuple[float, float], code: str) -> None:
    asked(school, replace(A_SCHOOL, point=point)).refused(code)
    asked(team, replace(A_TEAM, home=point)).refused(code)


def test_names_are_not_empty() -> None:
    asked(team, replace(A_TEAM, name=" ")).refused("name-missing")
    asked(specialist, replace(A_PERSON, name="")).refused("name-missing")


def test_a_centre_is_registered_once_and_its_settings_change() -> None:
    (first,) = asked(centre, A_CENTRE).then(CentreRegistered)
    asked(centre, A_CENTRE, first).refused("centre-known")
    other = ChangeSettings(centre=A_CENTRE.centre, settings=CentreSettings(group_size=3))
    (changed,) = asked(centre, other, first).then(SettingsChanged)
    asked(centre, other, first, changed).then()
    asked(centre, other).refused("centre-unknown")


def test_a_centre_opens_before_it_closes() -> None:
    never = CentreSettings(hours=Hours(opens=600, closes=600))
    asked(centre, replace(A_CENTRE, settings=never)).refused("hours-not-sensible")
    (first,) = asked(centre, A_CENTRE).then(CentreRegistered)
    asked(centre, ChangeSettings(centre=A_CENTRE.centre, settings=never), first).refused("hours-not-sensible")
    a_minute = CentreSettings(hours=Hours(opens=600, closes=601))
    asked(centre, replace(A_CENTRE, settings=a_minute)).then(CentreRegistered)


def test_an_account_is_opened_once_under_a_small_login() -> None:
    (first,) = asked(account, AN_ACCOUNT).then(AccountOpened)
    assert first.login == "alma"
    asked(account, AN_ACCOUNT, first).refused("account-known")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"login": " "}, "account-incomplete"),
        ({"roles": ()}, "account-incomplete"),
        ({"roles": (Role.TEAM,)}, "account-without-group"),
        ({"name": " "}, "name-missing"),
        ({"login": "x" * 301}, "text-too-long"),
    ],
)
def test_an_account_has_a_login_a_role_and_a_name(said: dict[str, object], code: str) -> None:
    asked(account, replace(AN_ACCOUNT, **said)).refused(code)


def test_a_language_is_one_of_three() -> None:
    (first,) = asked(account, AN_ACCOUNT).then(AccountOpened)
    asked(account, ChooseLanguage(account=ALMA, language="ru"), first).then(LanguageChosen(language="ru"))
    asked(account, ChooseLanguage(account=ALMA, language="kk"), first).then()
    asked(account, ChooseLanguage(account=ALMA, language="de"), first).refused("language-unknown")
    asked(account, ChooseLanguage(account=ALMA, language="ru")).refused("account-unknown")
