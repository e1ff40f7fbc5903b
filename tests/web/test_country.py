"""Regions with a log of their own behind one address: whom a request is for, and that nothing is shared."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner

from domain.access import Role
from domain.account import OpenAccount
from domain.centre import RegisterCentre
from domain.identity import AccountId, CentreId, SchoolId
from domain.school import RegisterSchool
from tests.web.client import Client, Running
from tests.web.served import served
from tests.web.test_live import messages
from web.bootstrap import build, close, set_up
from web.cli.main import main
from web.own_logs import own_logs
from web.setting_up import Order, open_account, register_centre, submit
from web.settings import BadSettings, Settings, read
from web.system import System

HERE, THERE = "KZ-71", "KZ-75"
PASSWORD = "a-centre-that-never-was"


async def _fill(system: System, region: str) -> None:
    centre, point = CentreId(uuid4()), (43.24, 76.9)
    names = {f"name_{language}": region for language in ("kk", "ru", "en")}
    await register_centre(system, RegisterCentre(centre=centre, region=region, point=point, **names))
    for role in (Role.DISPATCHER, Role.ANALYST):
        account = OpenAccount(
            account=AccountId(uuid4()), login=str(role), name=region, roles=(role,), region=region
        )
        await open_account(system, account, PASSWORD)
    school = RegisterSchool(school=SchoolId(uuid4()), region=region, label="1", point=point, number="1")
    await submit(
        system, Order(row=1, name="register-school", command_id=uuid4(), command=school), region, centre
    )


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folders = {region: tmp_path_factory.mktemp("country") / region for region in (HERE, THERE)}
    for region, data in folders.items():
        set_up(data, {"demonstration": True, "seed": 1})
        system = build(Settings(data=data))
        try:
            asyncio.run(_fill(system, region))
        finally:
            close(system)
    first = Settings(data=folders[HERE], port=0)
    with served(first, own_logs({"JEDEL_REGIONS": f"{THERE}={folders[THERE]}"}, first)) as server:
        yield server


def dispatcher_at(country: Running, region: str, login: str = "dispatcher") -> Client:
    """Who says once where they belong, and logs in."""
    client = country.nobody()
    assert client.http.get(f"/at/{region}/api/door").json()["at"] == region
    body = json.dumps({"login": login, "password": PASSWORD}).encode()
    answer = client.raw("/api/login", body)
    assert answer.status_code == 200, answer.text
    client.me = client.get("/api/me")
    return client


@pytest.fixture(scope="module")
def here(country: Running) -> Client:
    return dispatcher_at(country, "-")


@pytest.fixture(scope="module")
def there(country: Running) -> Client:
    return dispatcher_at(country, THERE)


def test_the_same_login_is_somebody_else_at_each(here: Client, there: Client) -> None:
    assert (here.me["region"], there.me["region"]) == (HERE, THERE)
    assert here.me["account"] != there.me["account"]


def test_a_case_is_in_its_region_s_log_alone(country: Running, here: Client, there: Client) -> None:
    case = there.received()
    assert there.http.get(f"/api/cases/{case}").status_code == 200
    assert here.http.get(f"/api/cases/{case}").status_code == 404
    systems = country.system.country
    assert systems[THERE].row("queue", case) is not None
    assert systems["-"].row("queue", case) is None


def test_a_session_of_one_opens_nothing_at_the_other(country: Running, there: Client) -> None:
    stranger = country.nobody()
    stranger.http.cookies.update(there.http.cookies)
    assert stranger.http.get("/api/me").status_code == 200
    stranger.http.get("/at/-/api/door")
    assert stranger.http.get("/api/me").status_code == 401


def test_each_board_follows_its_own_log(here: Client, there: Client) -> None:
    with here.live() as board, there.live() as other:
        for line, region in ((board, HERE), (other, THERE)):
            line.send(json.dumps({"t": "sub", "id": 1, "topic": f"queue:{region}"}))
            messages(line, "snap")
        cases = [here.received(), there.received()]
        assert [messages(line, "d")["ops"][0][0] for line in (board, other)] == cases


def test_what_is_given_away_leads_to_its_region(country: Running, there: Client) -> None:
    settings = country.system.country[THERE].settings
    assert settings.links == f"{settings.url}/at/{THERE}"
    assert country.system.settings.links == country.system.settings.url
    page = country.nobody().http.get(settings.links + "/login")
    assert page.status_code == 200
    assert f"region={THERE}" in page.headers["set-cookie"]


@pytest.mark.parametrize("path", ["/at/KZ-10/login", "/at/", "/at/KZ-75"])
def test_a_region_that_is_none_is_nothing(country: Running, path: str) -> None:
    assert country.nobody().http.get(path).status_code == 404


def test_figures_of_the_nation_are_put_together(country: Running, here: Client, there: Client) -> None:
    for client in (here, there):
        for _ in range(6):
            client.received()
    analyst = dispatcher_at(country, "-", "analyst")
    (month, *_) = analyst.get("/api/figures")["months"]
    assert set(month["regions"]) == {HERE, THERE}
    assert min(month["regions"].values()) >= 6
    assert dispatcher_at(country, THERE, "analyst").get("/api/figures")["months"][0] == month


def test_each_region_says_where_it_keeps_things(tmp_path: Path) -> None:
    environment = {
        "JEDEL_REGIONS": f"KZ-75={tmp_path / 'a'}, KZ-79={tmp_path / 'b'}",
        "JEDEL_STORE": "postgresql:///first",
        "JEDEL_KZ_75_STORE": "postgresql:///almaty",
        "JEDEL_ROUTING": "straight:",
    }
    found = own_logs(environment, read(environment, {"data": tmp_path, "port": 9}))
    assert [found[region].store for region in ("KZ-75", "KZ-79")] == ["postgresql:///almaty", "sqlite:"]
    assert {settings.routing for settings in found.values()} == {("straight:",)}
    assert {settings.port for settings in found.values()} == {9}


@pytest.mark.parametrize(
    ("regions", "code"),
    [
        ("KZ-00=/x", "regions"),
        ("KZ-75", "regions"),
        ("KZ-75=/x,KZ-75=/y", "regions"),
        ("KZ-75=/x,KZ-79=/x", "regions-share"),
    ],
)
def test_what_makes_no_sense_is_told(tmp_path: Path, regions: str, code: str) -> None:
    with pytest.raises(BadSettings) as told:
        own_logs({"JEDEL_REGIONS": regions}, Settings(data=tmp_path))
    assert told.value.code == code
    set_up(tmp_path, {"demonstration": True, "seed": 1})
    with closing(open(tmp_path / "empty", "w")):
        command = ["serve", "--data", str(tmp_path), "--port", "0", "--lang", "en"]
        said = CliRunner().invoke(main, command, env={"JEDEL_REGIONS": regions})
    assert said.exit_code == 1
    assert "region" in said.output


def test_a_directory_of_another_region_is_refused(tmp_path: Path) -> None:
    """Whoever chose Almaty at the door would be in Astana's log."""
    first, other = tmp_path / "first", tmp_path / "other"
    for data in (first, other):
        set_up(data, {"demonstration": True, "seed": 1})
    system = build(Settings(data=other))
    try:
        asyncio.run(_fill(system, "KZ-71"))
    finally:
        close(system)
    command = ["serve", "--data", str(first), "--port", "0", "--lang", "en"]
    said = CliRunner().invoke(main, command, env={"JEDEL_REGIONS": f"KZ-75={other}"})
    assert said.exit_code == 1
    assert f"{other} is given as KZ-75 but holds KZ-71" in said.output
