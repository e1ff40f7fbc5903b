"""Durable commands per second through HTTP, sent by another process, against the same raw sqlite3 connection.

What the row of `store` leaves out is all here: the socket, the request, the login, rights, strict reading.
"""

import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.bench.figures import Scale, figure
from tests.bench.stage import Posters, evening
from tests.bench.store import CALLERS, SECONDS, Floor
from tests.bench.stored import stories


def run(scale: Scale) -> None:
    """The same mix through `POST /api/commands/...`, sent by another process over open connections."""
    seconds = 0.2 if scale.quick else SECONDS
    values: dict[int, list[float]] = {count: [] for count in CALLERS}
    floors: dict[int, list[float]] = {count: [] for count in CALLERS}
    shares: list[float] = []
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        floor = Floor(place / "floor.db", stories(place / "sample"))
        needs = stack.enter_context(evening(max(CALLERS), 0, scale.slow))
        posters = stack.enter_context(Posters(needs))
        for number in range(scale.rounds + 1):
            for count in CALLERS:
                bare = floor.rate(seconds / 2).rate
                found, share = posters.rate(count, seconds)
                if number:
                    floors[count].append(bare)
                    values[count].append(found)
                    shares.append(share)
        floor.close()
    for count in CALLERS:
        name = f"durable commands over HTTP, {count} callers"
        figure(name, "commands/s", values[count], floors[count], client=round(max(shares), 2))
