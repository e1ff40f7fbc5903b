"""Under pressure: two at once, a flood of logins, a body that does not come; others go on."""

import asyncio
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from dispatch.passwords import Passwords
from dispatch.ports import QueueFull
from tests.web.client import Client, Running


def test_two_dispatchers_at_once_exactly_one_wins(server: Running, dispatcher: Client) -> None:
    second = server.enter("dispatcher2")
    cases = [dispatcher.received(risk_class=1, reason="x") for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        for _ in range(10):
            ranked = dispatcher.get(f"/api/cases/{cases[0]}/recommendation")["ranked"]
            visits = [str(uuid4()), str(uuid4())]
            answers = list(
                pool.map(
                    lambda one, team: one[0].send("assign-team", case=one[1], visit=one[2], team=team),
                    zip((dispatcher, second), cases, visits, strict=True),
                    [ranked[0]["team"]] * 2,
                )
            )
            assert sorted(answer.status_code for answer in answers) == [200, 409]
            lost = next(answer for answer in answers if answer.status_code == 409).json()
            winner = (dispatcher, second)[[answer.status_code for answer in answers].index(200)]
            assert (lost["code"], lost["params"]["who"]) == ("team-busy", winner.me["name"])
            for case, visit, answer in zip(cases, visits, answers, strict=True):
                if answer.status_code == 200:
                    freed = dispatcher.send("cancel-assignment", case=case, visit=visit, reason="x")
                    assert freed.status_code == 200


def test_a_double_click_is_one_command(dispatcher: Client) -> None:
    case, command = dispatcher.received(), str(uuid4())
    with ThreadPoolExecutor(2) as pool:
        twice = list(
            pool.map(lambda _: dispatcher.send("take-case", command_id=command, case=case), range(2))
        )
    assert [answer.status_code for answer in twice] == [200, 200]
    assert len({answer.json()["position"] for answer in twice}) == 1
    assert sorted(answer.json()["repeated"] for answer in twice) == [False, True]


def test_a_flood_of_logins_is_turned_away() -> None:
    passwords = Passwords(most_waiting=8)

    async def flood() -> list[object]:
        tries = (passwords.check(None, "some password") for _ in range(8 + 20))
        return list(await asyncio.gather(*tries, return_exceptions=True))

    try:
        outcomes = asyncio.run(flood())
    finally:
        passwords.close()
    assert sum(isinstance(outcome, QueueFull) for outcome in outcomes) == 20
    assert all(outcome is False for outcome in outcomes if not isinstance(outcome, QueueFull))


@pytest.mark.slow
def test_a_body_that_does_not_come_is_given_up(server: Running, dispatcher: Client) -> None:
    port = server.system.settings.port
    cookie = dispatcher.http.cookies["jedel"]
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as slow:
        slow.sendall(
            (
                "POST /api/commands/take-case HTTP/1.1\r\n"
                f"Host: localhost:{port}\r\nOrigin: {server.url}\r\nCookie: jedel={cookie}\r\n"
                "Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
            ).encode()
        )
        assert dispatcher.http.get("/health").status_code == 200
        answer = b""
        while part := slow.recv(4_096):
            answer += part
    assert b" 408 " in answer
    assert b"body-too-slow" in answer
    assert time.monotonic() - started < server.system.settings.limits.body_s + 10
