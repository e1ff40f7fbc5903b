"""All come back at once: few are let in at one turn of the loop, so that others have theirs in between."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from realtime.endpoint import LiveEndpoint
from realtime.fanout import Hub
from realtime.limits import Limits
from realtime.messages import SESSION_OVER
from tests.realtime.server import ORIGIN, WallClock

COMING = 100


async def let_in(arrivals: int) -> tuple[int, Counter[int]]:
    """How many were at the door at one turn at most, and what all were closed with."""
    turn, asked, codes = 0, Counter[int](), Counter[int]()
    loop = asyncio.get_running_loop()

    def turned() -> None:
        nonlocal turn
        turn += 1
        loop.call_soon(turned)

    def nobody(_scope: object) -> None:
        asked[turn] += 1

    async def receive() -> Mapping[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Mapping[str, Any]) -> None:
        if message["type"] == "websocket.close":
            codes[message["code"]] += 1

    hub = Hub(epoch="e", clock=WallClock(), limits=Limits(arrivals=arrivals))
    door = LiveEndpoint(hub=hub, authenticate=nobody, origins=frozenset({ORIGIN}))
    loop.call_soon(turned)
    scope = {"type": "websocket", "headers": [(b"origin", ORIGIN.encode())]}
    await asyncio.gather(*(door(dict(scope), receive, send) for _ in range(COMING)))
    return max(asked.values()), codes


@pytest.mark.parametrize("planted", [False, True], ids=["as it is", "planted"])
def test_few_are_let_in_at_one_turn(planted: bool) -> None:
    few = Limits().arrivals
    most, codes = asyncio.run(let_in(COMING if planted else few))
    assert (most <= few) != planted
    assert codes == {SESSION_OVER: COMING}
