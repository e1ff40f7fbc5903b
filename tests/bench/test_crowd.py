"""The client of the bench notices a board that was not told everything; a real server on real sockets."""

import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from tests.bench.crowd import PATIENCE, Boards
from tests.bench.crowd_stream import stream

BOARDS, CHANGES = 3, 50


def change(number: int) -> bytes:
    return b'\x81\x7e\x00\x50[{"t":"d","ops":[["k",{"stamp":%020d,"row":"' % number + b"x" * 100 + b'"}]]}]'


class Told:
    """A server of boards: what a request for `/all` or `/but-one` tells them."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        boards = []
        for _ in range(BOARDS):
            boards.append(self._listening.accept()[0])
            boards[-1].recv(4_096)
            boards[-1].sendall(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
        caller = self._listening.accept()[0]
        while asked := caller.recv(4_096):
            for number in range(CHANGES):
                for each in boards[(number == CHANGES - 1 and b"/but-one" in asked) :]:
                    each.sendall(change(number))
            caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    def close(self) -> None:
        self._listening.close()


@pytest.fixture
def boards() -> Iterator[Boards]:
    told = Told()
    try:
        yield Boards({"port": told.port, "count": BOARDS})
    finally:
        told.close()


def test_all_end_with_the_newest_change(boards: Boards) -> None:
    found = stream(boards, b"POST /all", 0.2)
    assert len(found["times"]) == CHANGES, "one board of those is looked at closely"


def test_planted_a_board_that_misses_the_last_change_is_noticed(boards: Boards) -> None:
    with pytest.raises(ConnectionError, match="2 different changes"):
        stream(boards, b"POST /but-one", 0.2)


def test_a_shout_says_when_each_board_had_it(boards: Boards) -> None:
    found = boards.shout(b"POST /all")
    assert len(found["times"]) == BOARDS
    assert all(0 < each < PATIENCE for each in [*found["times"], found["reply"]])
