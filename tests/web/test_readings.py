"""Who saw this child's file, every reading by filters, and unusual reading told once an hour."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest

from domain.account import OpenAccount, Role
from domain.identity import AccountId
from tests.web.client import Client, Running
from tests.web.test_reading_log import readings, wait_until
from web.setting_up import open_account

CHILD = {"child_name": "Кыбырлап Жүрген", "child_birth_date": "2013-03-04"}


@pytest.fixture
def supervisor(server: Running) -> Client:
    return server.enter("supervisor")


def notices(client: Client, ref: str) -> list[Any]:
    found = client.get("/api/inbox")["notices"]
    return [one for one in found if one["kind"] == "unusual-reading" and one["ref"] == ref]


def test_every_reading_of_the_child_over_all_its_cases(
    server: Running, dispatcher: Client, supervisor: Client
) -> None:
    first = dispatcher.received(**CHILD)
    second = dispatcher.received(**{**CHILD, "child_name": "жүрген кыбырлап"})
    stranger = dispatcher.received(child_name="Басқа", child_birth_date="2013-03-04")
    operator = server.enter("operator")
    for _ in range(3):
        dispatcher.get(f"/api/cases/{first}")
    operator.get(f"/api/cases/{second}/story")
    operator.get(f"/api/cases/{stranger}")
    shown = supervisor.get(f"/api/cases/{first}/reads")
    assert {one["case"] for one in shown["cases"]} == {first, second}
    mine, theirs = [one for one in shown["readings"] if one["door"] in ("card", "story")][::-1]
    assert (mine["count"], mine["name"], mine["door"]) == (3, dispatcher.me["name"], "card")
    assert mine["first"] <= mine["last"]
    assert (theirs["case"], theirs["role"], theirs["why"]) == (second, "operator", "region")
    assert CHILD["child_name"] not in json.dumps(shown, ensure_ascii=False)


def test_looking_at_it_is_itself_a_reading(server: Running, dispatcher: Client, supervisor: Client) -> None:
    case = dispatcher.received(**CHILD)
    supervisor.get(f"/api/cases/{case}/reads")
    (row,) = readings(server, cases=(case,), door="readings")
    assert (row.role, row.why, row.result) == ("supervisor", "oversight", "shown")
    again = supervisor.get(f"/api/cases/{case}/reads")["readings"]
    assert any(one["door"] == "readings" for one in again)


def test_only_those_who_oversee_may(server: Running, dispatcher: Client, other: Client) -> None:
    case = dispatcher.received(**CHILD)
    assert dispatcher.http.get(f"/api/cases/{case}/reads").status_code == 403
    assert dispatcher.http.get("/api/reads").status_code == 403
    auditor = server.enter("auditor")
    assert auditor.get(f"/api/cases/{case}/reads")["cases"][0]["case"] == case
    assert auditor.http.get(f"/api/cases/{case}").status_code == 403
    assert auditor.http.get(f"/api/cases/{uuid4()}/reads").status_code == 404


def test_the_list_by_filters(server: Running, dispatcher: Client, other: Client, supervisor: Client) -> None:
    case = dispatcher.received(**CHILD)
    number = dispatcher.get(f"/api/cases/{case}")["row"]["number"]
    other.http.get(f"/api/cases/{case}")
    found = supervisor.get("/api/reads", number=number, result="refused")
    assert [(one["name"], one["region"], one["number"]) for one in found["readings"]] == [
        ("Other", other.me["region"], number)
    ]
    mine = supervisor.get("/api/reads", account=dispatcher.me["account"], number=number)
    assert [(one["door"], one["result"]) for one in mine["readings"]] == [("card", "shown")]
    assert supervisor.get("/api/reads", until="2020-01-01")["total"] == 0
    page = supervisor.get("/api/reads", limit=1, offset=1)
    assert (len(page["readings"]), page["offset"]) == (1, 1)
    assert supervisor.http.get("/api/reads", params={"who": "x"}).status_code == 422


def test_a_child_with_the_readers_surname_is_told_once(
    server: Running, dispatcher: Client, supervisor: Client
) -> None:
    operator = server.enter("operator")
    surname = operator.me["name"].split()[-1]
    before = len(notices(supervisor, "own-surname"))
    for _ in range(2):
        case = dispatcher.received(child_name=f"Айбек {surname}")
        operator.get(f"/api/cases/{case}")
    wait_until(lambda: len(notices(supervisor, "own-surname")) == before + 1)
    assert notices(server.enter("auditor"), "own-surname")
    assert not any(
        surname in json.dumps(one, ensure_ascii=False) for one in notices(supervisor, "own-surname")
    )


def test_a_try_at_another_regions_case_is_told_there(server: Running, dispatcher: Client) -> None:
    case = dispatcher.received(**CHILD)
    clerk = server.enter("other-dispatcher", "another-region-neverwas")
    clerk.http.get(f"/api/cases/{case}")
    stream = server.system.store.log
    wait_until(
        lambda: any(
            each.name == "unusual-reading-noticed.v1" and each.event.kind == "other-region"  # type: ignore[attr-defined]
            for each in stream.read_all()
        )
    )


def _nobody_yet(server: Running) -> Client:
    """A head of the centre who has read nothing in this hour: other tests share the server."""
    command = OpenAccount(
        account=AccountId(uuid4()), login="late-head", name="Reader", roles=(Role.HEAD,), region="KZ-00"
    )
    asyncio.run(open_account(server.system, command, "late-head-neverwas"))
    return server.enter("late-head")


def test_many_different_cases_in_an_hour_are_told(
    server: Running, dispatcher: Client, supervisor: Client
) -> None:
    reader, before = _nobody_yet(server), len(notices(supervisor, "many-cards"))
    cases = [dispatcher.received() for _ in range(31)]
    for _ in range(2):
        for case in cases[:30]:
            reader.get(f"/api/cases/{case}")
    assert len(notices(supervisor, "many-cards")) == before
    reader.get(f"/api/cases/{cases[30]}")
    wait_until(lambda: len(notices(supervisor, "many-cards")) == before + 1)
