"""`jedel verify` and `jedel checkpoints`: exit codes, words of three languages, JSON; light; only reading."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch.evidence.damage import KINDS
from tests.dispatch.toy import Open, open_store, submission
from tests.evidence.installation import BOXES, Installation
from web.bootstrap import build, close, set_up
from web.cli.main import main
from web.settings import Settings
from web.words import LANGUAGES, known


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation(tmp_path_factory.mktemp("made") / "it").begin()


@pytest.fixture
def it(made: Installation, tmp_path: Path) -> Installation:
    return made.copy(tmp_path / "copy")


def jedel(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def damage(it: Installation) -> None:
    it.change("UPDATE stored_events SET state=x'00' WHERE rowid=2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_one_says_what_it_proves_and_what_not(it: Installation, language: str) -> None:
    told = jedel("verify", "--data", it.data, "--checkpoints", it.elsewhere, "--lang", language)
    assert told.exit_code == 0, told.output
    assert "cli." not in told.output
    uncovered = next(line for line in told.stdout.splitlines() if "12" in line and "4" in line)
    assert uncovered, "four events and twelve seconds are not covered"
    alone = jedel("verify", "--data", it.data, "--lang", language)
    assert alone.exit_code == 0
    assert len(alone.stdout.splitlines()) == len(told.stdout.splitlines())
    assert alone.stdout != told.stdout, "without the directory elsewhere it proves less, and says so"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_damaged_one_names_log_stream_position_and_kind(it: Installation, language: str) -> None:
    damage(it)
    told = jedel("verify", "--data", it.data, "--lang", language)
    assert told.exit_code == 1
    assert "cli." not in told.output
    line = next(line for line in told.stderr.splitlines() if str(BOXES[1]) in line)
    assert " 2" in line or "2-" in line


def test_the_same_for_programs(it: Installation) -> None:
    damage(it)
    told = jedel("verify", "--data", it.data, "--checkpoints", it.elsewhere, "--json", "--lang", "en")
    found = json.loads(told.stdout)
    assert told.exit_code == 1
    assert (found["whole"], found["uncovered_events"], found["uncovered_seconds"]) == (False, 4, 12.0)
    first = found["damages"][0]
    assert (first["log"], first["kind"], first["position"]) == ("events", "changed", 2)
    assert (first["stream"], first["version"]) == (str(BOXES[1]), 1)
    assert first["words"]


def test_many_damages_are_counted_and_not_all_told(it: Installation) -> None:
    it.change("UPDATE stored_events SET hash=zeroblob(32)")
    told = jedel("verify", "--data", it.data, "--lang", "en")
    assert told.exit_code == 1
    assert len(told.stderr.splitlines()) < 30
    assert "and more" in told.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_to_look_at_is_another_exit_code(it: Installation, tmp_path: Path, language: str) -> None:
    for arguments in (
        ["--data", tmp_path / "nowhere"],
        ["--data", it.data, "--checkpoints", tmp_path],
        ["--data", it.data, "--public-key", it.data / "log.db"],
    ):
        told = jedel("verify", *arguments, "--lang", language)
        assert told.exit_code == 2, told.output
        assert "cli." not in told.output


def test_a_log_of_a_later_program_is_refused_in_words(it: Installation) -> None:
    with it.open_behind_its_back() as connection:
        connection.execute("PRAGMA user_version=99")
    told = jedel("verify", "--data", it.data, "--lang", "en")
    assert told.exit_code == 2
    assert "version 99" in told.stderr


def test_the_key_is_shown_kept_elsewhere_and_compared(it: Installation, tmp_path: Path) -> None:
    told = jedel("checkpoints", "key", "--data", it.data)
    assert told.exit_code == 0
    (tmp_path / "kept.pem").write_text(told.stdout)
    asked = ["verify", "--data", it.data, "--public-key", tmp_path / "kept.pem"]
    assert jedel(*asked).exit_code == 0
    assert jedel("checkpoints", "new-key", "--data", it.data).exit_code == 0
    with it.served() as store:
        it.sign(store)
    assert jedel(*asked).exit_code == 0, "the old key handed over to the new one"
    (tmp_path / "other.pem").write_text(jedel("checkpoints", "key", "--data", other(tmp_path)).stdout)
    wrong = jedel("verify", "--data", it.data, "--public-key", tmp_path / "other.pem", "--lang", "en")
    assert wrong.exit_code == 1
    assert "another key" in wrong.stderr


def other(place: Path) -> Path:
    data = place / "other"
    data.mkdir()
    (data / "log.db").touch()
    assert jedel("checkpoints", "new-key", "--data", data).exit_code == 0
    return data


def test_without_a_key_it_is_said(tmp_path: Path) -> None:
    assert jedel("checkpoints", "key", "--data", tmp_path).exit_code == 1
    assert jedel("checkpoints", "new-key", "--data", tmp_path).exit_code == 1


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_words_for_every_kind_of_damage(kind: str) -> None:
    assert known(f"cli.verify.damage.{kind}")
    assert known(f"cli.verify.in.{KINDS[kind]}")


def test_it_loads_no_server_and_no_catalogue(it: Installation) -> None:
    code = (
        "import sys; from click.testing import CliRunner; from web.cli.main import main;"
        f"told = CliRunner().invoke(main, ['verify', '--data', {str(it.data)!r}]);"
        "assert told.exit_code == 0, told.output;"
        "heavy = ('starlette', 'uvicorn', 'eventsourcing', 'cattrs', 'domain.catalogue');"
        "print([name for name in heavy if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_reading_names_what_this_program_does_not_know(it: Installation) -> None:
    """The toy's events are in no catalogue of the product."""
    told = jedel("verify", "--data", it.data, "--read", "--json")
    found = json.loads(told.stdout)
    assert told.exit_code == 1
    assert found["damage_count"] == 26
    assert {(each["kind"], each["detail"]) for each in found["damages"]} >= {
        ("event-unknown", "box-opened.v1")
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_log_of_a_later_program_stops_the_start_in_words(tmp_path: Path, language: str) -> None:
    """An event that this program does not know: no traceback, and where it stands."""
    data = tmp_path / "data"
    set_up(data, {"demonstration": False})
    close(build(Settings(data=data)))
    store = open_store(data)
    store.start(ticking=False)
    store.writer.call(submission(Open(box=BOXES[0])))
    store.close()
    told = jedel("account", "list", "--data", data, "--lang", language)
    assert told.exit_code == 1
    assert told.exception is None or isinstance(told.exception, SystemExit)
    assert all(each in told.stderr for each in ("box-opened.v1", str(BOXES[0]), "1"))
    assert "cli." not in told.output
