"""Starts the processes of a measurement."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
SERVER_CPU, CLIENT_CPU = 0, 1


@contextmanager
def started(*command: str) -> Iterator[str]:
    """A server as a module with arguments; the first line that it prints."""
    process = subprocess.Popen([sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline()
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def alive(*command: str, cpu: int | None = None) -> Iterator[tuple[str, int]]:
    """Any program as a server, on a core if one is named: the first line that it prints, and its process."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=None if cpu is None else lambda: os.sched_setaffinity(0, {cpu}),
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline(), process.pid
    finally:
        process.terminate()
        process.wait(20)


def processor_time(process: int) -> float:
    """Seconds that all threads of a process have worked, as the scheduler counts them."""
    threads = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def board_of(needs: dict[str, Any]) -> dict[str, Any]:
    """How a board of the whole program begins; `needs` is what `evening_server` printed."""
    return {
        "port": needs["port"],
        "headers": [f"Origin: {needs['origin']}", f"Cookie: {needs['cookie']}"],
        "say": [json.dumps({"t": "sub", "id": 1, "topic": f"queue:{needs['region']}"})],
        "until": '"t":"snap"',
    }


@contextmanager
def server(*command: str) -> Iterator[int]:
    """The same for one that prints its port only."""
    with started(*command) as line:
        yield int(line)


@contextmanager
def evening(groups: int, requests: int, slow: float = 0.0, *data: str) -> Iterator[str]:
    """The whole program with so many groups on duty and requests waiting, or over a directory that is there;
    the line it printed."""
    told = (str(SERVER_CPU), str(groups), str(requests), str(slow), *data)
    with started("tests.bench.evening_server", *told) as line:
        yield line


@contextmanager
def full_map(groups: int, schools: int) -> Iterator[str]:
    """The whole program with so many schools, and groups that move once a second; the line it printed."""
    with started("tests.bench.map_server", str(SERVER_CPU), str(groups), str(schools)) as line:
        yield line


class Crowd:
    """The load client's process."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.crowd", str(CLIENT_CPU)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.shares: list[float] = []

    def do(self, what: str, crowd: str, **order: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": what, "crowd": crowd, **order}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        if "share" in answer:
            self.shares.append(answer["share"])
        return dict(answer)

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(10)


class Posters:
    """The process of callers over HTTP; `needs` is the line that `evening_server` printed."""

    def __init__(self, needs: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.posters", str(CLIENT_CPU), needs],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def rate(self, callers: int, seconds: float, wanted: float = 0) -> tuple[float, float]:
        """Commands per second of so many callers, and the process's share of its core. `wanted`: the rate
        that they keep, if they do not send as fast as they can."""
        self.begin(callers, seconds, wanted)
        return self.end()

    def begin(self, callers: int, seconds: float, wanted: float = 0) -> None:
        """The same without waiting; `end` waits."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{callers} {seconds} {wanted}\n")
        self._process.stdin.flush()

    def end(self) -> tuple[float, float]:
        """See `rate`."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the callers gave up; their own words are above")
        found, share = json.loads(line)
        return found, share

    def __enter__(self) -> "Posters":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(10)


def post(path: str, body: str = "", *headers: str) -> str:
    """A POST request as text."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", *headers, f"Content-Length: {len(body.encode())}"]
    return "\r\n".join(lines) + "\r\n\r\n" + body


def quantile(values: Sequence[float], hundredth: int) -> float:
    """The p-th percentile."""
    return quantiles(values, n=100, method="inclusive")[hundredth - 1]
