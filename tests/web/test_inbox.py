"""The inbox at the door: told live to whoever is meant, read by them alone, receipt and all."""

import json
import time
from typing import Any

import pytest
from websockets.sync.client import ClientConnection

from domain.notices import NoticeKind
from tests.web.client import Client, Running
from web.words import LANGUAGES, known, say


@pytest.fixture(scope="module")
def head(server: Running) -> Client:
    return server.enter("head")


@pytest.fixture(scope="module")
def second(server: Running) -> Client:
    return server.enter("dispatcher2")


def notices(client: Client, **asked: Any) -> list[dict[str, Any]]:
    return list(client.get("/api/inbox", **asked)["notices"])


def waited_for(client: Client, case: str, kind: str) -> dict[str, Any]:
    """The notice of a case, once the courier has brought it."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        found = [one for one in notices(client) if (one["case"], one["kind"]) == (case, kind)]
        if found:
            return found[0]
        time.sleep(0.02)
    raise AssertionError(f"no {kind}")


def read(client: Client, **said: Any) -> Any:
    answer = client.raw("/api/inbox/read", json.dumps(said).encode())
    assert answer.status_code == 200, answer.text
    return answer.json()


def row(board: ClientConnection, unread: int) -> dict[str, Any]:
    """The inbox's live row, once it says so many."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        for message in json.loads(board.recv(timeout=5)):
            for key, value in message.get("ops", message.get("rows", [])) or []:
                if key == "inbox" and value["unread"] == unread:
                    return dict(value)
    raise AssertionError(f"never {unread} unread")


def test_a_case_handed_over_is_told_live_and_read_once(dispatcher: Client, second: Client) -> None:
    read(second, up_to=2**40)
    case = dispatcher.received(story="Zzyzx плачет", child_name="Zzyzx Qwertova")
    with second.live() as board:
        board.send(json.dumps({"t": "sub", "id": 1, "topic": f"inbox:{second.me['account']}"}))
        assert dispatcher.send("take-case", case=case).status_code == 200
        answer = dispatcher.send("hand-over-case", case=case, to=second.me["account"])
        assert answer.status_code == 200
        row(board, unread=1)
        told = waited_for(second, case, NoticeKind.HANDED_OVER)
        assert told["number"].startswith("KZ-00-")
        assert told["read_at"] is None
        assert read(second, notices=[told["id"]]) == {"unread": 0}
        row(board, unread=0)
    first = waited_for(second, case, NoticeKind.HANDED_OVER)["read_at"]
    read(second, notices=[told["id"]])
    assert waited_for(second, case, NoticeKind.HANDED_OVER)["read_at"] == first
    assert "Qwertova" not in json.dumps(notices(second), ensure_ascii=False)


def test_nobody_reads_anothers(dispatcher: Client, second: Client, other: Client) -> None:
    case = dispatcher.received()
    dispatcher.send("take-case", case=case)
    dispatcher.send("hand-over-case", case=case, to=second.me["account"])
    told = waited_for(second, case, NoticeKind.HANDED_OVER)
    for stranger in (dispatcher, other):
        assert case not in [one["case"] for one in notices(stranger)]
        read(stranger, notices=[told["id"]], up_to=told["id"])
    assert waited_for(second, case, NoticeKind.HANDED_OVER)["read_at"] is None
    with dispatcher.live() as board:
        board.send(json.dumps({"t": "sub", "id": 1, "topic": f"inbox:{second.me['account']}"}))
        found: list[Any] = []
        while not [one for one in found if one["t"] in ("err", "snap")]:
            found += json.loads(board.recv(timeout=5))
        assert found[-1]["t"] == "err"


def test_a_lower_class_waits_in_the_inboxes_of_second_persons_alone(
    server: Running, dispatcher: Client, second: Client, head: Client
) -> None:
    case = dispatcher.received(risk_class=2, reason="r")
    assert dispatcher.send("assess-case", case=case, risk_class=3, reason="calmer").status_code == 200
    for one in (second, head):
        waited_for(one, case, NoticeKind.LOWER_CLASS)
    for one in (dispatcher, server.enter("operator"), server.enter("administrator")):
        assert case not in [told["case"] for told in notices(one)]


def test_a_danger_at_home_is_told_to_the_head_and_to_nobody_else(
    server: Running, dispatcher: Client, head: Client
) -> None:
    case = dispatcher.received()
    answer = dispatcher.send("record-household-danger", case=case, words="Zzyzx stepfather")
    assert answer.status_code == 200, answer.text
    waited_for(head, case, NoticeKind.HOUSEHOLD_DANGER)
    assert case not in [told["case"] for told in notices(server.enter("supervisor"))]
    stored = (server.system.settings.data / "inbox.db").read_bytes()
    assert b"Zzyzx" not in stored


def test_pages_follow_one_another(second: Client, dispatcher: Client) -> None:
    for _ in range(3):
        case = dispatcher.received()
        dispatcher.send("take-case", case=case)
        dispatcher.send("hand-over-case", case=case, to=second.me["account"])
        newest = waited_for(second, case, NoticeKind.HANDED_OVER)
    older = notices(second, before=newest["id"])
    assert newest["id"] > older[0]["id"] > older[1]["id"]
    assert read(second, up_to=older[0]["id"])["unread"] >= 1
    assert waited_for(second, newest["case"], NoticeKind.HANDED_OVER)["read_at"] is None


@pytest.mark.parametrize("body", [b'{"notices":["a"]}', b'{"up_to":"x"}', b'{"account":"x"}', b"[]"])
def test_bad_receipts_are_refused(second: Client, body: bytes) -> None:
    assert second.raw("/api/inbox/read", body).status_code in (400, 422)


def test_every_kind_has_words_in_three_languages() -> None:
    for kind in NoticeKind:
        assert known(f"inbox.kind.{kind.value}")
        assert len({say(f"inbox.kind.{kind.value}", language) for language in LANGUAGES}) == 3


def test_health_counts_what_waits(server: Running) -> None:
    told = server.nobody().get("/health")["notices"]
    assert set(told) == {"waiting", "given_up"}
