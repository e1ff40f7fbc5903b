"""The whole program with its own limits, but for how many screens one account may have.

`python -m tests.trials.whole_server GROUPS WAITING [leak]` prints what a screen and a command need. `leak`
is a planted fault: every command leaves a file open and 200 KB behind.
"""

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from realtime.loop import run
from tests.bench.crowd import raise_file_limit
from tests.bench.evening_server import fill, needs_of
from web import engine
from web.limits import Limits
from web.serving import serve
from web.settings import Settings
from web.system import System

LEFT: list[tuple[BinaryIO, bytearray]] = []


def leaking() -> None:
    rules = engine.RULES

    def leaky(*args: Any, **kwargs: Any) -> Any:
        LEFT.append((open("/dev/null", "rb"), bytearray(200_000)))  # noqa: SIM115
        return rules.decide(*args, **kwargs)

    engine.RULES = replace(rules, decide=leaky)  # type: ignore[misc]


def ready(system: System) -> None:
    print(needs_of(system), flush=True)


def main() -> None:
    raise_file_limit()
    if "leak" in sys.argv:
        leaking()
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        fill(data, int(sys.argv[1]), int(sys.argv[2]))
        limits = Limits(screens_per_account=10_000, screens=10_000)
        run(serve(Settings(data=data, port=0, limits=limits), ready))


if __name__ == "__main__":
    main()
