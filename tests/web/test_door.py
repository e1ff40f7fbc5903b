"""What every answer carries, and logging in: headers, cookies, guessing, sessions, the language."""

import json
import time
from uuid import UUID

import pytest

from domain.account import Role
from tests.web.client import Client, Running
from web.app import all_doors
from web.shield import POLICY

PATHS = sorted({door.path.replace("{name}", "none.js") for door in all_doors() if door.method == "GET"})
WANTED = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


FORM = {"referrer-policy": "same-origin"}
"""Without any referrer a browser does not say where a form stands."""
KEPT = {"cache-control": "public, max-age=3600"}
OTHERWISE = {
    "/q/{code}": FORM,
    "/r": FORM,
    "/form.css": KEPT,
    "/form.js": KEPT,
    "/paper.css": KEPT,
}


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/api/commands/nothing"])
def test_every_answer_is_dressed(path: str, server: Running, dispatcher: Client) -> None:
    wanted = {**WANTED, **OTHERWISE.get(path, {})}
    for client in (server.nobody(), dispatcher):
        answer = client.http.get(path.replace("{case}", str(UUID(int=7))))
        found = {name: answer.headers.get(name) for name in wanted}
        assert found == wanted, path
        assert answer.headers["permissions-policy"].startswith("geolocation=(self)")
        assert "server" not in answer.headers


def test_the_policy_forbids_what_is_inline() -> None:
    assert "unsafe" not in POLICY
    assert "default-src 'none'" in POLICY


def test_an_asset_is_kept_for_ever(server: Running) -> None:
    folder = server.system.settings.screens / "assets"
    if not folder.is_dir():
        pytest.skip("the screens are not built: make setup")
    name = next(path.name for path in folder.iterdir() if path.suffix == ".js")
    answer = server.nobody().http.get(f"/assets/{name}")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "javascript" in answer.headers["content-type"]


@pytest.mark.parametrize("path", ["/assets/..%2findex.html", "/assets/%2e%2e", "/assets/.hidden"])
def test_nothing_leads_out_of_the_folder(path: str, server: Running) -> None:
    assert server.nobody().http.get(path).status_code == 404


def test_the_cookie_is_for_the_server_alone(server: Running) -> None:
    body = json.dumps({"login": "operator", "password": "operator-neverwas"}).encode()
    cookie = server.nobody().raw("/api/login", body).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert cookie.startswith("jedel=")


def test_wrong_password_and_unknown_login_sound_alike(server: Running) -> None:
    nobody = server.nobody()
    answers = [
        nobody.raw("/api/login", json.dumps({"login": login, "password": "not the password"}).encode())
        for login in ("supervisor", "nobody-at-all")
    ]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()
    assert all("set-cookie" not in answer.headers for answer in answers)


def test_an_unknown_login_takes_as_long(server: Running) -> None:
    nobody = server.nobody()

    def taken(login: str) -> float:
        started = time.perf_counter()
        nobody.raw("/api/login", json.dumps({"login": login, "password": "x" * 12}).encode())
        return time.perf_counter() - started

    both = [(taken(f"team{number}"), taken(f"ghost{number}")) for number in range(2, 9)]
    known, unknown = (min(times) for times in zip(*both, strict=True))  # what others took is in neither
    assert unknown > known / 3, (known, unknown)


def test_guessing_gets_slower(server: Running) -> None:
    nobody = server.nobody()

    def attempt(password: str) -> tuple[int, str]:
        answer = nobody.raw("/api/login", json.dumps({"login": "team12", "password": password}).encode())
        return answer.status_code, answer.json().get("code", "")

    tries = server.system.settings.limits.free_tries
    assert [attempt("wrong")[0] for _ in range(tries)] == [401] * tries
    assert attempt("team12-neverwas") == (429, "too-many-tries")
    assert attempt("wrong")[0] == 429
    server.system.guessing.succeeded("team12")
    assert attempt("team12-neverwas")[0] == 200


def test_one_can_see_and_end_ones_sessions(server: Running) -> None:
    here, there = server.enter("head"), server.enter("head")
    listed = here.get("/api/me/sessions")["sessions"]
    other = next(one["id"] for one in listed if not one["here"] and one["id"] in _ids(there, only_here=True))
    assert here.raw("/api/me/sessions/end", json.dumps({"session": other}).encode()).status_code == 200
    assert there.http.get("/api/me").status_code == 401
    assert here.http.get("/api/me").status_code == 200


def _ids(client: Client, only_here: bool) -> set[str]:
    return {one["id"] for one in client.get("/api/me/sessions")["sessions"] if one["here"] is only_here}


def test_sessions_of_others_cannot_be_ended(server: Running, dispatcher: Client) -> None:
    session = next(iter(_ids(dispatcher, only_here=True)))
    stranger = server.enter("operator")
    answer = stranger.raw("/api/me/sessions/end", json.dumps({"session": session}).encode())
    assert answer.status_code == 404
    assert dispatcher.http.get("/api/me").status_code == 200


def test_a_session_is_kept_as_a_hash_only(server: Running, dispatcher: Client) -> None:
    token = dispatcher.http.cookies["jedel"]
    stored = b"".join(path.read_bytes() for path in server.system.settings.data.glob("access.db*"))
    assert token.encode() not in stored
    assert not any(token in line for line in server.lines)


def test_the_language_can_be_chosen(server: Running) -> None:
    client = server.enter("supervisor")
    for language in ("en", "ru", "kk"):
        answer = client.http.put(
            "/api/me/language", json={"language": language}, headers={"origin": server.url}
        )
        assert answer.json() == {"language": language}
        assert client.get("/api/me")["language"] == language
    wrong = client.http.put("/api/me/language", json={"language": "fr"}, headers={"origin": server.url})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "language-unknown")


def test_the_board_is_for_those_who_watch_the_queue(server: Running) -> None:
    homes = {"auditor": "/admin", "analyst": "/figures", "administrator": "/admin", "team1": "/phone"}
    for login, home in homes.items():
        answer = server.enter(login).http.get("/board", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{home}?instead=board"), login
    for login in ("operator", "dispatcher", "supervisor", "head"):
        assert server.enter(login).http.get("/board", follow_redirects=False).status_code == 200, login


def test_pages_lead_to_the_login(server: Running, dispatcher: Client) -> None:
    nobody = server.nobody()
    for page in ("/", "/board", "/phone", "/supervisor"):
        answer = nobody.http.get(page)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert dispatcher.http.get("/").headers["location"] == "/board"


def test_the_demonstration_tells_its_logins(server: Running) -> None:
    door = server.nobody().get("/api/door")
    assert door["demonstration"] is True
    assert {one["role"] for one in door["logins"]} == set(Role)
