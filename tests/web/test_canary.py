"""A child with a rare name goes through all that a real installation does; nothing names it in clear."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.account import Role
from domain.case import care_commands, commands, visit_commands
from tests.entering import browser_at, login
from tests.web.canary import Search, files, written
from tests.web.canary_form import writes
from tests.web.canary_life import CHILD, Town, live
from tests.web.canary_oversight import overseen
from tests.web.real import PASSWORD, make
from web.command_table import ENTRIES

pytestmark = pytest.mark.slow  # a whole life of a child, and each of its words looked for in every file
ROLES = {role.value: role for role in Role}
CRASHING = """
from web import commands
carry_out = commands.carry_out
async def crash(call, name, entry):
    if name == "add-note" and b"crash-now" in call.body:
        raise ValueError(call.body.decode())
    return await carry_out(call, name, entry)
commands.carry_out = crash
from web.cli.main import main
main()
"""
"""The program with a planted defect: an exception that quotes what was sent."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("canary")
    data, temporary, log = folder / "data", folder / "temporary", folder / "log" / "server.log"
    temporary.mkdir()
    log.parent.mkdir()
    known = make(data, ROLES, {})
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", CRASHING, "serve", "--data", str(data), "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=output,
            cwd=temporary,
            env={**os.environ, "TMPDIR": str(temporary), "HOME": str(temporary)},
        )
    assert process.stdout is not None
    found = re.search(r"http://localhost:\d+", process.stdout.readline().decode())
    assert found, log.read_text(encoding="utf-8")
    town = Town(url=found[0], data=data, temporary=temporary, log=log, process=process)
    for name in ROLES:
        town.people[name] = browser_at(town.url)
        login(town.people[name], name, PASSWORD, known[name].app)
    yield town
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def lived(town: Town) -> Town:
    """The child has been through everything, and the server was killed in the middle of its life."""
    live(town)
    writes(town)
    overseen(town)
    town.process.send_signal(signal.SIGKILL)
    town.process.wait()
    return town


def test_nothing_names_the_child(lived: Town) -> None:
    places = files(lived.data, lived.temporary, lived.log.parent)
    assert {"data/log.db", "data/log.db-wal", "data/keys.db", "data/access.db", "data/reads.db"} <= set(
        places
    )
    assert not (found := Search(CHILD.words()).hits(places)), "\n".join(found)


def test_no_board_row_names_the_child(lived: Town) -> None:
    frames = "\n".join(lived.frames).encode()
    assert frames.count(b'"ops"') > 20, "the board followed the case"
    assert not (found := Search(CHILD.words()).hits({"frames": frames})), "\n".join(found)


def test_no_refusal_quotes_what_was_typed(lived: Town) -> None:
    assert len(lived.refused) > 200
    assert not (found := Search(CHILD.words()).hits({"refusals": "\n".join(lived.refused).encode()})), (
        "\n".join(found)
    )


def test_the_crash_was_logged_without_its_text(lived: Town) -> None:
    lines = [json.loads(line) for line in lived.log.read_text(encoding="utf-8").splitlines()]
    assert any(line.get("errors") == ["ValueError"] for line in lines)


NOT_HERE = {"cancel-assignment", "record-departure", "transfer-case"}
"""Carry no text of a person, or their like is sent; a transfer is refused where there is no second centre."""


def test_the_child_went_through_every_command_of_a_case(lived: Town) -> None:
    """A new command is added to this journey, or to `NOT_HERE` with a reason."""
    modules = {module.__name__ for module in (commands, care_commands, visit_commands)}
    every = {name for name, entry in ENTRIES.items() if entry.command.__module__ in modules}
    assert every - lived.sent <= NOT_HERE, every - lived.sent


# ---- planted faults


@pytest.mark.parametrize("form", sorted({*written("Ғыжымбай-Qwertova"), *written(CHILD.phone)}))
def test_every_form_is_found_in_the_middle_of_a_file(form: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"\0\1binary" * 99 + form + b"more\xff" * 99)
    if len(form) > 4:
        assert Search(CHILD.words()).hits(files(tmp_path))


def test_one_line_of_a_log_is_found(lived: Town, tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_bytes(lived.log.read_bytes() + f"no child {CHILD.name.split()[0]}\n".encode())
    assert Search(CHILD.words()).hits(files(tmp_path))


def test_a_field_left_unsealed_is_found(lived: Town, tmp_path: Path) -> None:
    """The events of the case as they would be stored without sealing one of their fields."""
    source = sqlite3.connect(lived.data / "log.db")
    plain = sqlite3.connect(tmp_path / "log.db")
    source.backup(plain)
    source.close()
    state = json.dumps({"text": CHILD.story}, ensure_ascii=False).encode()
    plain.execute(
        "INSERT INTO stored_events SELECT NULL, originator_id, originator_version + 9999, topic, ?, hash"
        " FROM stored_events LIMIT 1",
        (state,),
    )
    plain.commit()
    plain.close()
    assert Search(CHILD.words()).hits(files(tmp_path))
