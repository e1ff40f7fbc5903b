"""A real installation lets nobody in with one factor; what is half finished opens nothing."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from domain.account import Role
from tests.entering import first_login, login, sent
from tests.web import real
from tests.web.client import Client, Running
from tests.web.real import PASSWORD, Somebody
from tests.web.served import served
from tests.web.test_inbox import notices
from tests.web.test_reading_log import wait_until
from web.app import all_doors
from web.doors import OPEN
from web.settings import Settings

PEOPLE = {
    "disp": Role.DISPATCHER,
    "again": Role.DISPATCHER,
    "guessed": Role.OPERATOR,
    "boss": Role.HEAD,
    "chief": Role.SUPERVISOR,
    "admin": Role.ADMINISTRATOR,
    "loser": Role.DISPATCHER,
}
HOUR = timedelta(hours=1)
BARE = {"newcomer": Role.DISPATCHER, "late": Role.OPERATOR, "slow": Role.OPERATOR}

Place = tuple[Running, dict[str, Somebody]]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("entering") / "data"
    people = real.make(data, PEOPLE, BARE)
    with served(Settings(data=data, port=0)) as running:
        yield running, people


def refusal(client: Client, path: str, **fields: object) -> tuple[int, str]:
    answer = sent(client, path, **fields)
    return answer.status_code, answer.json().get("code", "")


def half(running: Running, name: str) -> Client:
    """A browser that has shown the password."""
    client = running.nobody()
    assert sent(client, "/api/login", login=name, password=PASSWORD).json()["next"] == "second-factor"
    return client


def test_both_factors_and_nothing_in_between(place: Place) -> None:
    running, people = place
    client = half(running, "disp")
    for door in all_doors():
        if door.method == "GET" and door.right != OPEN:
            path = door.path.replace("{case}", str(UUID(int=7)))
            assert client.http.get(path).status_code == 401, path
    done = sent(client, "/api/login/second", code=people["disp"].app.code())
    assert done.json()["next"] == "in"
    assert client.get("/api/me")["login"] == "disp"
    assert "jedel-step" not in client.http.cookies


def test_a_half_login_is_taken_once_and_in_one_browser(place: Place) -> None:
    running, people = place
    client = half(running, "again")
    ticket = client.http.cookies["jedel-step"]
    other = running.nobody()
    assert refusal(other, "/api/login/second", code=people["again"].app.code()) == (403, "step-over")
    assert sent(client, "/api/login/second", code=people["again"].app.code()).status_code == 200
    other.http.cookies.set("jedel-step", ticket)
    assert refusal(other, "/api/login/second", code=people["again"].app.code()) == (403, "step-over")


def test_three_wrong_codes_end_a_half_login(place: Place) -> None:
    running, people = place
    client = half(running, "chief")
    assert [refusal(client, "/api/login/second", code="000000") for _ in range(3)] == [
        (401, "login-wrong")
    ] * 3
    assert refusal(client, "/api/login/second", code=people["chief"].app.code()) == (403, "step-over")


def test_a_new_session_at_login_and_none_that_was_planted(place: Place) -> None:
    """Whatever cookie a browser brings, it leaves with one that nobody has seen."""
    running, people = place
    client = running.nobody()
    client.http.cookies.set("jedel", "planted-by-somebody-else")
    login(client, "boss", PASSWORD, people["boss"].app)
    tokens = [cookie.value for cookie in client.http.cookies.jar if cookie.name == "jedel"]
    planted = running.nobody()
    planted.http.cookies.set("jedel", "planted-by-somebody-else")
    assert planted.http.get("/api/me").status_code == 401
    assert tokens


def test_the_first_login_enrols_and_the_code_is_over(place: Place) -> None:
    running, people = place
    person = people["newcomer"]
    client = running.nobody()
    told = sent(client, "/api/login", login="newcomer", password=PASSWORD).json()
    assert told["next"] == "one-time-code"
    assert client.http.get("/api/me").status_code == 401
    app = first_login(client, "newcomer", person.code.lower().replace("-", " "), PASSWORD)
    assert refusal(
        running.nobody(), "/api/login/code", login="newcomer", code=person.code, password=PASSWORD
    ) == (
        401,
        "login-wrong",
    )
    again = running.nobody()
    login(again, "newcomer", PASSWORD, app)


def test_code_or_password_alone_enrols_nothing(place: Place) -> None:
    running, people = place
    client = running.nobody()
    for code, password in ((people["late"].code, "wrong password x"), ("0000-0000-0000-0000", PASSWORD)):
        wrong = refusal(client, "/api/login/code", login="late", code=code, password=password)
        assert wrong == (401, "login-wrong")
    assert refusal(client, "/api/enrol/options") == (403, "step-over")
    assert refusal(client, "/api/enrol", code="000000") == (403, "step-over")


def test_a_wrong_first_code_of_the_app_enrols_nothing(place: Place) -> None:
    running, people = place
    client = running.nobody()
    sent(client, "/api/login/code", login="slow", code=people["slow"].code, password=PASSWORD)
    assert sent(client, "/api/enrol/options").status_code == 200
    assert refusal(client, "/api/enrol", code="000000") == (403, "code-wrong")
    assert running.system.factors.of(people["slow"].account) == []


def test_wrong_password_wrong_code_and_nobody_sound_alike(place: Place) -> None:
    """How long they take is measured by a trial."""
    running, _ = place
    wrong = "wrong password x"
    answers = {
        sent(running.nobody(), "/api/login", login="guessed", password=wrong).text,
        sent(running.nobody(), "/api/login", login="nobody-at-all", password=wrong).text,
        sent(half(running, "guessed"), "/api/login/second", code="000000").text,
    }
    assert len(answers) == 1


def test_guessing_codes_slows_the_login_but_never_who_is_in(place: Place) -> None:
    running, people = place
    inside = running.nobody()
    login(inside, "loser", PASSWORD, people["loser"].app)
    for _ in range(running.system.settings.limits.free_tries):
        refusal(running.nobody(), "/api/login", login="loser", password="wrong password x")
    assert refusal(running.nobody(), "/api/login", login="loser", password=PASSWORD)[0] == 429
    assert inside.http.get("/api/me").status_code == 200
    assert sent(inside, "/api/me/step-up", code=people["loser"].app.code()).status_code == 200
    running.system.guessing.succeeded("loser")


def shown(place: Place, name: str) -> Client:
    """Somebody who showed their second factor just now."""
    running, people = place
    client = running.nobody()
    limit = running.system.settings.limits.session
    token, _ = running.system.sessions.begin(people[name].account, "test", limit, second=True)
    client.http.cookies.set("jedel", token)
    return client


def test_a_reset_that_waits_is_seen_by_those_who_may_ask(place: Place) -> None:
    people = place[1]
    chief, boss, admin, other = (shown(place, name) for name in ("chief", "boss", "admin", "disp"))
    account = str(people["again"].account)
    assert refusal(chief, "/api/accounts/reset", account=account) == (200, "")
    (waiting,) = boss.get("/api/accounts/resets")["resets"]
    assert (waiting["account"], waiting["by"]) == (account, str(people["chief"].account))
    assert other.http.get("/api/accounts/resets").status_code == 403
    assert sent(boss, "/api/accounts/reset/confirm", account=account).status_code == 200
    assert boss.get("/api/accounts/resets") == {"resets": []}
    steps = admin.get("/api/registers/entry", kind="accounts", id=account)["history"]
    named = [change["after"] for step in steps for change in step["changes"] if change["field"] == "reset.by"]
    assert named == [None, "Chief"]


def test_a_first_code_is_told_to_the_head_and_a_later_one_takes_two(place: Place) -> None:
    """Whoever makes a code could use it: the head learns whose it is."""
    people = place[1]
    admin, boss = shown(place, "admin"), shown(place, "boss")
    first = sent(admin, "/api/accounts/code", account=str(people["slow"].account))
    assert first.status_code == 200, first.text
    wait_until(lambda: ("first-code", "Slow") in [(one["kind"], one["ref"]) for one in notices(boss)])
    assert "first-code" not in [one["kind"] for one in notices(admin)]
    steps = admin.get("/api/registers/entry", kind="accounts", id=str(people["slow"].account))["history"]
    assert ("first-code-handed.v1", "Admin") in [(step["event"], step["who"]) for step in steps]
    again = str(people["again"].account)  # two people reset it above
    assert refusal(admin, "/api/accounts/code", account=again) == (422, "code-by-one-person")


def test_recovery_takes_two(place: Place) -> None:
    """A supervisor asks, a head confirms; the old factor and sessions are gone, a one-time code is there."""
    running, people = place
    chief, boss, admin = (shown(place, name) for name in ("chief", "boss", "admin"))
    victim = running.nobody()
    token, _ = running.system.sessions.begin(
        people["loser"].account, "x", running.system.settings.limits.session
    )
    victim.http.cookies.set("jedel", token)
    account = str(people["loser"].account)
    assert refusal(boss, "/api/accounts/reset/confirm", account=account) == (422, "reset-not-asked")
    assert refusal(boss, "/api/accounts/reset", account=account) == (200, "")
    assert refusal(boss, "/api/accounts/reset/confirm", account=account) == (422, "reset-by-one-person")
    assert refusal(chief, "/api/accounts/reset/confirm", account=account) == (403, "not-allowed")
    assert refusal(chief, "/api/accounts/reset", account=str(people["chief"].account)) == (
        422,
        "reset-of-oneself",
    )
    assert refusal(admin, "/api/accounts/code", account=account) == (409, "second-factor-there")
    assert refusal(chief, "/api/accounts/reset", account=account, password=True) == (200, "")
    told = sent(admin, "/api/accounts/reset/confirm", account=account)
    assert told.status_code == 200, told.text
    assert victim.http.get("/api/me").status_code == 401
    back, fresh = running.nobody(), "another row of words"
    assert refusal(back, "/api/login", login="loser", password=PASSWORD) == (401, "login-wrong")
    assert refusal(
        back, "/api/login/code", login="loser", code=told.json()["code"], password="password123456"
    ) == (422, "password-common")
    app = first_login(back, "loser", told.json()["code"], fresh)
    again = running.nobody()
    login(again, "loser", fresh, app)


def test_nothing_secret_is_on_the_disk_or_in_the_log(place: Place) -> None:
    running, people = place
    stored = b"".join(path.read_bytes() for path in running.system.settings.data.glob("*.db*"))
    for person in people.values():
        assert person.app.secret.encode() not in stored
        assert not person.code or person.code.encode() not in stored
    assert not [line for line in running.lines if PASSWORD in line]
