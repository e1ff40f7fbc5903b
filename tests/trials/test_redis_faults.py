"""Redis goes wrong in eight ways under two real web processes: no command fails, no board is left behind.

`HINTS=` commands for each fault (few where nothing is said); `LAG=` seconds that a board may be behind in 99
of 100 cases. What is measured is printed.
"""

import os
import statistics
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from tests.bench.stage import quantile
from tests.faulty_line import Mode
from tests.patience import eventually
from tests.postgres import Server as Postgres
from tests.redis import ABSENT, program
from tests.trials import redis_faults
from tests.trials.desks import Board, Process, installed, process
from tests.trials.redis_faults import Faults, Found, commands, pair
from tests.web.small import two
from tests.web.test_between_processes import blind
from web.settings import Settings

pytestmark = pytest.mark.trial

COMMANDS: Final = int(os.environ.get("HINTS", "8"))
LAG_S: Final = float(os.environ.get("LAG", "1.2" if "HINTS" in os.environ else "5"))
ANSWER_S: Final = 5.0


@pytest.fixture(scope="module")
def installation(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    """Set up and released, and a session of its dispatcher."""
    if program() is None:
        pytest.skip(ABSENT)
    return installed(tmp_path_factory.mktemp("redis") / "data", postgres.new_database())


@pytest.fixture(scope="module")
def place(installation: tuple[Settings, str]) -> Iterator[tuple[Faults, list[Process]]]:
    with pair(*installation) as found:
        yield found


def stopped(faults: Faults) -> None:
    faults.server.stop()


def started(faults: Faults) -> None:
    faults.server.start()


def restarted(faults: Faults) -> None:
    stopped(faults)
    started(faults)


def lines(mode: Mode) -> Callable[[Faults], None]:
    return lambda faults: faults.lines_are(mode)


def one_way(faults: Faults) -> None:
    """One process hears nothing, and what the other tells does not arrive."""
    faults.lines[0].set(Mode.NO_ANSWERS)
    faults.lines[1].set(Mode.UNSENT)


def memory(limit: str) -> Callable[[Faults], None]:
    def work(faults: Faults) -> None:
        client = faults.server.client()
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", limit)

    return work


PASS: Final = lines(Mode.PASS)
FAULTS: Final = {
    "dies": (stopped, started, {"unreachable"}),
    "slow": (lines(Mode.SLOW), PASS, set()),
    "restarted": (restarted, PASS, set()),
    "black hole": (lines(Mode.BLACK_HOLE), PASS, {"unreachable"}),
    "one way": (one_way, PASS, {"unreachable"}),
    "full": (memory("1"), memory("0"), {"full"}),
    "garbage": (lines(Mode.GARBAGE), PASS, {"garbled", "unreachable"}),
}
"""What goes wrong, how it is put right, and the words that health then has for it."""


def traffic(processes: list[Process], count: int) -> Found:
    return commands([each.client for each in processes], [each.board for each in processes], count)


def held(name: str, found: Found) -> None:
    """The pass figures; what was measured is printed."""
    lag = quantile(found.lags, 99) if len(found.lags) > 1 else 0.0
    middle = statistics.median(found.lags) if found.lags else 0.0
    print(
        f"{name}: {len(found.lags)} of {COMMANDS} commands on boards, behind p50 {middle * 1_000:.1f} ms,"
        f" p99 {lag:.3f} s; slowest answer {found.slowest_answer:.3f} s,"
        f" failed {found.failed}, lost {found.lost}"
    )
    assert (found.failed, found.lost) == (0, 0)
    assert lag <= LAG_S
    assert found.slowest_answer <= ANSWER_S


@pytest.mark.parametrize("name", FAULTS)
def test_no_command_fails_and_boards_follow(place: tuple[Faults, list[Process]], name: str) -> None:
    faults, processes = place
    wrong, right, words = FAULTS[name]
    wrong(faults)
    try:
        held(name, traffic(processes, COMMANDS))
        if words:
            for each in processes:
                eventually(lambda each=each: each.hints()["code"] in words)  # type: ignore[misc]
    finally:
        right(faults)
        for line in faults.lines:
            line.cut()
    eventually(lambda: not any(each.hints()["lowered"] for each in processes))
    held(f"after {name}", traffic(processes, 2))


def test_one_that_starts_while_redis_is_down_serves_all_the_same(
    place: tuple[Faults, list[Process]], installation: tuple[Settings, str]
) -> None:
    faults, processes = place
    settings, token = installation
    faults.server.stop()
    try:
        with process(settings, faults.lines[0].url, token) as late:
            held("down at the start", traffic([processes[0], late], COMMANDS))
            eventually(lambda: late.hints()["code"] == "unreachable")
            faults.server.start()
            eventually(lambda: not late.hints()["lowered"])
    finally:
        if not faults.server.running:
            faults.server.start()


def test_the_planted_fault_without_looks_a_lost_hint_is_a_board_behind(
    installation: tuple[Settings, str], place: tuple[Faults, list[Process]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two servers of this process, the second of which looks at nothing by itself; no hint comes through."""
    monkeypatch.setattr(redis_faults, "LAST_ONES_S", 2.0)
    faults, _ = place
    faults.lines_are(Mode.BLACK_HOLE)
    try:
        with two(installation[0], *(line.url for line in faults.lines)) as running:
            clients = [each.enter("disp") for each in running]
            with clients[0].live() as one, clients[1].live() as other:
                boards = [Board(one), Board(other)]
                for board in boards:
                    board.begin()
                blind(running[1])
                found = commands(clients[:1], boards, 2)
            assert found.lost == 2, "the trial would not have seen it"
    finally:
        faults.lines_are(Mode.PASS)
        for line in faults.lines:
            line.cut()
