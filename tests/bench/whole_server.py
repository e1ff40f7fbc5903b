"""The whole program over the invented town, ready to be measured: `python -m tests.bench.whole_server CPU`.

Prints its port and, on a second line, what a screen and a command of a dispatcher need.
"""

import asyncio
import json
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from realtime.limits import SessionLimits
from tests.bench.crowd import raise_file_limit
from web.bootstrap import build, close, set_up
from web.login import account_of
from web.serving import serve
from web.setting_up import draw_town, load_town, town_of
from web.settings import Settings
from web.system import System

INSTALLATION = {"demonstration": True, "seed": 1}


def fill(data: Path) -> None:
    """The invented town, as `jedel run` makes it."""
    set_up(data, INSTALLATION)
    draw_town(data, town_of(INSTALLATION))
    system = build(Settings(data=data))
    try:
        asyncio.run(load_town(system, town_of(INSTALLATION), lambda _: None))
    finally:
        close(system)


def ready(system: System) -> None:
    """Let a thousand screens of one account in, and say how."""
    patient = SessionLimits(stalled=10_000, silent=10_000)
    system.hub.limits = replace(system.hub.limits, screens=10_000, screens_per_user=10_000, session=patient)
    account = account_of(system, "dispatcher")
    if account is None:
        raise LookupError("the town has no dispatcher")
    row = system.row("accounts", str(account)) or {}
    token, _ = system.access.begin(account, "bench")
    school = next(iter(system.rows("schools").values()))
    needs = {
        "cookie": f"jedel={token}",
        "origin": system.settings.url,
        "region": row["region"],
        "school": school["id"],
    }
    print(system.settings.url.rpartition(":")[2])
    print(json.dumps(needs), flush=True)


def main() -> None:
    raise_file_limit()
    os.sched_setaffinity(0, {int(sys.argv[1])})
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        fill(data)
        asyncio.run(serve(Settings(data=data, port=0), ready))


if __name__ == "__main__":
    main()
