"""A real installation, from the command line to a finished visit; stopped and started in between."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.entering import App, browser_at, code_in, first_login, login
from tests.plain_http import UNREAD
from tests.web.client import Client
from tests.web.own_process import JEDEL, jedel, serving

PASSWORD = "a long enough password"

pytestmark = pytest.mark.slow  # nine starts of the program, one after the other


@pytest.fixture(scope="module")
def apps() -> dict[str, App]:
    """Each person's authenticator app."""
    return {}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, apps: dict[str, App]) -> Path:
    """Set up with an administrator, two dispatchers and nobody else."""
    folder = tmp_path_factory.mktemp("real")
    data, password = folder / "data", folder / "password"
    password.write_text(PASSWORD + "\n", encoding="utf-8")
    common = ["--data", str(data), "--password-file", str(password)]
    place = ["--region", "KZ-75", "--lat", "43.238", "--lon", "76.889"]
    names = ["--name-kk", "Орталық", "--name-ru", "Центр", "--login", "Admin", "--name", "Админ"]
    said = {"admin": jedel("init", *place, *names, *common)}
    person = ["--login", "disp", "--name", "Диспетчер", "--role", "dispatcher"]
    said["disp"] = jedel("account", "add", *person, *common)
    with serving(data) as running:
        url = running.url
        for name, text in said.items():
            apps[name] = first_login(browser_at(url), name, code_in(text), PASSWORD)
    return data


def entered(url: str, name: str, apps: dict[str, App]) -> Client:
    client = browser_at(url)
    login(client, name, PASSWORD, apps[name])
    return client


def done(client: Client, name: str, /, **fields: Any) -> dict[str, Any]:
    answer = client.send(name, **fields)
    assert answer.status_code == 200, (name, answer.text)
    return dict(answer.json())


def test_from_set_up_to_a_finished_visit(installation: Path, apps: dict[str, App]) -> None:
    school, team, shift = (str(uuid4()) for _ in range(3))
    with serving(installation) as running:
        url = running.url
        door = httpx.get(url + "/api/door", verify=UNREAD).json()
        alone = {"regions": [], "at": ""}
        assert door == {"demonstration": False, "rate": 1.0, "sso": False, "logins": [], **alone}
        _register(entered(url, "admin", apps), school, team)
        dispatcher = entered(url, "disp", apps)
        members = [row["id"] for row in dispatcher.get("/api/staff")["staff"]]
        ends_at = (datetime.now(UTC) + timedelta(hours=8)).isoformat()
        done(dispatcher, "start-shift", shift=shift, team=team, members=members, ends_at=ends_at)
        case = _answered(dispatcher, school, team)
    with serving(installation) as running:
        url = running.url
        dispatcher = entered(url, "disp", apps)
        assert dispatcher.get(f"/api/cases/{case}")["row"]["stage"] == "closed"
        names = [told["name"] for told in dispatcher.get(f"/api/cases/{case}/story")["story"]]
        assert names[0] == "case-received.v1"
        assert names[-1] == "case-closed.v1"


def _register(administrator: Client, school: str, team: str) -> None:
    here = {"region": "KZ-75"}
    point = [43.2389, 76.8897]
    done(administrator, "register-school", school=school, label="№ 1", number="1", point=point, **here)
    people = [str(uuid4()), str(uuid4())]
    for person in people:
        fields = {"profession": "psychologist", "languages": ["kk", "ru"], **here}
        done(administrator, "register-specialist", specialist=person, name="Маман", **fields)
    done(administrator, "register-team", team=team, name="1", home=[43.25, 76.92], roster=people, **here)


def _answered(dispatcher: Client, school: str, team: str) -> str:
    """One request from receipt to closure."""
    case, visit = str(uuid4()), str(uuid4())
    done(dispatcher, "receive-request", case=case, channel="phone", school=school, story="…")
    done(dispatcher, "take-case", case=case)
    done(dispatcher, "assess-case", case=case, risk_class=1, reason="қауіп бар")
    found = dispatcher.get(f"/api/cases/{case}/recommendation")
    assert found["ranked"][0]["team"] == team
    sent = {"case": case, "visit": visit}
    done(dispatcher, "assign-team", team=team, recommendation_id=found["id"], **sent)
    story = dispatcher.get(f"/api/cases/{case}/story")["story"]
    assert story[-1]["fields"]["recommendation"]["ranked"][0]["team"] == team
    done(dispatcher, "accept-assignment", drive=True, **sent)
    done(dispatcher, "record-arrival", **sent)
    done(dispatcher, "record-access", let_in=True, **sent)
    done(dispatcher, "end-visit", outcome="not-needed", findings="…", **sent)
    done(dispatcher, "consider-case", case=case, result="…")
    done(dispatcher, "close-case", case=case, result="…")
    return case


def test_a_real_installation_is_no_demonstration(installation: Path) -> None:
    run = [*JEDEL, "run", "--data", str(installation), "--port", "0"]
    refused = subprocess.run(run, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 1
    assert "real installation" in refused.stderr
    fast = {"JEDEL_CLOCK_RATE": "60", "PATH": ""}
    serve = [*JEDEL, "serve", "--data", str(installation), "--port", "0"]
    hurried = subprocess.run(serve, capture_output=True, text=True, timeout=60, check=False, env=fast)
    assert hurried.returncode == 1
    assert "only a demonstration" in hurried.stderr


def test_it_is_set_up_once(installation: Path, tmp_path: Path) -> None:
    arguments = ["init", "--data", str(installation), "--region", "KZ-75", "--name-kk", "x", "--name-ru", "x"]
    arguments += ["--lat", "43.2", "--lon", "76.9", "--login", "x", "--name", "x"]
    again = subprocess.run([*JEDEL, *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert again.returncode == 1
    assert "set up already" in again.stderr
    assert "Traceback" not in again.stderr


def test_files_are_for_their_owner_only(installation: Path) -> None:
    for name in ("keys.kek", "access.db", "settings.json", "writer.lock"):
        assert (installation / name).stat().st_mode & 0o077 == 0, name


def test_a_short_password_is_refused(installation: Path, tmp_path: Path) -> None:
    short = tmp_path / "short"
    short.write_text("short\n", encoding="utf-8")
    arguments = ["account", "add", "--data", str(installation), "--login", "z", "--name", "z"]
    arguments += ["--role", "dispatcher", "--password-file", str(short)]
    refused = subprocess.run([*JEDEL, *arguments], capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 1
    assert "at least 12" in refused.stderr
    assert "z" not in [
        line.split()[0] for line in jedel("account", "list", "--data", str(installation)).split("\n") if line
    ]
