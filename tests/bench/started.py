"""Opens an installation as the server does: `python -m tests.bench.started DATA STORE`.

Prints one line of JSON: seconds that it took, bytes of memory that it came to, how many cases there are.
"""

import json
import sys
import time
from pathlib import Path

from web.bootstrap import build, close
from web.settings import Settings


def resident() -> int:
    """Bytes of this process that are in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4_096


def main(data: str, store: str) -> None:
    before, began = resident(), time.perf_counter()
    system = build(Settings(data=Path(data), store=store))
    seconds = time.perf_counter() - began
    found = {"seconds": seconds, "bytes": resident() - before}
    found["cases"] = sum(1 for _ in system.store.every_row("queue"))
    print(json.dumps(found), flush=True)
    close(system)


if __name__ == "__main__":
    main(*sys.argv[1:])
