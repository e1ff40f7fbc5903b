"""`jedel keys`, and what can be wrong with keys, in words: at the start, at the check, at a copy."""

import asyncio
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner

from dispatch.ports import Accepted
from dispatch.wrapped import PLACES
from dispatch.wrapping import KeysUnusable, make_key_file
from domain.account import Role
from domain.case.commands import ReceiveRequest
from domain.case.terms import Channel
from domain.identity import CaseId
from tests.web import real
from web.bootstrap import build, close
from web.cli.main import main
from web.cli.options import told
from web.setting_up import Order, submit
from web.settings import Settings
from web.words import LANGUAGES, say


def jedel(*arguments: object, lang: str = "en") -> tuple[int, str]:
    found = CliRunner(env={"JEDEL_LANG": lang}).invoke(main, [str(each) for each in arguments])
    return found.exit_code, found.output


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real installation with a case and an account that shows codes; stopped."""
    data: Path = tmp_path_factory.mktemp("keys") / "data"
    real.make(data, {"head": Role.HEAD}, {})
    system = build(Settings(data=data))
    (centre,) = system.rows("centres").values()
    received = ReceiveRequest(case=CaseId(uuid4()), channel=Channel.PHONE, child_name="Айару", story="Қауіп")
    order = Order(row=1, name="receive-request", command_id=uuid4(), command=received)
    assert isinstance(
        asyncio.run(submit(system, order, real.REGION, UUID(centre["id"]), "operator")), Accepted
    )
    close(system)
    return data


@pytest.fixture
def data(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "data"))


def gone(data: Path) -> None:
    (data / "keys.kek").unlink()


def another(data: Path) -> None:
    (data / "keys.kek").unlink()
    make_key_file(data / "keys.kek")


def opened(data: Path) -> None:
    (data / "keys.kek").chmod(0o644)


def broken_line(data: Path) -> None:
    with (data / "keys.kek").open("a") as file:
        file.write("0123abcd no-key\n")


def emptied(data: Path) -> None:
    (data / "keys.kek").write_text("")


def truncated(data: Path) -> None:
    with (data / "keys.db").open("r+b") as file:
        file.truncate((data / "keys.db").stat().st_size // 2)


def emptied_keys(data: Path) -> None:
    (data / "keys.db").write_bytes(b"")


def not_a_database(data: Path) -> None:
    (data / "keys.db").write_bytes(b"these are no keys" * 1_000)


def keys_gone(data: Path) -> None:
    (data / "keys.db").unlink()


def others_keys(data: Path) -> None:
    other = data.parent / "other"
    real.make(other, {"head": Role.HEAD}, {})
    for name in ("keys.db", "keys.kek"):
        shutil.copy2(other / name, data / name)


FAULTS: list[tuple[Callable[[Path], None], str, str]] = [
    (gone, "key-file-missing", "is missing"),
    (another, "key-unknown", "does not hold"),
    (opened, "key-file-open", "chmod 600 keys.kek"),
    (broken_line, "key-file-line", "line 2 is not a key"),
    (emptied, "key-file-empty", "is empty"),
    (truncated, "keys-db-damaged", "is damaged"),
    (emptied_keys, "keys-db-missing", "missing or empty"),
    (not_a_database, "keys-db-damaged", "is damaged"),
    (keys_gone, "keys-db-missing", "missing or empty"),
    (others_keys, "keys-db-another", "another log"),
]


@pytest.mark.parametrize(("spoil", "code", "says"), FAULTS)
def test_a_fault_of_the_keys_is_told_and_changes_nothing(
    data: Path, tmp_path: Path, spoil: Callable[[Path], None], code: str, says: str
) -> None:
    spoil(data)
    before = {path.name: path.read_bytes() for path in data.glob("keys.*")}
    log = (data / "log.db").read_bytes()
    with pytest.raises(KeysUnusable) as refused:
        build(Settings(data=data))
    assert refused.value.code == code
    assert says in told(refused.value).message
    for arguments in (("keys", "check"), ("backup", tmp_path / "to", "--keys-to", tmp_path / "keys")):
        ended, said = jedel(*arguments, "--data", data)
        assert ended == 1
        assert says in said
    assert not (tmp_path / "to" / "log.db").exists()
    ended, said = jedel("keys", "rotate", "--data", data)
    assert ended == 1
    kept = {name: content for name, content in before.items() if not name.endswith(("-shm", "-wal"))}
    assert {path.name: path.read_bytes() for path in data.glob("keys.*") if path.name in kept} == kept
    assert (data / "log.db").read_bytes() == log


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fault_has_words_in_every_language(data: Path, lang: str) -> None:
    opened(data)
    ended, said = jedel("keys", "check", "--data", data, lang=lang)
    assert ended == 1
    assert "chmod 600 keys.kek" in said


def test_a_copy_without_keys_is_made_even_so(data: Path, tmp_path: Path) -> None:
    gone(data)
    assert jedel("backup", tmp_path / "to", "--data", data)[0] == 0


def test_rotated_checked_copied_and_served(data: Path, tmp_path: Path) -> None:
    ended, said = jedel("keys", "rotate", "--data", data)
    assert ended == 0, said
    assert "Old wrapping keys dropped: 1" in said
    assert "new backup" in said
    ended, said = jedel("keys", "check", "--data", data)
    assert ended == 0, said
    assert "The keys are whole." in said
    assert ": in use" in said
    assert "keys.db: subject_key" in said
    assert jedel("backup", tmp_path / "to", "--keys-to", tmp_path / "keys", "--data", data)[0] == 0
    shutil.copytree(tmp_path / "keys", tmp_path / "to", dirs_exist_ok=True)
    close(build(Settings(data=tmp_path / "to")))


def test_while_it_is_served_it_is_checked_and_rotated_and_no_keys_are_given_up(data: Path) -> None:
    system = build(Settings(data=data))
    try:
        assert jedel("keys", "check", "--data", data)[0] == 0
        ended, said = jedel("keys", "rotate", "--data", data)
        assert ended == 0, said
        system.factors.enrol_totp(UUID(int=5), "JBSWY3DPEHPK3PXP")
        assert jedel("keys", "check", "--data", data)[0] == 0, "wrapped by the new key"
        for lang in ("kk", "ru"):
            said = jedel("keys", "bury-lost", "--yes", "--data", data, lang=lang)[1]
            assert str(os.getpid()) in said
            assert re.search(r"\d\d\.\d\d\.\d{4} \d\d:\d\d", said), said
            assert "process" not in said
            assert "since" not in said
    finally:
        close(system)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_is_wrapped_is_called_in_words(data: Path, lang: str) -> None:
    said = jedel("keys", "check", "--data", data, lang=lang)[1]
    for place in PLACES:
        assert (words := say(f"cli.keys.place.{place.table}", lang)) != f"cli.keys.place.{place.table}"
        if f": {place.table} " in said:
            assert f"{place.table} ({words}): " in said
    assert "subject_key (" in said


@pytest.mark.parametrize("name", ["access.db", "form.db"])
def test_another_damaged_file_is_called_by_its_name_and_no_key_goes(data: Path, name: str) -> None:
    (data / name).write_bytes(b"this is no database" * 1_000)
    before = (data / "keys.kek").read_bytes()
    for command in ("check", "rotate"):
        ended, said = jedel("keys", command, "--data", data)
        assert ended == 1
        assert f"{name} is damaged" in said
    assert (data / "keys.kek").read_bytes() == before


def test_a_disk_that_refuses_is_told_and_a_second_try_goes_on(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("dispatch.rotation._settle", full)
        ended, said = jedel("keys", "rotate", "--data", data)
    assert ended == 1
    assert "No space left on device" in said
    assert "run it again" in said
    ended, said = jedel("keys", "rotate", "--data", data)
    assert ended == 0
    assert "An interrupted rotation was finished." in said
    assert jedel("keys", "check", "--data", data)[0] == 0


def test_lost_keys_are_given_up_only_after_a_yes(data: Path) -> None:
    ended, said = jedel("keys", "bury-lost", "--data", data)
    assert ended == 1
    assert "--yes" in said
    ended, said = jedel("keys", "bury-lost", "--yes", "--data", data)
    assert (ended, said) == (0, "Given up: 0.\n")


def test_a_directory_without_installation_has_no_keys(tmp_path: Path) -> None:
    ended, said = jedel("keys", "check", "--data", tmp_path)
    assert ended == 1
    assert "holds no installation" in said
