"""The joint plan over real HTTP: what waits, one command that sends all or none, two dispatchers at once."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest

from dispatch.joint_plan import waits
from domain.case.visit_events import TeamAssigned
from domain.joint_plan import COUNTS_FOR
from domain.joint_sending import visit_in
from tests.patience import eventually
from tests.web.client import Client, Running
from tests.web.served import served
from web.bootstrap import build, close, set_up
from web.papers.names import Names
from web.papers.telling import tell
from web.setting_up import draw_town, load_town, town_of
from web.settings import Settings
from web.words import say

TOWN = {"seed": 1}


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A town of its own: which cases wait and which groups are free is this file's alone."""
    data = tmp_path_factory.mktemp("joint") / "data"
    set_up(data, {"demonstration": True, **TOWN})
    draw_town(data, town_of(TOWN))
    system = build(Settings(data=data))
    try:
        asyncio.run(load_town(system, town_of(TOWN), lambda _: None))
    finally:
        close(system)
    with served(Settings(data=data, port=0)) as running:
        states = running.system.rows  # its shifts start by themselves, one after the other
        eventually(lambda: [each["status"] for each in states("teams").values()].count("free") > 2)
        yield running


@pytest.fixture
def desk(evening: Running) -> Iterator[Client]:
    """A dispatcher at a board on which nobody waits; at the end everybody is called back."""
    client = evening.enter("dispatcher")
    yield client
    for row in evening.system.rows("queue").values():
        for visit in row["visits"]:
            if visit["state"] == "sent":
                client.send("cancel-assignment", case=row["id"], visit=visit["id"], reason="over")
        if waits(evening.system.row("queue", row["id"]) or row):
            client.send("consider-case", case=row["id"], result="over")


def burst(client: Client, *schools: int, risk_class: int = 1, **fields: Any) -> list[str]:
    """Threats that come in one after the other, each at a school by its place in the register."""
    places = client.get("/api/schools")["schools"]
    said = {"risk_class": risk_class, "reason": "x", **fields}
    return [client.received(school=places[each]["id"], **said) for each in schools]


def plan_of(client: Client) -> dict[str, Any]:
    found = client.get("/api/joint-plan")["plan"]
    assert found is not None
    return dict(found)


def accept(client: Client, plan: str, **more: Any) -> Any:
    return client.send("accept-joint-plan", plan_id=plan, **more)


def assigned(server: Running, case: str) -> list[TeamAssigned]:
    events = server.system.store.log.stream(UUID(case))
    return [each.event for each in events if isinstance(each.event, TeamAssigned)]


def test_one_that_waits_is_no_plan(desk: Client) -> None:
    burst(desk, 3)
    found = desk.get("/api/joint-plan")
    assert (found["waiting"], found["plan"]) == (1, None)
    assert found["free"] >= 2


@pytest.mark.parametrize("risk_class", [2, 3])
def test_an_ordinary_request_is_not_planned_for(desk: Client, risk_class: int) -> None:
    burst(desk, 3, 9, risk_class=risk_class)
    assert desk.get("/api/joint-plan")["waiting"] == (2 if risk_class == 2 else 0)


def test_nobody_who_is_served_or_has_no_place_waits(desk: Client) -> None:
    first, second, third = burst(desk, 3, 9, 12)
    team = desk.get(f"/api/cases/{first}/recommendation")["ranked"][0]["team"]
    assert desk.send("assign-team", case=first, visit=str(uuid4()), team=team).status_code == 200
    desk.received(school=None, risk_class=1, reason="x")
    unassessed = desk.received()
    found = plan_of(desk)
    assert {each["case"] for each in found["cases"]} == {second, third}
    assert team not in {each["together"]["team"] for each in found["cases"]}
    assert unassessed not in {each["case"] for each in found["cases"]}


def test_accepted_it_sends_all_of_it_and_stores_what_was_shown(evening: Running, desk: Client) -> None:
    cases = burst(desk, 3, 9, 12)
    plan = plan_of(desk)
    answer = accept(desk, plan["id"])
    assert answer.status_code == 200, answer.text
    listed = [each["case"] for each in plan["cases"]]
    assert sorted(listed) == sorted(cases)
    for each in plan["cases"]:
        (event,) = assigned(evening, each["case"])
        assert str(event.team) == each["together"]["team"]
        assert event.visit == visit_in(UUID(plan["id"]), UUID(each["case"]))
        stored = event.joint_plan
        assert stored is not None
        assert (stored.engine, stored.data_version) == (plan["engine"], plan["data_version"])
        assert [str(pair.case) for pair in stored.pairs] == listed
        assert [pair.wait_seconds for pair in stored.alone] == [
            one["alone"]["wait_seconds"] for one in plan["cases"]
        ]
        assert event.recommendation is not None
        assert event.recommendation.engine == stored.engine
        assert event.eta_at is not None
        row = desk.get("/api/teams")["teams"]
        assert next(team["status"] for team in row if team["id"] == str(event.team)) == "sent"
    again = accept(desk, plan["id"])
    assert again.status_code == 200, "accepting what was done already changes nothing"
    assert len(assigned(evening, cases[0])) == 1


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_paper_tells_the_plan_in_words(evening: Running, desk: Client, language: str) -> None:
    first, _ = burst(desk, 3, 9)
    plan = plan_of(desk)
    assert accept(desk, plan["id"]).status_code == 200
    names = Names(system=evening.system, language=language)
    _, details = tell(desk.get(f"/api/cases/{first}/story")["story"][-1], names)
    after, before = (int(plan[name] / 60 + 0.5) for name in ("longest", "longest_alone"))
    words = say("story.joint_plan", language, {"n": 2, "after": after, "before": before})
    assert dict(details)[say("story.field.joint_plan", language)] == (words,)


def test_the_whole_of_it_is_refused_by_name_when_one_group_was_taken(evening: Running, desk: Client) -> None:
    first, second = burst(desk, 3, 9)
    plan = plan_of(desk)
    team = next(each["together"]["team"] for each in plan["cases"] if each["case"] == second)
    third = desk.received()
    rival = evening.enter("dispatcher2")
    assert rival.send("assign-team", case=third, visit=str(uuid4()), team=team).status_code == 200
    refused = accept(desk, plan["id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "plan-team-taken")
    name = next(row["name"] for row in desk.get("/api/teams")["teams"] if row["id"] == team)
    assert rival.me["name"] in refused.json()["detail"]
    assert name in refused.json()["detail"]
    assert assigned(evening, first) == assigned(evening, second) == []
    anew = plan_of(desk)
    assert team not in {each["together"]["team"] for each in anew["cases"]}
    assert accept(desk, anew["id"]).status_code == 200


def test_a_case_that_was_sent_to_or_is_over_refuses_the_whole(evening: Running, desk: Client) -> None:
    first, second = burst(desk, 3, 9)
    plan = plan_of(desk)
    other = desk.get(f"/api/cases/{first}/recommendation")["ranked"][-1]["team"]
    rival = evening.enter("dispatcher2")
    assert rival.send("assign-team", case=first, visit=str(uuid4()), team=other).status_code == 200
    refused = accept(desk, plan["id"]).json()
    assert refused["code"] == "plan-case-sent"
    assert rival.me["name"] in refused["detail"]
    assert evening.system.row("queue", first)["number"] in refused["detail"]
    third = burst(desk, 12)[0]
    plan = plan_of(desk)
    assert desk.send("consider-case", case=third, result="x").status_code == 200
    assert accept(desk, plan["id"]).json()["code"] == "plan-case-over"
    assert assigned(evening, second) == []


def test_a_shift_that_ended_refuses_the_whole(evening: Running, desk: Client) -> None:
    burst(desk, 3, 9)
    plan = plan_of(desk)
    team = plan["cases"][0]["together"]["team"]
    row = evening.system.row("teams", team)
    assert row is not None
    assert desk.send("end-shift", shift=row["shift"]).status_code == 200
    refused = accept(desk, plan["id"]).json()
    assert (refused["code"], row["name"] in refused["detail"]) == ("plan-team-off", True)
    again = {"shift": str(uuid4()), "team": team, "members": row["members"], "ends_at": row["ends_at"]}
    assert desk.send("start-shift", **again).status_code == 200


def test_a_plan_that_is_unknown_old_or_anothers_is_gone(evening: Running, desk: Client) -> None:
    cases = burst(desk, 3, 9)
    assert accept(desk, str(uuid4())).json()["code"] == "plan-gone"
    plan = plan_of(desk)
    region, found = evening.system.plans[UUID(plan["id"])]
    old = found.plan.at - COUNTS_FOR - timedelta(seconds=1)
    evening.system.plans[UUID(plan["id"])] = region, replace(found, plan=replace(found.plan, at=old))
    assert accept(desk, plan["id"]).json()["code"] == "plan-gone"
    evening.system.plans[UUID(plan["id"])] = "KZ-75", found
    foreign = accept(desk, plan["id"])
    unknown = accept(desk, str(uuid4()))
    assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json())
    assert all(assigned(evening, case) == [] for case in cases)


def test_two_dispatchers_accept_at_the_same_moment(evening: Running, desk: Client) -> None:
    """Whoever is first sends everybody; the other reads who that was, and no group is in two places."""
    people = [desk, evening.enter("dispatcher2")]
    for _ in range(5):
        cases = burst(desk, 3, 9, 12)
        plans, start = [plan_of(each)["id"] for each in people], Barrier(2)

        def press(who: int, start: Barrier = start, plans: list[str] = plans) -> Any:
            start.wait(5)
            return accept(people[who], plans[who])

        with ThreadPoolExecutor(2) as hands:
            answers = list(hands.map(press, range(2)))
        assert sorted(each.status_code for each in answers) == [200, 409]
        won, lost = sorted(range(2), key=lambda who: answers[who].status_code)
        told = answers[lost].json()
        assert told["code"] == "plan-case-sent"
        assert people[won].me["name"] in told["detail"]
        teams = [each.team for case in cases for each in assigned(evening, case)]
        assert len(teams) == len(set(teams)) == 3
        for case in cases:
            visit = str(visit_in(UUID(plans[won]), UUID(case)))
            done = desk.send("cancel-assignment", case=case, visit=visit, reason="again")
            assert done.status_code == 200, done.text
            assert desk.send("consider-case", case=case, result="over").status_code == 200


@pytest.mark.parametrize("login", ["operator", "auditor", "administrator", "team3", "analyst"])
def test_only_who_sends_groups_sees_or_accepts_a_plan(evening: Running, login: str) -> None:
    client = evening.enter(login)
    assert client.http.get("/api/joint-plan").status_code == 403
    assert accept(client, str(uuid4())).status_code == 403


def test_nothing_of_a_child_is_in_the_answer(desk: Client) -> None:
    said = {"child_name": "Айым Қиялова", "child_phone": "+77000000000", "child_language": "kk"}
    burst(desk, 3, 9, **said)
    text = desk.http.get("/api/joint-plan").text
    assert not [each for each in ("Айым", "7700", '"lat"', '"point"') if each in text]
