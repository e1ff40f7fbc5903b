"""Callers in a process of their own: each sends its evening over one open connection, answer by answer.

`python -m tests.bench.posters CPU NEEDS` reads lines `CALLERS SECONDS RATE` and answers each with the
commands per second and the share of its core that this process took. It blocks in epoll between answers.
"""

import json
import os
import select
import socket
import sys
import time

from tests.bench.crowd import complete
from tests.bench.evening import life, sent


class Caller:
    """One connection and what goes over it."""

    def __init__(self, number: int, needs: dict[str, str]) -> None:
        self._life = life(number)
        self._head = f"Host: localhost\r\nContent-Type: application/json\r\nOrigin: {needs['origin']}\r\n"
        self._head += f"Cookie: {needs['cookie']}\r\n"
        self._port = int(needs["port"])
        self.socket = socket.socket()
        self._answer = b""

    def connect(self) -> None:
        """Anew, before each measurement: the server hangs up on whoever is silent for some seconds."""
        self.socket.close()
        self.socket = socket.create_connection(("127.0.0.1", self._port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self) -> None:
        path, said = sent(next(self._life))
        body = json.dumps(said, ensure_ascii=False).encode()
        head = f"POST {path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        self.socket.sendall(head.encode() + body)

    def answered(self) -> bool:
        """Read what is there; whether the answer is complete. Anything but 200 ends the measurement."""
        got = self.socket.recv(65_536)
        if not got:
            raise ConnectionError("the server hung up")
        self._answer += got
        if not complete(self._answer):
            return False
        if self._answer[9:12] != b"200":
            raise ConnectionError(self._answer[-400:])
        self._answer = b""
        return True


def rate(callers: list[Caller], seconds: float, wanted: float) -> tuple[float, float]:
    """Commands per second, and this process's share of its core; `wanted` is the rate to keep, 0 the most."""
    for caller in callers:
        caller.connect()
    epoll, by_number = select.epoll(), {caller.socket.fileno(): caller for caller in callers}
    for number in by_number:
        epoll.register(number, select.EPOLLIN)
    idle, done, sent = list(callers), 0, 0
    cpu, began = time.process_time(), time.perf_counter()
    while (gone := time.perf_counter() - began) < seconds or len(idle) < len(callers):
        while idle and gone < seconds and (not wanted or sent < gone * wanted):
            idle.pop().send()
            sent += 1
        ahead = sent / wanted - gone if wanted and idle else 1.0
        for number, _ in epoll.poll(max(0.0005, min(ahead, 1.0))):
            if by_number[number].answered():
                idle.append(by_number[number])
                done += 1
    took = time.perf_counter() - began
    epoll.close()
    return done / took, (time.process_time() - cpu) / took


def main() -> None:
    os.sched_setaffinity(0, {int(sys.argv[1])})
    needs = json.loads(sys.argv[2])
    callers: list[Caller] = []
    for line in sys.stdin:
        count, seconds, wanted = line.split()
        while len(callers) < int(count):
            callers.append(Caller(len(callers), needs))
        print(json.dumps(rate(callers[: int(count)], float(seconds), float(wanted))), flush=True)


if __name__ == "__main__":
    main()
