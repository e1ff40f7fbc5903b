"""The crowd that comes all at once."""

import select
import socket
import time
from typing import Any

from tests.bench.crowd import PATIENCE, handshake, masked


class Storm:
    """Connections that all begin in one moment; `seconds` until the last was where it wanted to be."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._say = b"".join(masked(text) for text in order.get("say", ()))
        self._until = order.get("until", "\r\n\r\n").encode()
        self._bytes = order.get("bytes", 0)
        self._hello = handshake(order)
        self._epoll = select.epoll()
        self.sockets: dict[int, socket.socket] = {}
        began = time.perf_counter()
        for _ in range(order["count"]):
            made = socket.socket()
            made.setblocking(False)
            made.connect_ex(("127.0.0.1", order["port"]))
            self.sockets[made.fileno()] = made
            self._epoll.register(made.fileno(), select.EPOLLOUT)
        self._come(began)
        self.seconds = time.perf_counter() - began

    def _come(self, began: float) -> None:
        waiting = {number: b"" for number in self.sockets}
        size, said = dict.fromkeys(self.sockets, 0), set[int]()
        while waiting:
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError(f"{len(waiting)} boards are not there: {next(iter(waiting.values()))!r}")
            for number, event in self._epoll.poll(1):
                if event & select.EPOLLOUT:
                    self.sockets[number].sendall(self._hello)
                    self._epoll.modify(number, select.EPOLLIN)
                    continue
                got = self.sockets[number].recv(262_144)
                if not got:
                    raise ConnectionError("a board was cut off")
                if number not in waiting:
                    continue
                seen = waiting[number] + got
                size[number] += len(got)
                if number not in said and b"\r\n\r\n" in seen:
                    said.add(number)
                    if self._say:
                        self.sockets[number].sendall(self._say)
                if self._until in seen and size[number] >= self._bytes:
                    del waiting[number]
                else:
                    waiting[number] = seen if self._until in seen else seen[-1_000:]

    def leave(self) -> None:
        for made in self.sockets.values():
            made.close()
