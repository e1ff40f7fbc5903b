"""A command to one web process, until it is on a board of another: PostgreSQL between them, and Redis.

The same command is looked for on a board of the process it was sent to, so that both times are of one run;
what the other process adds is their difference. Once more without Redis, where the other looks every second.
"""

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from uuid import uuid4

from tests.bench.figures import Scale, figure
from tests.bench.stage import quantile
from tests.postgres import ABSENT, programs
from tests.postgres import Server as Postgres
from tests.redis import ABSENT as NO_REDIS
from tests.redis import Server as Redis
from tests.redis import program
from tests.trials.redis_faults import Process, process, token_of
from tests.web.small import filled
from web.bootstrap import build, close
from web.login import account_of
from web.release import release
from web.settings import Settings

COMMANDS, SLOWLY_SEEN = 40, 2
"""Commands of a round; without Redis each waits for the other process to look, a second or less."""
PAUSE_S: Final = 0.03
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
        settings = filled(folder / "data", postgres.new_database())
        release(settings)
        token = token_of(settings, _dispatcher(settings))
        ways = [(redis.url, "Redis"), ("in-process:", "looks of every second")]
        for hints, words in ways[: 1 if scale.quick else 2]:
            count = 5 if scale.quick else COMMANDS if hints == redis.url else SLOWLY_SEEN
            with process(settings, hints, token) as one, process(settings, hints, token) as other:
                _measure(scale, one, other, words, count)


def _dispatcher(settings: Settings) -> str:
    system = build(settings)
    try:
        return str(account_of(system, "disp"))
    finally:
        close(system)


def _measure(scale: Scale, one: Process, other: Process, words: str, count: int) -> None:
    own: list[list[float]] = []
    theirs: list[list[float]] = []
    for number in range(scale.rounds + 1):
        here, there = zip(*(_shown(scale, one, other) for _ in range(count)), strict=True)
        if number:  # the first warms up
            own.append(list(here))
            theirs.append(list(there))
    for hundredth in (50, 99):
        name = f"command to a board of another process, {words}, p{hundredth}"
        same = [quantile(times, hundredth) for times in own]
        figure(name, "ms", [quantile(times, hundredth) for times in theirs], same)
    added = [
        quantile([there - here for here, there in zip(*each, strict=True)], 50)
        for each in zip(own, theirs, strict=True)
    ]
    name = f"added by the other process, {words}, p50, to {ALLOWED_MS:g} ms allowed"
    figure(name, "ms", added, [ALLOWED_MS] * len(added), "<= 1" if words == "Redis" else None)


def _shown(scale: Scale, one: Process, other: Process) -> tuple[float, float]:
    """Milliseconds from before the request to the board of the same process, and of the other."""
    case, began = str(uuid4()), time.monotonic()
    answer = one.client.send("receive-request", case=case, channel="phone")
    assert answer.status_code == 200, answer.text
    boards = (one.board, other.board)
    while not all(case in board.came for board in boards):
        time.sleep(0.0005)
    time.sleep(PAUSE_S + scale.slow)
    here, there = ((board.came[case] - began) * 1_000 for board in boards)
    return here, there + scale.slow * 1_000
