"""An installation whose log is in PostgreSQL: served, cut off, served on; commands say what they cannot."""

import asyncio
import json
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from websockets.sync.client import ClientConnection

from dispatch.evidence.tables import LogTables
from dispatch.evidence.verify import verify
from tests.patience import eventually
from tests.postgres import ABSENT, Server, programs
from tests.web.served import served
from tests.web.small import REGION, fill
from tests.web.test_between_processes import board
from tests.web.test_live import messages
from web.bootstrap import build, close, set_up
from web.cli.main import main
from web.log_place import BESIDE
from web.settings import BadSettings, Settings

LEFT_OUT = ("hot_row", "hot_fold", "access.entry", "access.signed_on", "access.calendar_feed")


@dataclass
class Place:
    data: Path
    server: Server
    settings: Settings


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Set up with a server of its own, which tests may stop."""
    if programs() is None:
        pytest.skip(ABSENT)
    data, server = tmp_path_factory.mktemp("postgres") / "data", Server()
    settings = Settings(data=data, store=server.new_database(), port=0)
    set_up(data, {"demonstration": False})
    system = build(settings)
    try:
        asyncio.run(fill(system))
    finally:
        close(system)
    yield Place(data, server, settings)
    server.close()


def told_of_the_store(watching: ClientConnection) -> str | None:
    """What a board is told next about saving: since when nothing can be."""
    while True:
        for name, row in messages(watching, "d", 20)["ops"]:
            if name == "store":
                since: str | None = row["since"]
                return since


def test_it_is_served_says_503_while_the_database_is_gone_and_goes_on_after(place: Place) -> None:
    with served(place.settings) as running, ExitStack() as stack:
        client = running.enter("disp")
        school = client.get("/api/schools")["schools"][0]["id"]
        case = client.received()
        watching = stack.enter_context(board(client, f"worker:{REGION}"))
        place.server.stop(signal.SIGQUIT)
        command = {"command_id": str(uuid4()), "case": str(uuid4()), "channel": "phone", "school": school}
        told = client.raw("/api/commands/receive-request", json.dumps(command).encode())
        assert (told.status_code, told.json()["code"]) == (503, "nothing-saved")
        assert told.headers["retry-after"] == "5"
        assert client.http.get("/health").status_code == 503
        assert case in {row["id"] for row in running.system.store.hot.snapshot("queue")[1].values()}
        assert told_of_the_store(watching) is not None
        place.server.start()
        assert told_of_the_store(watching) is None
        again = client.raw("/api/commands/receive-request", json.dumps(command).encode())
        assert again.status_code == 200, again.text
        eventually(lambda: client.http.get("/health").json()["status"] == "ok")
        assert running.system.store.log.breaks() == []
        head = running.head
    with served(place.settings) as running:
        assert running.head == head
        assert len(running.system.store.hot.snapshot("queue")[1]) == 2
    assert not (place.data / "log.db").exists()


def test_its_directory_is_never_served_with_a_log_of_its_own(place: Place, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="JEDEL_STORE"):
        build(Settings(data=place.data))
    set_up(tmp_path / "other", {"demonstration": False})
    close(build(Settings(data=tmp_path / "other")))
    with pytest.raises(BadSettings, match="not moved"):
        build(Settings(data=tmp_path / "other", store=place.settings.store))


def test_what_lies_beside_the_log_lies_there_too(place: Place) -> None:
    files = {path.name for path in place.data.iterdir()}
    assert not files & {f"{name}.db" for name in BESIDE}
    (place.data / "access.db").touch()
    try:
        with pytest.raises(BadSettings, match=r"access\.db"):
            build(place.settings)
    finally:
        (place.data / "access.db").unlink()


def test_keys_are_checked_turned_and_given_up_where_the_log_is(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JEDEL_STORE", place.settings.store)
    for command, says in (
        (["check"], "keys.db: secret"),
        (["rotate"], "Old wrapping keys dropped: 1"),
        (["bury-lost", "--yes"], "Given up: 0."),
        (["check"], "The keys are whole."),
    ):
        done = CliRunner().invoke(main, ["keys", *command, "--data", str(place.data)])
        assert (done.exit_code, says in done.output) == (0, True), done.output


def test_a_dump_and_a_backup_are_an_installation_again(place: Place, tmp_path: Path) -> None:
    """As docs/operating.md tells it: the dump before the backup, so that no story of it lacks its key."""
    if not (place.server.programs / "pg_dump").exists():
        pytest.skip("no pg_dump beside this server")
    name = place.settings.store.partition("@/")[2].partition("?")[0]
    line = ["-h", str(place.server.folder), "-U", "jedel"]
    left = ["--exclude-schema=views", *(f"--exclude-table-data={table}" for table in LEFT_OUT)]
    place.server.run("pg_dump", "-Fc", *left, "-f", "copy.dump", *line, name)
    to, keys = tmp_path / "to", tmp_path / "keys"
    done = CliRunner().invoke(main, ["backup", str(to), "--keys-to", str(keys), "--data", str(place.data)])
    assert done.exit_code == 0, done.output
    assert "pg_dump" in done.output
    again = place.server.new_name()
    place.server.run("pg_restore", "--exit-on-error", "-d", again, *line, "copy.dump")
    for part in (to, keys):
        shutil.copytree(part, tmp_path / "again", dirs_exist_ok=True)
    before, after = build(place.settings), None
    try:
        after = build(Settings(data=tmp_path / "again", store=place.server.url(again)))
        for table in ("queue", "centres", "schools", "traces"):
            assert after.store.hot.snapshot(table) == before.store.hot.snapshot(table)
        assert after.store.log.breaks() == []
        assert verify(place.data, place=LogTables(place.server.url(again))).damages == ()
        account = next(UUID(key) for key in after.rows("accounts"))
        assert after.access.hash_of(account) == before.access.hash_of(account) is not None
    finally:
        close(before)
        if after is not None:
            close(after)


def test_commands_that_ask_the_log_ask_it_there(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    data = ["--data", str(place.data)]
    asked = {
        "0": ["forget"],
        "whole": ["reads", "check"],
        "2026": ["calendar", "show", "--year", "2026"],
        "km": ["nearest", "--to", "43.2,76.9", "--teams", "1"],
    }
    for said, command in asked.items():
        without = CliRunner().invoke(main, [*command, *data])
        assert (without.exit_code, "JEDEL_STORE" in without.output) == (1, True), without.output
        with monkeypatch.context() as told:
            told.setenv("JEDEL_STORE", place.settings.store)
            done = CliRunner().invoke(main, [*command, *data])
        assert (done.exit_code, said in done.output) == (0, True), done.output


def test_verify_looks_at_the_log_there(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["verify", "--read", "--data", str(place.data)]
    without = CliRunner().invoke(main, command)
    assert (without.exit_code, "JEDEL_STORE" in without.output) == (2, True), without.output
    monkeypatch.setenv("JEDEL_STORE", place.settings.store)
    done = CliRunner().invoke(main, command)
    assert (done.exit_code, "Events: 6" in done.output) == (0, True), done.output
    monkeypatch.setenv("JEDEL_STORE", place.server.url("nowhere"))
    assert CliRunner().invoke(main, command).exit_code == 2


def test_what_is_no_file_of_the_log_goes_on(place: Place) -> None:
    key = CliRunner().invoke(main, ["checkpoints", "key", "--data", str(place.data)])
    assert "PUBLIC KEY" in key.output
    store = {"JEDEL_STORE": place.settings.store}
    rotated = CliRunner(env=store).invoke(main, ["keys", "rotate", "--data", str(place.data)])
    assert rotated.exit_code == 0, rotated.output
    close(build(place.settings))
