"""What it costs that no card is shown before its row is durable: opening it with and without the log."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from typing import Any

from tests.bench.figures import Scale, figure
from tests.bench.stage import SERVER_CPU, quantile, started

ALONE, TOGETHER = 60, 16
SECONDS = 1.0


class Reader:
    """One dispatcher's connection."""

    def __init__(self, needs: dict[str, Any]) -> None:
        self._connection = HTTPConnection("localhost", needs["port"])
        self._headers = {"Cookie": needs["cookie"]}
        self._cases = [row["id"] for row in self._get("/api/cases")["cases"]]

    def _get(self, path: str) -> Any:
        self._connection.request("GET", path, headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        return json.loads(body)

    def open(self, number: int) -> float:
        """Milliseconds of one opening."""
        began = time.perf_counter()
        self._get(f"/api/cases/{self._cases[number % len(self._cases)]}")
        return (time.perf_counter() - began) * 1_000

    def begin(self) -> None:
        """A fresh connection: the server closes those that were idle while the other one was measured."""
        self._connection.close()
        self.open(0)

    def open_for(self, seconds: float) -> int:
        until, count = time.perf_counter() + seconds, 0
        while time.perf_counter() < until:
            self.open(count)
            count += 1
        return count


def run(scale: Scale) -> None:
    """In turn, round by round."""
    seconds = 0.2 if scale.quick else SECONDS
    alone: dict[str, list[float]] = {"logged": [], "unlogged": []}
    rates: dict[str, list[float]] = {"logged": [], "unlogged": []}
    with ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(TOGETHER))
        readers: dict[str, list[Reader]] = {}
        for kind in alone:
            told = ("tests.bench.opening_server", str(SERVER_CPU), kind, str(scale.slow))
            needs = json.loads(stack.enter_context(started(*told)))
            readers[kind] = [Reader(needs) for _ in range(TOGETHER)]
        for number in range(scale.rounds + 1):
            for kind, theirs in readers.items():
                for one in theirs:
                    one.begin()
                times = [theirs[0].open(each) for each in range(ALONE)]
                counts = list(pool.map(lambda one: one.open_for(seconds), theirs))
                if number:
                    alone[kind].append(quantile(times, 50))
                    rates[kind].append(sum(counts) / seconds)
    figure("opening a card, alone, p50", "ms", alone["logged"], alone["unlogged"])
    figure(f"cards opened, {TOGETHER} at a time", "cards/s", rates["logged"], rates["unlogged"])
