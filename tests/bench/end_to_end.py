"""From a command to the last board: POST, durable, shown; the whole program against what cannot be left out.

The floor commits as many bytes (one row, SQLite, WAL, FULL),
answers, and writes one made frame to as many sockets. The command is a received request; milliseconds from
before the request is written.
"""

import json
import tempfile
from contextlib import ExitStack
from random import Random
from typing import Any

from dispatch.clock import SystemClock
from dispatch.identity import fresh_id
from tests.bench.figures import Scale, figure
from tests.bench.stage import SERVER_CPU, Crowd, evening, post, quantile, server

SHOUTS, EVENT, FRAME = 12, 900, 1_300
BOARDS, FEW = (1, 100, 1_000), (20,)
WAITING = 100
"""Requests on the boards before the first."""
PAUSE = 0.02
MILLI = 1_000


def received(needs: dict[str, Any]) -> str:
    """A request is received."""
    fields = {"case": str(fresh_id(SystemClock().now())), "channel": "phone", "school": needs["school"]}
    body = {"command_id": str(fresh_id(SystemClock().now())), **fields}
    headers = ("Content-Type: application/json", f"Origin: {needs['origin']}", f"Cookie: {needs['cookie']}")
    return post("/api/commands/receive-request", json.dumps(body), *headers)


class Run:
    """One number of boards."""

    def __init__(self, boards: int, stack: ExitStack, slow: float) -> None:
        place = stack.enter_context(tempfile.TemporaryDirectory())
        self.needs = json.loads(stack.enter_context(evening(1, WAITING, slow)))
        floor = stack.enter_context(server("tests.bench.floor_server", str(SERVER_CPU), str(EVENT), place))
        self.crowd = Crowd()
        stack.callback(self.crowd.close)
        screens = {
            "headers": [f"Origin: {self.needs['origin']}", f"Cookie: {self.needs['cookie']}"],
            "say": [json.dumps({"t": "sub", "id": 1, "topic": f"queue:{self.needs['region']}"})],
            "until": '"t":"snap"',
        }
        self.crowd.do("join", "whole", port=self.needs["port"], count=boards, **screens)
        self.crowd.do("join", "floor", port=floor, count=boards)

    def shout(self, name: str) -> dict[str, Any]:
        request = received(self.needs) if name.startswith("whole") else post(f"/shout?{FRAME}")
        answer = self.crowd.do("shout", name, request=request)
        self.crowd.do("drain", name, seconds=PAUSE)
        return answer

    def times(self, name: str) -> tuple[list[float], list[float]]:
        """Milliseconds to the last board, and to the answer, of some shouts."""
        answers = [self.shout(name) for _ in range(SHOUTS)]
        return [max(a["times"]) * MILLI for a in answers], [a["reply"] * MILLI for a in answers]


def measure(boards: int, scale: Scale) -> None:
    chance = Random(boards)
    last: dict[str, list[list[float]]] = {"whole": [], "floor": []}
    reply: dict[str, list[list[float]]] = {"whole": [], "floor": []}
    with ExitStack() as stack:
        run = Run(boards, stack, scale.slow)
        for number in range(scale.rounds + 1):
            for name in chance.sample(sorted(last), 2):
                shown, answered = run.times(name)
                if number:
                    last[name].append(shown)
                    reply[name].append(answered)
        share = quantile(run.crowd.shares, 50)
    what = f"command to the last of {boards} boards"
    for hundredth in (50, 99):
        whole, floor = ([quantile(times, hundredth) for times in last[who]] for who in ("whole", "floor"))
        target = ("<= 1.25" if boards >= 1_000 else "<= 1.5") if hundredth == 99 else None
        figure(f"{what}, p{hundredth}", "ms", whole, floor, target, client=round(share, 2))
    whole, floor = ([quantile(times, 50) for times in reply[who]] for who in ("whole", "floor"))
    figure(f"answer to a command shown on {boards} boards, p50", "ms", whole, floor)


def answers(boards: int, rounds: int) -> None:
    """The answer's own time while it is shown on many boards, against the same with nobody looking."""
    chance = Random(boards)
    with ExitStack() as stack:
        crowd = Crowd()
        stack.callback(crowd.close)
        needs: dict[str, dict[str, Any]] = {}
        for name, count in (("many", boards), ("none", 0)):
            needs[name] = json.loads(stack.enter_context(evening(1, WAITING)))
            crowd.do(
                "join",
                name,
                port=needs[name]["port"],
                count=count,
                headers=[f"Origin: {needs[name]['origin']}", f"Cookie: {needs[name]['cookie']}"],
                say=[json.dumps({"t": "sub", "id": 1, "topic": f"queue:{needs[name]['region']}"})],
                until='"t":"snap"',
            )
        times: dict[str, list[float]] = {"many": [], "none": []}
        for number in range(rounds + 1):
            for name in chance.sample(sorted(needs), 2):
                replies = []
                for _ in range(SHOUTS):
                    replies.append(crowd.do("shout", name, request=received(needs[name]))["reply"] * MILLI)
                    crowd.do("drain", name, seconds=PAUSE)
                if number:
                    times[name].append(quantile(replies, 50))
    name = f"answer to a command while {boards} boards are shown it, p50"
    figure(name, "ms", times["many"], times["none"], "<= 2")


def run(scale: Scale) -> None:
    """All numbers of boards; the last is also the one whose answers are compared."""
    for boards in FEW if scale.quick else BOARDS:
        measure(boards, scale)
    if not scale.slow:
        answers((FEW if scale.quick else BOARDS)[-1], scale.rounds)
