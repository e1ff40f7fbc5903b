"""Twenty regions in one installation: nobody is shown, in a list or live, what is another region's."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from uuid import uuid4

import pytest
from websockets.sync.client import ClientConnection

from domain.access import Role
from domain.account import OpenAccount
from domain.centre import RegisterCentre
from domain.identity import AccountId, CentreId, SchoolId
from domain.regions import REGIONS
from domain.school import RegisterSchool
from tests.web.client import Client, Running
from tests.web.foreign import things_of
from tests.web.served import served
from tests.web.test_live import everything, messages
from web import queries
from web.app import all_doors
from web.bootstrap import build, close, set_up
from web.setting_up import Order, open_account, register_centre, submit
from web.settings import Settings
from web.system import System

PASSWORD = "a-centre-that-never-was"
LISTS = [door.path for door in all_doors() if door.method == "GET" and "{" not in door.path]


@dataclass(frozen=True, kw_only=True)
class Country:
    """`own`: of each region the ids of its things; `desks`: its dispatcher."""

    server: Running
    own: dict[str, frozenset[str]]
    desks: dict[str, Client]

    def foreign(self, region: str) -> frozenset[str]:
        return frozenset[str]().union(*(ids for name, ids in self.own.items() if name != region))


async def _fill(system: System) -> None:
    for region in sorted(REGIONS):
        centre, point = CentreId(uuid4()), (43.24, 76.9)
        names = {f"name_{language}": region for language in ("kk", "ru", "en")}
        await register_centre(system, RegisterCentre(centre=centre, region=region, point=point, **names))
        for role in (Role.DISPATCHER, Role.ADMINISTRATOR, Role.ANALYST):
            account = OpenAccount(
                account=AccountId(uuid4()),
                login=f"{region}-{role}".lower(),
                name="N",
                roles=(role,),
                region=region,
            )
            await open_account(system, account, PASSWORD)
        school = RegisterSchool(school=SchoolId(uuid4()), region=region, label="1", point=point, number="1")
        order = Order(row=1, name="register-school", command_id=uuid4(), command=school)
        await submit(system, order, region, centre)


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Country]:
    data = tmp_path_factory.mktemp("country") / "data"
    set_up(data, {"demonstration": True, "seed": 1})
    system = build(Settings(data=data))
    try:
        asyncio.run(_fill(system))
    finally:
        close(system)
    with served(Settings(data=data, port=0)) as server:
        desks = {region: server.enter(f"{region}-dispatcher".lower()) for region in sorted(REGIONS)}
        own = {}
        for region, desk in desks.items():
            registrar = server.enter(f"{region}-administrator".lower())
            own[region] = frozenset(things_of(region, desk, registrar).values())
        yield Country(server=server, own=own, desks=desks)


def seen_of_others(country: Country, region: str) -> list[tuple[str, str]]:
    """Each list, and the id of another region that stands in it."""
    found, foreign = [], country.foreign(region)
    for path in LISTS:
        text = country.desks[region].http.get(path).text
        found += [(path, one) for one in foreign if one in text]
    return found


def test_no_list_names_what_is_elsewhere(country: Country, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(country.own) == 20
    for region in country.desks:
        assert seen_of_others(country, region) == []
    monkeypatch.setattr(queries, "region_of", lambda *_: "KZ-79")
    assert seen_of_others(country, "KZ-10") != [], "the planted fault is not seen"


def watching(board: ClientConnection, region: str) -> None:
    for number, kind in enumerate(("queue", "teams"), 1):
        board.send(json.dumps({"t": "sub", "id": number, "topic": f"{kind}:{region}"}))
        messages(board, "snap")


def test_every_board_hears_of_its_own_region_alone(country: Country) -> None:
    with ExitStack() as stack:
        boards = {region: stack.enter_context(desk.live()) for region, desk in country.desks.items()}
        for region, board in boards.items():
            watching(board, region)
        cases = {region: desk.received() for region, desk in country.desks.items()}
        for region, board in boards.items():
            assert [key for key, _ in messages(board, "d")["ops"]] == [cases[region]]
            told = "".join(everything(board, 0.05))
            assert not any(case in told for name, case in cases.items() if name != region)


def test_no_board_of_another_region_can_be_asked_for(country: Country) -> None:
    regions = sorted(REGIONS)
    for region, other in zip(regions, regions[1:] + regions[:1], strict=True):
        with country.desks[region].live() as board:
            for kind in ("queue", "teams", "positions"):
                board.send(json.dumps({"t": "sub", "id": 1, "topic": f"{kind}:{other}"}))
                assert messages(board, "err")["code"] == "forbidden"


def test_the_nation_sees_counts_of_all_and_no_case(country: Country) -> None:
    analyst = country.server.enter("kz-10-analyst")
    answer = analyst.http.get("/api/figures")
    assert set(answer.json()["months"][0]["regions"]) == REGIONS
    assert not any(one in answer.text for ids in country.own.values() for one in ids)
