"""A command to one web process, until it is on a board of another: PostgreSQL between them, and Redis.

The same command is looked for on a board of the process it was sent to, so that both times are of one run;
what the other process adds is their difference. Once more without Redis, where the other looks every second.
"""

import json
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from uuid import uuid4

from tests.bench.figures import Scale, figure
from tests.bench.stage import Crowd, post, quantile
from tests.postgres import ABSENT, programs
from tests.postgres import Server as Postgres
from tests.redis import ABSENT as NO_REDIS
from tests.redis import Server as Redis
from tests.redis import program
from tests.trials.desks import installed, serving
from tests.web.small import REGION

COMMANDS, SLOWLY_SEEN = 40, 2
"""Commands of a round; without Redis each waits for the other process to look, a second or less."""
PAUSE_S: Final = 0.03
ONE, OTHER = "one", "other"
ALLOWED_MS: Final = 2.0
"""What the other process may add in the middle."""


def run(scale: Scale) -> None:
    """With Redis, then without."""
    if programs() is None or program() is None:
        print(ABSENT if programs() is None else NO_REDIS)
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres, redis = Postgres(in_memory=False), Redis()
        stack.callback(postgres.close)
        stack.callback(redis.close)
        settings, token = installed(folder / "data", postgres.new_database())
        ways = [(redis.url, "Redis"), ("in-process:", "looks of every second")]
        for hints, words in ways[: 1 if scale.quick else 2]:
            count = 5 if scale.quick else COMMANDS if hints == redis.url else SLOWLY_SEEN
            with serving(settings, hints, token) as one, serving(settings, hints, token) as other:
                crowd = Crowd()
                try:
                    pair = Pair(crowd, token, one.origin, other.origin)
                    _measure(scale, pair, words, count)
                finally:
                    crowd.close()


class Pair:
    """A board at each of two processes, and a way for commands to one of them."""

    def __init__(self, crowd: Crowd, token: str, one: str, other: str) -> None:
        self._crowd = crowd
        self._headers = [f"Origin: {one}", f"Cookie: jedel={token}"]
        for name, origin in ((ONE, one), (OTHER, other)):
            crowd.do(
                "join",
                name,
                port=int(origin.rpartition(":")[2]),
                count=1,
                headers=[f"Origin: {origin}", f"Cookie: jedel={token}"],
                say=[json.dumps({"t": "sub", "id": 1, "topic": f"queue:{REGION}"})],
                until='"t":"snap"',
            )

    @property
    def share(self) -> float:
        """Of its core that the client used."""
        return round(quantile(self._crowd.shares, 50), 2)

    def shown(self, slow: float) -> tuple[float, float]:
        """Milliseconds from before a request to the board of the same process, and of the other."""
        body = json.dumps({"command_id": str(uuid4()), "case": str(uuid4()), "channel": "phone"})
        request = post(
            "/api/commands/receive-request", body, "Content-Type: application/json", *self._headers
        )
        here = self._crowd.do("shout", ONE, request=request)
        there = self._crowd.do("heard", OTHER, sent=here["sent"])
        for name in (ONE, OTHER):
            self._crowd.do("drain", name, seconds=PAUSE_S / 2)
        return here["times"][0] * 1_000, (there["times"][0] + slow) * 1_000


def _measure(scale: Scale, pair: Pair, words: str, count: int) -> None:
    own: list[list[float]] = []
    theirs: list[list[float]] = []
    for number in range(scale.rounds + 1):
        here, there = zip(*(pair.shown(scale.slow) for _ in range(count)), strict=True)
        if number:  # the first warms up
            own.append(list(here))
            theirs.append(list(there))
    for hundredth in (50, 99):
        name = f"command to a board of another process, {words}, p{hundredth}"
        same = [quantile(times, hundredth) for times in own]
        figure(name, "ms", [quantile(times, hundredth) for times in theirs], same, client=pair.share)
    added = [
        quantile([there - here for here, there in zip(*each, strict=True)], 50)
        for each in zip(own, theirs, strict=True)
    ]
    name = f"added by the other process, {words}, p50, to {ALLOWED_MS:g} ms allowed"
    figure(name, "ms", added, [ALLOWED_MS] * len(added), "<= 1" if words == "Redis" else None)
