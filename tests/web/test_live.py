"""Bad input at the live connection, on the real server: who gets in, what ends it, others go on."""

import json
import socket
import time
from typing import Any
from uuid import uuid4

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from tests.web.client import Client, Running

HANDSHAKE = (
    "GET /live HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Origin: {origin}\r\nCookie: jedel={cookie}\r\n\r\n"
)


def messages(connection: ClientConnection, kind: str, within: float = 5.0) -> dict[str, Any]:
    """The next message of a kind."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        for message in json.loads(connection.recv(timeout=within)):
            if message["t"] == kind:
                return dict(message)
    raise AssertionError(f"no {kind}")


def everything(connection: ClientConnection, seconds: float) -> list[str]:
    """Every frame until the line is quiet for so long, or closed."""
    frames: list[str] = []
    try:
        while True:
            frames.append(str(connection.recv(timeout=seconds)))
    except (TimeoutError, ConnectionClosed):
        return frames


def ending(connection: ClientConnection) -> int:
    """The code that the server closes with."""
    everything(connection, 5.0)
    assert connection.close_code is not None, "the connection is still open"
    return connection.close_code


def test_a_command_appears_on_the_board_at_its_position(dispatcher: Client) -> None:
    with dispatcher.live() as board:
        welcome = messages(board, "welcome")
        assert welcome["user"] == dispatcher.me["account"]
        board.send(json.dumps({"t": "sub", "id": 1, "topic": "queue:KZ-00"}))
        messages(board, "snap")
        case = str(uuid4())
        answer = dispatcher.send("receive-request", case=case, channel="e-mail").json()
        change = messages(board, "d")
        assert change["pos"] == answer["position"]
        assert [key for key, _ in change["ops"]] == [case]


def test_no_personal_data_reaches_the_board(dispatcher: Client) -> None:
    with dispatcher.live() as board:
        board.send(json.dumps({"t": "sub", "id": 1, "topic": "queue:KZ-00"}))
        messages(board, "snap")
        dispatcher.received(
            story="Zzyzx плачет", child_name="Zzyzx Qwertova", child_phone="+77010000000", place="үй 7"
        )
        frame = json.dumps(messages(board, "d"), ensure_ascii=False)
        assert not [word for word in ("Zzyzx", "Qwertova", "7010000000", "үй 7") if word in frame]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://localhost:1"])
def test_a_foreign_origin_is_not_let_in(origin: str, server: Running, dispatcher: Client) -> None:
    with pytest.raises(InvalidStatus) as refused:
        dispatcher.live(Origin=origin)
    assert refused.value.response.status_code == 403
    problem = json.loads(refused.value.response.body or b"{}")
    assert problem["code"] == "foreign-origin"


@pytest.mark.parametrize("cookie", ["", "jedel=", "jedel=nonsense", "other=1"])
def test_without_session_the_connection_is_over(cookie: str, dispatcher: Client) -> None:
    with dispatcher.live(Cookie=cookie) as screen:
        assert ending(screen) == 4401


def test_logging_out_ends_the_live_connection(server: Running) -> None:
    client = server.enter("dispatcher2")
    with client.live() as screen:
        messages(screen, "welcome")
        client.raw("/api/logout", b"{}")
        assert ending(screen) == 4401


@pytest.mark.parametrize("topic", ["queue:KZ-75", "crew:nobody", "secrets:KZ-00"])
def test_other_topics_are_forbidden(topic: str, dispatcher: Client) -> None:
    with dispatcher.live() as screen:
        screen.send(json.dumps({"t": "sub", "id": 9, "topic": topic}))
        assert messages(screen, "err")["code"] == "forbidden"


def test_the_neighbour_never_gets_a_row(server: Running, dispatcher: Client, other: Client) -> None:
    with other.live() as screen:
        screen.send(json.dumps({"t": "sub", "id": 1, "topic": "queue:KZ-75"}))
        messages(screen, "snap")
        dispatcher.received()
        assert not [frame for frame in everything(screen, 1.5) if '"t":"d"' in frame]


BAD: dict[str, bytes | str] = {
    "binary": b"\x00\x01\x02",
    "not JSON": "hello",
    "a list": "[]",
    "unknown message": '{"t":"drop"}',
    "unknown field": '{"t":"unsub","topic":"queue:KZ-00","x":1}',
    "duplicate key": '{"t":"unsub","t":"sub","topic":"queue:KZ-00"}',
    "integer above 64 bit": '{"t":"pong","n":99999999999999999999}',
    "NaN": '{"t":"rx","pos":1,"recv_ms":NaN,"paint_ms":1}',
    "too long": '{"t":"unsub","topic":"' + "x" * 5_000 + '"}',
    "deep": "[" * 4_000,
    "half a surrogate": '{"t":"unsub","topic":"\\ud800"}',
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_message_harms_nobody(name: str, server: Running, dispatcher: Client) -> None:
    head, logged = server.stored, len(server.lines)
    with dispatcher.live() as board, dispatcher.live() as bad:
        board.send(json.dumps({"t": "sub", "id": 1, "topic": "queue:KZ-00"}))
        messages(board, "snap")
        bad.send(BAD[name])
        try:
            messages(bad, "err")
        except ConnectionClosed:
            assert bad.close_code == 4400
        assert server.stored == head
        dispatcher.received()
        messages(board, "d")
    assert not [line for line in server.lines[logged:] if "Traceback" in line]


def test_broken_utf8_ends_the_connection_quietly(server: Running, dispatcher: Client) -> None:
    logged = len(server.lines)
    port = server.system.settings.port
    cookie = dispatcher.http.cookies["jedel"]
    with socket.create_connection(("127.0.0.1", port), timeout=5) as raw:
        raw.sendall(HANDSHAKE.format(host=f"localhost:{port}", origin=server.url, cookie=cookie).encode())
        assert b" 101 " in raw.recv(4_096)
        raw.sendall(b"\x81\x82\x00\x00\x00\x00\xc3\x28")
        received = b""
        while part := raw.recv(4_096):
            received += part
    assert b"\x88\x02\x03\xef" in received  # close, 1007
    assert not [line for line in server.lines[logged:] if "Traceback" in line]


def test_the_address_is_not_in_the_log(server: Running, dispatcher: Client) -> None:
    logged = len(server.lines)
    with dispatcher.live() as screen:
        messages(screen, "welcome")
    dispatcher.http.get("/api/schools", params={"q": "Zzyzx-secret"})
    told = server.lines[logged:]
    assert not [line for line in told if "/live" in line or "Zzyzx-secret" in line]
