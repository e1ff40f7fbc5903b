"""Two regions, everybody in them, and cases to which they stand in every way: the stage of the trial."""

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from domain.account import OpenAccount, Role
from domain.centre import RegisterCentre
from domain.identity import AccountId, CentreId, SchoolId
from domain.school import RegisterSchool
from tests.web.client import Client, Running
from tests.web.foreign import Ids, done, things_of
from web.bootstrap import build, close, set_up
from web.setting_up import Order, open_account, register_centre, submit
from web.settings import Settings
from web.system import System

REGIONS: Final = ("KZ-75", "KZ-71")
_GROUP: Final = ("team", "lead", "specialist")
Relations = frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Person:
    role: str
    region: str
    client: Client


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case of a region; `stands` is how people stand to it, by role and region."""

    id: str
    region: str
    stands: dict[tuple[str, str], Relations]
    closed: bool = False
    ids: Ids


@dataclass(frozen=True, kw_only=True)
class World:
    people: list[Person]
    cases: list[Case]


def prepare(path: Path) -> Settings:
    """A real installation of two centres, each with a school and everybody who belongs to no group."""
    set_up(path, {})
    system = build(Settings(data=path))
    try:
        for region in REGIONS:
            asyncio.run(_centre(system, region))
    finally:
        close(system)
    return Settings(data=path, port=0)


async def _centre(system: System, region: str) -> None:
    names = {"name_kk": region, "name_ru": region, "name_en": region}
    centre = CentreId(uuid4())
    await register_centre(system, RegisterCentre(centre=centre, region=region, point=(43.24, 76.9), **names))
    for role in Role:
        if role not in _GROUP:
            login = f"{role}-{region}".lower()
            account = AccountId(uuid4())
            command = OpenAccount(account=account, login=login, name=login, roles=(role,), region=region)
            await open_account(system, command, "a-long-enough-one")
    school = RegisterSchool(
        school=SchoolId(uuid4()), region=region, label="S", point=(43.25, 76.91), number="1"
    )
    order = Order(row=1, name="register-school", command_id=uuid4(), command=school)
    await submit(system, order, region, centre)


def world(server: Running) -> World:
    """Everybody is in, and cases stand in every relation to them."""
    people: dict[tuple[str, str], Client] = {}
    for region in REGIONS:
        for role in Role:
            if role not in _GROUP:
                people[role, region] = server.enter(f"{role}-{region}".lower())
    cases = [case for region in REGIONS for case in _cases(server, people, region)]
    found = [Person(role=role, region=region, client=client) for (role, region), client in people.items()]
    return World(people=found, cases=cases)


def _cases(server: Running, people: dict[tuple[str, str], Client], region: str) -> list[Case]:
    desk, operator = people["dispatcher", region], people["operator", region]
    abroad = next(one for one in REGIONS if one != region)
    ids = things_of(region, desk, people["administrator", region])
    _open_group(server, people, region, ids)
    group = {(role, region): frozenset({"own-team"}) for role in _GROUP}
    before = {(role, region): frozenset({"own-team-before"}) for role in _GROUP}
    by_desk = {("dispatcher", region): frozenset({"received"})}

    def made(who: Client, stands: dict[tuple[str, str], Relations], **more: Any) -> Case:
        return Case(id=_received(who, desk), region=region, stands=stands, ids=ids, **more)

    plain, received = made(desk, by_desk), made(operator, {("operator", region): frozenset({"received"})})
    owned, closed = frozenset({"received", "owner"}), made(desk, {}, closed=True)
    done(desk, "take-case", case=closed.id)
    for name, more in (("consider-case", {"result": "r"}), ("close-case", {"result": "r"})):
        done(desk, name, case=closed.id, **more)
    closed.stands["dispatcher", region] = owned
    urgent = made(desk, dict(by_desk))
    rescuer = people["dispatcher", abroad]
    server.step_up(rescuer)
    sent = {
        "command_id": str(uuid4()),
        "category": "other",
        "reason": "nobody else can be reached",
        "case": urgent.id,
    }
    taken = rescuer.raw("/api/emergency-access", json.dumps(sent).encode())
    assert taken.status_code == 200, taken.text
    urgent.stands["dispatcher", abroad] = frozenset({"emergency"})
    over = _visited(people["lead", region], made(desk, {**by_desk, **before}), desk)
    now = Case(id=_sent(desk, made(desk, {}), ids), region=region, stands={**by_desk, **group}, ids=ids)
    return [plain, received, closed, urgent, over, now]


def _open_group(server: Running, people: dict[tuple[str, str], Client], region: str, ids: Ids) -> None:
    """The group's phone, its leader and a member; the visit that `things_of` sent it to is called back."""
    desk = people["dispatcher", region]
    done(desk, "cancel-assignment", case=ids["CaseId"], visit=ids["VisitId"], reason="x")
    for role in _GROUP:
        account = str(uuid4())
        place = {"team": ids["TeamId"]} if role != "specialist" else {"specialist": ids["SpecialistId"]}
        opened = {"account": account, "login": f"{role}-{region}".lower(), "name": role, "roles": [role]}
        done(people["administrator", region], "open-account", region=region, **opened, **place)
        token, _ = server.system.sessions.begin(UUID(account), "trial", timedelta(hours=1))
        client = server.nobody()
        client.http.cookies.set("jedel", token)
        client.me = client.get("/api/me")
        people[role, region] = client


def _received(who: Client, desk: Client) -> str:
    """A case with something of each level that the operator did not write."""
    case = who.received(child_name="first", story="told")
    done(desk, "assess-case", case=case, risk_class=3, reason="clinical")
    done(desk, "correct-child", case=case, child_name="personal")
    return case


def _sent(desk: Client, case: Case, ids: Ids) -> str:
    done(desk, "assign-team", case=case.id, visit=str(uuid4()), team=ids["TeamId"])
    return case.id


def _visited(lead: Client, case: Case, desk: Client) -> Case:
    visit = str(uuid4())
    done(desk, "assign-team", case=case.id, visit=visit, team=case.ids["TeamId"])
    for name, more in (
        ("accept-assignment", {"drive": True}),
        ("record-arrival", {}),
        ("record-access", {"let_in": True}),
        ("end-visit", {"outcome": "not-needed"}),
    ):
        done(lead, name, case=case.id, visit=visit, **more)
    return case
