"""The administration through the real door: lists, histories, closing accounts, two who save at once."""

import json
import time
from typing import Any
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from tests.marks import mark
from tests.web.client import Client, Running

PASSWORD = "a long and new password"
WITHIN_S = 5


@pytest.fixture(scope="module")
def administrator(server: Running) -> Client:
    found = server.enter("administrator")
    server.step_up(found)
    return found


@pytest.fixture(scope="module")
def neighbour(server: Running) -> Client:
    return server.enter("other-administrator", "another-region-neverwas")


def asked(client: Client, path: str, **fields: Any) -> httpx.Response:
    return client.raw(path, json.dumps(fields).encode())


def rows(client: Client, kind: str, **fields: Any) -> dict[str, Any]:
    answer = asked(client, "/api/registers", kind=kind, **fields)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def entry(client: Client, kind: str, thing: str) -> dict[str, Any]:
    return dict(client.get("/api/registers/entry", kind=kind, id=thing))


def somebody(administrator: Client, *roles: str) -> tuple[str, str]:
    """A new account with a password: its id and its login."""
    account, login = str(uuid4()), f"u{mark(10)}"
    fields = {"login": login, "name": "Жаңа адам", "roles": list(roles), "region": "KZ-00"}
    opened = administrator.send("open-account", account=account, **fields)
    assert opened.status_code == 200, opened.text
    given = asked(administrator, "/api/accounts/password", account=account, password=PASSWORD)
    assert given.status_code == 200, given.text
    return account, login


def test_a_list_comes_a_page_at_a_time(administrator: Client) -> None:
    first = rows(administrator, "schools", limit=10)
    assert (len(first["rows"]), first["offset"]) == (10, 0)
    assert first["total"] > 20
    second = rows(administrator, "schools", limit=10, offset=10)
    numbers = [int(row["number"]) for row in first["rows"] + second["rows"] if row["number"]]
    assert numbers == sorted(numbers)
    assert not {row["id"] for row in first["rows"]} & {row["id"] for row in second["rows"]}
    assert rows(administrator, "schools", limit=10, offset=10_000)["rows"] == []


def test_words_are_found_in_any_spelling(administrator: Client) -> None:
    found = rows(administrator, "accounts", q="tumarova saule")["rows"]
    assert [row["login"] for row in found] == ["dispatcher"]
    assert found[0]["password"] is True
    assert rows(administrator, "accounts", q="nobody at all")["total"] == 0


def test_schools_are_found_as_at_intake_and_closed_ones_by_asking(administrator: Client) -> None:
    school = rows(administrator, "schools", q="17")["rows"][0]
    assert school["number"] == "17"
    assert administrator.send("close-school", school=school["id"]).status_code == 200
    assert school["id"] not in [row["id"] for row in rows(administrator, "schools", q="17")["rows"]]
    closed = rows(administrator, "schools", q="17", show="closed")["rows"]
    assert [row["id"] for row in closed] == [school["id"]]
    assert administrator.send("reopen-school", school=school["id"]).status_code == 200
    assert rows(administrator, "schools", q="17")["rows"][0]["id"] == school["id"]


def test_settings_are_previewed_without_being_stored(server: Running, administrator: Client) -> None:
    now = administrator.get("/api/centre")["settings"]
    head = server.stored
    tried = asked(administrator, "/api/registers/preview", settings={**now, "take_within": 9})
    assert tried.json() == {
        "changes": [{"field": "settings.take_within", "before": now["take_within"], "after": 9}]
    }
    refused = asked(administrator, "/api/registers/preview", settings={**now, "group_size": 1})
    assert (refused.status_code, refused.json()["code"]) == (422, "number-out-of-range")
    assert refused.json()["params"]["field"] == "group_size"
    assert server.stored == head


def test_who_may_look(server: Running, administrator: Client, dispatcher: Client, other: Client) -> None:
    head = server.enter("head")
    assert rows(head, "teams")["total"] > 0
    assert asked(head, "/api/registers", kind="accounts").status_code == 403
    assert asked(dispatcher, "/api/registers", kind="teams").status_code == 403
    assert dispatcher.http.get("/admin", follow_redirects=False).headers["location"] == "/board?instead=admin"
    assert "may" in administrator.me
    assert "keep-accounts" in administrator.me["may"]
    assert "keep-accounts" not in other.me["may"]


def test_another_region_s_things_are_not_there(administrator: Client, neighbour: Client) -> None:
    """Forbidden and missing answer alike, letter for letter."""
    mine = rows(administrator, "accounts")["rows"][0]["id"]
    for kind in ("accounts", "schools", "teams", "specialists", "centres"):
        foreign = rows(administrator, kind)["rows"][0]["id"]
        answers = {
            (answer.status_code, answer.text)
            for answer in (
                neighbour.http.get("/api/registers/entry", params={"kind": kind, "id": thing})
                for thing in (foreign, str(uuid4()))
            )
        }
        assert len(answers) == 1
        assert answers.pop()[0] == 404
    for name, fields in (
        ("change-account", {"name": "x", "roles": ["head"]}),
        ("close-account", {}),
        ("reopen-account", {}),
        ("move-account", {"to_region": "KZ-75"}),
    ):
        bodies = {neighbour.send(name, account=one, **fields).text for one in (mine, str(uuid4()))}
        assert len(bodies) == 1
    for thing in (mine, str(uuid4())):
        refused = asked(neighbour, "/api/accounts/sessions/end", account=thing)
        assert (refused.status_code, refused.json()["code"]) == (404, "account-unknown")


def test_a_case_is_no_thing_of_a_register(administrator: Client, dispatcher: Client) -> None:
    """The planted fault: somebody asks for the stream of a case as if it were a school."""
    case = dispatcher.received(story="...", child_name="Ешкімов")
    for kind in ("accounts", "schools", "teams", "specialists", "centres"):
        answer = administrator.http.get("/api/registers/entry", params={"kind": kind, "id": case})
        assert answer.status_code == 404


def test_the_history_says_who_and_what(administrator: Client) -> None:
    account, _ = somebody(administrator, "operator")
    sent = {"account": account, "name": "Жаңа адам", "roles": ["operator", "dispatcher"]}
    assert administrator.send("change-account", seen=1, **sent).status_code == 200
    found = entry(administrator, "accounts", account)
    assert found["version"] == 2
    newest = found["history"][0]
    assert newest["event"] == "roles-changed.v1"
    assert newest["who"] == administrator.me["name"]
    change = {"field": "roles", "before": ["operator"], "after": ["operator", "dispatcher"]}
    assert newest["changes"] == [change]
    assert found["history"][-1]["changes"][0]["before"] is None


def test_the_second_of_two_who_save_is_refused(server: Running, administrator: Client) -> None:
    account, _ = somebody(administrator, "operator")
    seen = entry(administrator, "accounts", account)["version"]
    first = {"account": account, "name": "First", "roles": ["operator"]}
    assert administrator.send("change-account", seen=seen, **first).status_code == 200
    head = server.stored
    second = administrator.send("change-account", seen=seen, **{**first, "name": "Second"})
    assert (second.status_code, second.json()["code"]) == (409, "changed-meanwhile")
    assert second.json()["params"]["version"] == seen + 1
    assert server.stored == head


def test_a_closed_account_is_out_at_once(server: Running, administrator: Client) -> None:
    account, login = somebody(administrator, "dispatcher")
    person = server.enter(login, PASSWORD)
    with person.live() as socket:
        socket.recv(timeout=WITHIN_S)
        began = time.monotonic()
        assert administrator.send("close-account", account=account).status_code == 200
        assert person.http.get("/api/me").status_code == 401
        _ends(socket, began)
    refused = asked(server.nobody(), "/api/login", login=login, password=PASSWORD)
    assert (refused.status_code, refused.json()["code"]) == (401, "login-wrong")
    assert rows(administrator, "accounts", q=login)["total"] == 0
    assert rows(administrator, "accounts", q=login, show="closed")["total"] == 1
    assert administrator.send("reopen-account", account=account).status_code == 200
    assert person.http.get("/api/me").status_code == 401
    assert server.enter(login, PASSWORD).me["roles"] == ["dispatcher"]


def _ends(socket: ClientConnection, began: float) -> None:
    """The server closes it; what it still had to say comes before."""
    try:
        while time.monotonic() - began < WITHIN_S:
            socket.recv(timeout=WITHIN_S)
    except ConnectionClosed:
        return
    raise AssertionError("the socket is still open")


def test_changed_roles_change_an_open_screen(server: Running, administrator: Client) -> None:
    account, login = somebody(administrator, "dispatcher")
    person = server.enter(login, PASSWORD)
    with person.live() as socket:
        socket.recv(timeout=WITHIN_S)
        socket.send(json.dumps({"t": "sub", "id": 1, "topic": "queue:KZ-00"}))
        while "snap" not in str(socket.recv(timeout=WITHIN_S)):
            pass
        began = time.monotonic()
        changed = {"account": account, "name": "X", "roles": ["administrator"]}
        assert administrator.send("change-account", **changed).status_code == 200
        told = ""
        while "revoked" not in told:
            assert time.monotonic() - began < WITHIN_S
            told = str(socket.recv(timeout=WITHIN_S))
    assert asked(person, "/api/commands/take-case").status_code == 403


def test_sessions_end(server: Running, administrator: Client) -> None:
    account, login = somebody(administrator, "dispatcher")
    people = [server.enter(login, PASSWORD) for _ in range(2)]
    assert entry(administrator, "accounts", account)["entry"]["sessions"] == 2
    ended = asked(administrator, "/api/accounts/sessions/end", account=account)
    assert ended.json() == {"ended": 2}
    assert all(person.http.get("/api/me").status_code == 401 for person in people)


def test_an_account_goes_to_another_region_without_its_rights(
    server: Running, administrator: Client, neighbour: Client
) -> None:
    account, login = somebody(administrator, "head")
    person = server.enter(login, PASSWORD)
    assert administrator.send("move-account", account=account, to_region="KZ-75").status_code == 200
    assert person.http.get("/api/me").status_code == 401
    assert asked(server.nobody(), "/api/login", login=login, password=PASSWORD).status_code == 401
    answer = administrator.http.get("/api/registers/entry", params={"kind": "accounts", "id": account})
    assert answer.status_code == 404
    given = {"account": account, "name": "Жаңа адам", "roles": ["operator"]}
    assert neighbour.send("change-account", **given).status_code == 200
    assert server.enter(login, PASSWORD).me["region"] == "KZ-75"


def test_nobody_hands_a_case_to_a_closed_account(dispatcher: Client, administrator: Client) -> None:
    account, _ = somebody(administrator, "dispatcher")
    assert administrator.send("close-account", account=account).status_code == 200
    case = dispatcher.received()
    assert dispatcher.send("take-case", case=case).status_code == 200
    refused = dispatcher.send("hand-over-case", case=case, to=account)
    assert (refused.status_code, refused.json()["code"]) == (409, "account-closed")
    shown = {row["id"]: row["closed"] for row in dispatcher.get("/api/staff")["accounts"]}
    assert shown[account] is True
