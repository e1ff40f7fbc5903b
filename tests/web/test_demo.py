"""The demonstration evening: a plan that is the same for a seed, and the whole of it on a running server."""

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.terms import Channel, RiskClass
from web.demo import stories
from web.demo.evening import plan
from web.demo.line import Line
from web.demo.player import Evening, play
from web.demo.stories import STORIES, Fate

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 1, 31)


@given(st.integers(), st.integers(1, 60), st.integers(1, 400), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_seed_tells_one_evening(seed, requests, schools, today):
    scenes = plan(seed, requests, 60, schools, today)
    assert scenes == plan(seed, requests, 60, schools, today)
    assert len(scenes) == requests
    assert all(0 <= scene.school < schools and scene.after > 0 for scene in scenes)
    assert all(scene.birth_date < today for scene in scenes if scene.birth_date)


def test_the_first_round_has_every_class_fate_and_both_languages():
    scenes = plan(1, len(STORIES), 60, 40, TODAY)
    assert {scene.story.risk_class for scene in scenes} == set(RiskClass)
    assert {scene.story.fate for scene in scenes} == set(Fate)
    assert {scene.story.language for scene in scenes} == {"kk", "ru"}
    assert {scene.story.channel for scene in scenes} == set(Channel) - {Channel.PUBLIC_FORM}
    assert any(scene.caller_name is None for scene in scenes)


def test_no_phone_number_of_the_evening_can_be_anybodys():
    phones = [scene.phone for scene in plan(3, 60, 60, 40, TODAY) if scene.phone]
    assert phones
    assert all(re.fullmatch(r"\+7 000 \d{3} \d\d \d\d", phone) for phone in phones)


def test_every_text_is_there_in_both_languages():
    tables = [value for value in vars(stories).values() if isinstance(value, dict) and "kk" in value]
    assert len(tables) >= 10
    assert all(set(table) == {"kk", "ru"} and all(table.values()) for table in tables)


def jedel(*arguments: str) -> subprocess.Popen[str]:
    # A suite that runs in the background is deaf to Ctrl-C, and so would be what it starts.
    hearing = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [sys.executable, "-c", f"{hearing}; from web.cli.main import main; main()", *arguments]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )


def address(server: subprocess.Popen[str]) -> str:
    told = []
    for line in server.stdout:
        told.append(line)
        found = re.search(r"http://localhost:\d+", line)
        if found:
            return found[0]
    raise AssertionError("".join(told))


@pytest.fixture(scope="module")
def url(tmp_path_factory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("evening") / "data"
    server = jedel("run", "--data", str(data), "--port", "0", "--speed", "120")
    try:
        yield address(server)
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.slow
def test_a_whole_evening_on_a_running_server(url):
    told = []
    evening = Evening(url=url, requests=10, every=60)
    asyncio.run(asyncio.wait_for(play(evening, lambda code, **params: told.append((code, params))), 150))
    assert [code for code, _ in told if "refused" in code] == [], told
    rows = asyncio.run(_rows(url))
    assert len(rows) == 10
    assert {row["stage"] for row in rows} <= {"closed", "considered"}
    states = [visit["state"] for row in rows for visit in row["visits"]]
    assert {"done", "declined", "cancelled"} <= set(states)
    assert sum(row["duties"]["held"] for row in rows) == 1


async def _rows(url: str):
    line = Line(url, "supervisor", "supervisor-neverwas")
    await line.open()
    found = await line.get("/api/cases?limit=100")
    await line.close()
    return found["cases"]


@pytest.mark.slow
def test_ctrl_c_leaves_cleanly(url):
    player = jedel("demo", "--url", url, "--requests", "50", "--lang", "en")
    assert "begins" in player.stdout.readline()
    player.send_signal(signal.SIGINT)
    rest, _ = player.communicate(timeout=20)
    assert (player.returncode, "Traceback" in rest) == (0, False)
    assert rest.strip().endswith("Stopped; what has happened stays.")


@pytest.mark.slow
def test_without_a_server_it_says_so():
    player = jedel("demo", "--url", "http://localhost:1", "--lang", "en")
    told, _ = player.communicate(timeout=30)
    assert player.returncode == 1
    assert "does not answer" in told


@pytest.mark.slow
def test_a_real_installation_is_left_alone(tmp_path):
    (tmp_path / "password").write_text("a long enough password\n", encoding="utf-8")
    data = str(tmp_path / "data")
    names = ["--name-kk", "Орталық", "--name-ru", "Центр", "--login", "admin", "--name", "Админ"]
    place = ["--region", "KZ-75", "--lat", "43.238", "--lon", "76.889"]
    password = ["--password-file", str(tmp_path / "password")]
    made = jedel("init", "--data", data, *place, *names, *password)
    assert made.wait(30) == 0, made.stdout.read()
    server = jedel("serve", "--data", data, "--port", "0")
    try:
        player = jedel("demo", "--url", address(server), "--lang", "en")
        told, _ = player.communicate(timeout=30)
    finally:
        server.terminate()
        server.wait(20)
    assert player.returncode == 1
    assert "no demonstration" in told
