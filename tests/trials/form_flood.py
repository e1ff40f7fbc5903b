"""The public form under a flood: what it says it took is there, staff hardly notice, memory stays.

Three processes: the program, the flood, staff. `make trials FORM_RATE=500 FORM_SECONDS=30` for figures.
"""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STAFF_PER_SECOND = 20
EASY_MS = 25.0
"""Below this nobody feels a command; on a quiet machine the undisturbed p99 lies far below."""


@dataclass(frozen=True)
class Verdict:
    """Figures of one flood."""

    networks: int
    sent: int
    receipts: int
    straight: int
    kept: int
    quiet_p99: float
    flood_p99: float
    grown_mb: float

    @property
    def lost(self) -> int:
        return self.receipts - self.kept

    @property
    def all_answered(self) -> bool:
        return self.sent == self.receipts

    @property
    def staff_undisturbed(self) -> bool:
        return self.flood_p99 <= 2 * max(self.quiet_p99, EASY_MS / 2)


@contextmanager
def program(data: Path) -> Iterator[tuple[dict[str, str], int]]:
    command = [sys.executable, "-m", "tests.trials.form_server", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield json.loads(line), process.pid
        finally:
            process.terminate()
            process.wait(30)


def begun(module: str, needs: dict[str, str], *said: object, **environment: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", f"tests.trials.{module}", json.dumps(needs), *map(str, said)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})


def ended(process: "subprocess.Popen[str]") -> Any:
    out, _ = process.communicate(timeout=300)
    assert process.returncode == 0, "a process of the trial failed"
    return json.loads(out)


def p99(times: list[float]) -> float:
    return times[min(len(times) - 1, round(len(times) * 0.99))]


def resident_mb(pid: int) -> float:
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


def run(data: Path, rate: float, seconds: float, networks: int) -> Verdict:
    """Staff alone, then staff and flood; then the files are asked what is there."""
    with program(data) as (needs, pid):
        quiet = ended(begun("staff", needs, STAFF_PER_SECOND, seconds))
        ended(begun("flood", needs, rate, min(2.0, seconds), networks, FIRST="900000"))  # everything is warm
        before = resident_mb(pid)
        flood = begun("flood", needs, rate, seconds, networks)
        disturbed = ended(begun("staff", needs, STAFF_PER_SECOND, max(1.0, seconds - 0.5)))
        found = ended(flood)
        grown = resident_mb(pid) - before
    return Verdict(
        networks=networks,
        sent=int(rate * seconds),
        receipts=found.get("receipts", 0),
        straight=found.get("straight", 0),
        kept=kept(data, int(rate * min(2.0, seconds))),
        quiet_p99=round(p99(quiet), 1),
        flood_p99=round(p99(disturbed), 1),
        grown_mb=round(grown, 1),
    )


def kept(data: Path, warming: int) -> int:
    """What stands in the lane and in the log, without what came in before the measured flood."""
    with sqlite3.connect(data / "form.db") as connection:
        lane = connection.execute("SELECT count(*) FROM lane").fetchone()[0]
        receipts = connection.execute("SELECT count(*) FROM receipt").fetchone()[0]
    query = (
        "SELECT count(*) FROM hot_row WHERE fold='queue' AND json_extract(body, '$.channel')='public-form'"
    )
    with sqlite3.connect(data / "log.db") as connection:
        cases = connection.execute(query).fetchone()[0]
    assert cases == receipts, "each request on the board has its receipt"
    return int(lane + cases - warming)
