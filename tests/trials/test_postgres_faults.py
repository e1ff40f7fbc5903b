"""PostgreSQL goes wrong in nine ways under two real web processes: whoever commands is answered, nothing that
was taken is lost or done twice, and boards go on.

`FAULTS=` commands for each (few where nothing is said). What is measured is printed.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from tests.faulty_line import FaultyLine
from tests.postgres import ABSENT, Server, programs
from tests.trials import postgres_trial
from tests.trials.desks import Board, Process, installed
from tests.trials.postgres_faults import FAULTS, has_no_room, refuses
from tests.trials.postgres_trial import Fault, Faults, Found, database_of, pair, tried
from tests.web.small import two
from tests.web.test_between_processes import blind

COMMANDS: Final = int(os.environ.get("FAULTS", "4"))
PATIENT, BACK = 2.0, 5.0
"""Seconds until an answer, whatever it is, and after the fault until all is taken and on every board."""
ROOM_MB: Final = 160

pytestmark = [
    pytest.mark.trial,
    pytest.mark.skipif(programs() is None, reason=ABSENT),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Faults, list[Process]]]:
    server = Server()
    try:
        with pair(tmp_path_factory.mktemp("faults") / "data", server) as found:
            yield found
            server = found[0].server
    finally:
        server.close()


@pytest.fixture
def disk() -> Iterator[Path]:
    """A small one of its own, in memory."""
    with tempfile.TemporaryDirectory(prefix="disk") as name:
        mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM_MB}m,mode=755", "tmpfs", name]
        if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode != 0:
            pytest.skip("a disk that can be full is mounted by root alone")
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", name], check=True)


def held(name: str, place: tuple[Faults, list[Process]], fault: Fault) -> Found:
    faults, processes = place
    found = tried(
        faults, fault, [one.client for one in processes], [one.board for one in processes], COMMANDS
    )
    print(f"\n{name}: {found}")
    assert (found.lost, found.twice, found.unseen) == (0, 0, 0)
    assert set(found.statuses) <= {200, 503}
    if "FAULTS" in os.environ:  # times are for a machine that does nothing else
        assert found.slowest <= PATIENT
        assert found.back <= BACK
    return found


@pytest.mark.parametrize("name", FAULTS)
def test_whoever_commands_is_answered_and_all_goes_on(place: tuple[Faults, list[Process]], name: str) -> None:
    found = held(name, place, FAULTS[name])
    if name == "is slow":
        assert found.slowest > 0.2, "nothing was slow"
    elif name != "falls over to another":  # some commands come before it, and some after
        assert found.statuses[503], "nothing was wrong"


def test_nor_is_anything_lost_when_the_disk_is_full(disk: Path, tmp_path: Path) -> None:
    server = Server(inside=disk)
    try:
        with pair(tmp_path / "data", server) as place:
            found = held("has no room", place, has_no_room)
            assert found.statuses[503], "there was room"
    finally:
        server.close()


def test_planted_whoever_stops_looking_at_the_fault_is_a_board_behind(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two servers of this process; what looks at the log in the second dies of the fault."""
    monkeypatch.setattr(postgres_trial, "LAST_ONES_S", 3.0)
    settings, _ = installed(tmp_path / "data", postgres.new_database())
    with FaultyLine(postgres.socket) as line:
        behind = replace(settings, store=settings.store.replace(str(postgres.folder), str(line.folder)))
        with two(behind, "in-process:", "in-process:") as running, ExitStack() as stack:
            clients = [each.enter("disp") for each in running]
            boards = [Board(stack.enter_context(each.live())) for each in clients]
            for board in boards:
                board.begin()

            def dies_of_it(faults: Faults) -> Iterator[None]:
                yield from refuses(faults)
                blind(running[1])

            found = tried(Faults(postgres, database_of(settings), [line]), dies_of_it, clients[:1], boards, 2)
    assert (found.lost, found.twice) == (0, 0)
    assert found.unseen == 2, "the trial would not have seen it"
