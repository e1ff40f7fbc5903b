"""Guessing at a real installation: slower and slower by login and by network, and no telling who is there.

`GUESSES=` tries that many passwords, `ROUNDS=` measures that often; few of both where nothing is said.
"""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from dispatch.passwords import Passwords
from domain.account import Role
from tests.entering import login, sent
from tests.web import real
from tests.web.client import Client, Running
from tests.web.real import PASSWORD, Somebody
from tests.web.served import served
from web.settings import Settings

pytestmark = pytest.mark.trial

GUESSES = int(os.environ.get("GUESSES", "200"))
ROUNDS = int(os.environ.get("ROUNDS", "15"))
ALIKE_S = 0.010
WRONG = "wrong password x"
PEOPLE = {"known": Role.DISPATCHER, "victim": Role.DISPATCHER, "holder": Role.DISPATCHER}

Place = tuple[Running, dict[str, Somebody]]


class Hasty(Passwords):
    """The planted fault: nobody's login is answered without any work."""

    async def check(self, stored: str | None, password: str) -> bool:
        return False if stored is None else await super().check(stored, password)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("guessing") / "data"
    people = real.make(data, PEOPLE, {})
    with served(Settings(data=data, port=0)) as running:
        yield running, people


def test_a_login_is_guessed_at_a_handful_of_times(place: Place) -> None:
    """However fast they come: of all tries only the free ones and those after a wait are looked at."""
    running, people = place
    inside = running.nobody()
    login(inside, "victim", PASSWORD, people["victim"].app)
    client, limits = running.nobody(), running.system.settings.limits
    started = time.monotonic()
    answers = [
        sent(client, "/api/login", login="victim", password=f"{WRONG}{n}").status_code for n in range(GUESSES)
    ]
    took, first = time.monotonic() - started, limits.first_wait.total_seconds()
    looked_at, waits = answers.count(401), 0
    while first * (2**waits - 1) < took:
        waits += 1
    assert looked_at <= limits.free_tries + waits
    assert answers.count(429) == GUESSES - looked_at
    assert sent(client, "/api/login", login="victim", password=PASSWORD).status_code == 429
    assert inside.http.get("/api/me").status_code == 200
    print(f"\n{looked_at} of {GUESSES} guesses looked at in {took:.1f} s")


def test_a_network_that_tries_many_logins_waits_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One password, many logins: no login fails twice, the network does. Others go on."""
    data = tmp_path_factory.mktemp("networks") / "data"
    real.make(data, PEOPLE, {})
    public = "https://jedel.example"
    with served(Settings(data=data, port=0, public_url=public)) as running:
        tries = running.system.settings.limits.network_tries
        with httpx.Client(base_url=f"http://localhost:{running.system.settings.port}") as http:

            def attempt(name: str, address: str) -> int:
                headers = {"origin": public, "x-forwarded-for": f"10.0.0.1, {address}"}
                body = {"login": name, "password": WRONG}
                return http.post("/api/login", json=body, headers=headers).status_code

            spread = [attempt(f"ghost{n}", f"203.0.113.{n % 200}") for n in range(tries + 20)]
            assert spread[:tries] == [401] * tries
            assert spread[tries:].count(429) >= 19
            assert attempt("ghost", "198.51.100.7") == 401


def _measured(running: Running) -> dict[str, float]:
    """Medians of a wrong password, a wrong code, nobody's login twice; in another order each time."""
    took: dict[str, list[float]] = {"password": [], "code": [], "nobody": [], "nobody again": []}

    def one(kind: str, client: Client, path: str, **fields: Any) -> None:
        started = time.perf_counter()
        sent(client, path, **fields)
        took[kind].append(time.perf_counter() - started)

    def code(number: int) -> None:
        sent(half, "/api/login", login="known", password=PASSWORD)
        one("code", half, "/api/login/second", code="000000")

    client, half, chance = running.nobody(), running.nobody(), random.Random(ROUNDS)
    kinds: list[Callable[[int], None]] = [
        code,
        lambda _: one("password", client, "/api/login", login="known", password=WRONG),
        lambda n: one("nobody", client, "/api/login", login=f"ghost{n}", password=WRONG),
        lambda n: one("nobody again", client, "/api/login", login=f"spirit{n}", password=WRONG),
    ]
    for number in range(ROUNDS):
        running.system.guessing.succeeded("known")
        chance.shuffle(kinds)
        for kind in kinds:
            kind(number)
    return {kind: statistics.median(times) for kind, times in took.items()}


def _apart(medians: dict[str, float]) -> float:
    kinds = [medians[kind] for kind in ("password", "code", "nobody")]
    return max(kinds) - min(kinds)


def test_nobody_lasts_as_long_as_somebody(place: Place) -> None:
    """Within 10 ms, and what two runs of the same thing differ by on this machine."""
    running, _ = place
    for _ in range(3):  # a busy machine may be unlucky once; a difference that is there stays
        medians = _measured(running)
        noise = abs(medians["nobody"] - medians["nobody again"])
        print("\n" + ", ".join(f"{kind} {median * 1_000:.1f} ms" for kind, median in medians.items()))
        if _apart(medians) < ALIKE_S + noise:
            return
    pytest.fail(f"further apart than {ALIKE_S} s and the noise: {medians}")


def test_haste_is_seen(place: Place) -> None:
    running, _ = place
    system = running.system
    kept, system.passwords = system.passwords, Hasty()
    try:
        medians = _measured(running)
    finally:
        system.passwords = kept
    assert medians["password"] > medians["nobody"] + ALIKE_S, medians


def test_no_code_counts_twice(place: Place) -> None:
    running, people = place
    first, second = running.nobody(), running.nobody()
    for client in (first, second):
        answer = sent(client, "/api/login", login="holder", password=PASSWORD)
        assert answer.json()["next"] == "second-factor"
    code = people["holder"].app.code()
    assert sent(first, "/api/login/second", code=code).status_code == 200
    replayed = sent(second, "/api/login/second", code=code)
    assert (replayed.status_code, replayed.json()["code"]) == (401, "login-wrong")
