"""A crowd of screens in one process: raw sockets under epoll, so that the client is never what is measured.

Driven by JSON lines on standard input, answered line by line. Every board counts as reached when a change
(`"t":"d"`) is in; times are from before the request is written until the kernel had the bytes for the board,
which it says of each: so boards are read a little later, many at a time, and the client has time left. It
never spins, which would hold up the server's disk writes.
"""

import base64
import json
import os
import resource
import select
import socket
import struct
import sys
import time
from typing import Any

CHANGE = b'"t":"d"'
PING, PONG = b"\x89\x04", b"\x8a\x84\x00\x00\x00\x00"
"""Heads of the server's ping (never part of JSON in UTF-8) and of a client's answer, with a mask of zeros."""
PATIENCE = 30.0
GATHERED = 0.004
"""Seconds between two looks at boards that are waited for."""
STAMPS = 35
"""SO_TIMESTAMPNS of Linux, which `socket` has no name for: when the last bytes came."""
STAMP_SPACE = socket.CMSG_SPACE(16)


def raise_file_limit() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def masked(text: str) -> bytes:
    """A client's text frame."""
    payload, mask = text.encode(), b"\x00\x00\x00\x00"
    size = len(payload)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + struct.pack("!H", size)
    return head + mask + payload


def handshake(order: dict[str, Any]) -> bytes:
    """A screen's first request."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {order.get('path', '/live')} HTTP/1.1",
        "Host: localhost",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        *order.get("headers", ()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Boards:
    """Screens of one server, and one connection for commands."""

    READABLE = select.EPOLLIN

    def __init__(self, order: dict[str, Any]) -> None:
        self.port: int = order["port"]
        self.epoll = select.epoll()
        self.sockets: dict[int, socket.socket] = {}
        self.reading: set[int] = set()
        self.tails: dict[int, bytes] = {}
        self.space = bytearray(262_144)
        for _ in range(order["count"]):
            board = self.board(order)
            self.sockets[board.fileno()] = board
            self.reading.add(board.fileno())
            self.epoll.register(board.fileno(), self.READABLE)
        self.http = socket.create_connection(("127.0.0.1", self.port))
        self.http.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.http.setsockopt(socket.SOL_SOCKET, STAMPS, 1)
        self.epoll.register(self.http.fileno(), self.READABLE)

    def board(self, order: dict[str, Any]) -> socket.socket:
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, order.get("buffer", 65_536))
        made.settimeout(PATIENCE)
        made.connect(("127.0.0.1", self.port))
        made.sendall(handshake(order))
        if order.get("say") or not order.get("until"):
            self.until(made, b"\r\n\r\n")
        for text in order.get("say", ()):
            made.sendall(masked(text))
        if order.get("until"):
            self.until(made, order["until"].encode())
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, STAMPS, 1)
        return made

    @staticmethod
    def until(made: socket.socket, what: bytes) -> None:
        seen = b""
        while what not in seen:
            got = made.recv(65_536)
            if not got:
                raise ConnectionError(seen[:200])
            seen += got

    def stall(self, count: int) -> None:
        """From now on so many boards never read."""
        for number in list(self.sockets)[:count]:
            self.epoll.unregister(number)
            self.reading.discard(number)

    def shout(self, request: bytes) -> dict[str, Any]:
        """Send a request; wait for its answer and for a change on every board that reads."""
        sent = time.time_ns()
        self.http.sendall(request)
        return self.heard(sent, answered=False)

    def heard(self, sent: int, *, answered: bool = True) -> dict[str, Any]:
        """Wait for a change on every board that reads, and for an answer if that has not come; seconds since
        something was sent (ns)."""
        waiting, times, reply, answer = set(self.reading), list[float](), None, b""
        began_cpu, began = time.process_time(), time.perf_counter()
        while waiting or not (answered or complete(answer)):
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError(f"{len(waiting)} boards were not reached; answer {answer[:200]!r}")
            for number, _ in self.epoll.poll(1):
                if number == self.http.fileno():
                    size, came = self.read(self.http)
                    answer, reply = answer + self.space[:size], (came - sent) / 1e9
                    if not size:  # after five seconds without a request a server may do so
                        raise ConnectionError(f"closed instead of an answer: {answer[:200]!r}")
                elif (came := self.changed(number)) and number in waiting:
                    waiting.discard(number)
                    times.append((came - sent) / 1e9)
            if waiting:
                time.sleep(GATHERED)
        if not answered and int(answer[9:12]) != 200:
            raise ConnectionError(answer[:500])
        share = (time.process_time() - began_cpu) / (time.perf_counter() - began)
        body = answer.partition(b"\r\n\r\n")[2].decode()
        return {"sent": sent, "reply": reply, "times": times, "share": share, "body": body}

    def read(self, connection: socket.socket) -> tuple[int, int]:
        """Read what is there into `space`: how many bytes, and the moment (ns) that the last of them came."""
        size, told, *_ = connection.recvmsg_into([self.space], STAMP_SPACE)
        seconds, nanoseconds = struct.unpack("qq", told[0][2]) if told else (0, 0)
        return size, seconds * 1_000_000_000 + nanoseconds

    def changed(self, number: int) -> int:
        """Read what is there; if a change begins in it, the moment (ns) that the last of it came, else 0."""
        size, came = self.read(self.sockets[number])
        if not size:
            raise ConnectionError("a board was cut off")
        if (ping := self.space.find(PING, 0, size)) >= 0:
            self.sockets[number].send(PONG + self.space[ping + len(PING) : ping + len(PING) + PING[1]])
        found = self.space.find(CHANGE, 0, size) >= 0
        if not found:  # the mark may lie across two reads
            found = CHANGE in self.tails.get(number, b"") + self.space[: min(size, len(CHANGE))]
        self.tails[number] = bytes(self.space[max(0, size - len(CHANGE) + 1) : size])
        return came if found else 0

    def drain(self, seconds: float) -> None:
        """Read what comes, for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            for number, _ in self.epoll.poll(left):
                if number != self.http.fileno():
                    self.changed(number)

    def ask(self, request: bytes) -> str:
        """A request that changes nothing on the boards; they are read meanwhile."""
        self.http.sendall(request)
        answer = b""
        while not complete(answer):
            for number, _ in self.epoll.poll(1):
                if number == self.http.fileno():
                    answer += self.http.recv(65_536)
                else:
                    self.changed(number)
        return answer.partition(b"\r\n\r\n")[2].decode()


def complete(answer: bytes) -> bool:
    """Whether an HTTP answer with a Content-Length is all there."""
    head, gap, body = answer.partition(b"\r\n\r\n")
    if not gap:
        return False
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return len(body) >= (int(lengths[0].split(b":")[1]) if lengths else 0)


def obey(order: dict[str, Any], crowds: dict[str, Any]) -> dict[str, Any]:
    from tests.bench import crowd_storm, crowd_stream

    name = order["crowd"]
    match order["do"]:
        case "storm":
            crowds[name] = crowd_storm.Storm(order)
            return {"seconds": crowds[name].seconds}
        case "leave":
            crowds.pop(name).leave()
        case "stream":
            return crowd_stream.stream(crowds[name], order["request"].encode(), order["seconds"])
        case "join":
            crowds[name] = Boards(order)
            return {"boards": order["count"]}
        case "stall":
            crowds[name].stall(order["count"])
        case "shout":
            return crowds[name].shout(order["request"].encode())
        case "heard":
            return crowds[name].heard(order["sent"])
        case "ask":
            return {"body": crowds[name].ask(order["request"].encode())}
        case "drain":
            crowds[name].drain(order["seconds"])
    return {}


def main() -> None:
    raise_file_limit()
    os.sched_setaffinity(0, {int(sys.argv[1])})
    crowds: dict[str, Any] = {}
    for line in sys.stdin:
        try:
            answer = obey(json.loads(line), crowds)
        except Exception as error:  # noqa: BLE001  the driver must hear of it, whatever it is
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
