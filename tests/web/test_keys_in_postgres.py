"""Log and keys in two databases: served, checked, turned, copied, moved; and what is refused."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from click.testing import CliRunner

from dispatch.ports import Accepted
from dispatch.wrapping import KeysUnusable
from domain.account import Role
from domain.case.commands import ReceiveRequest
from domain.case.terms import Channel
from domain.identity import CaseId
from tests.postgres import Server
from tests.web import real
from web.bootstrap import build, close
from web.cli.main import main
from web.setting_up import Order, submit
from web.settings import BadSettings, Settings

STORY = "Қауіп"


@dataclass
class Place:
    settings: Settings
    server: Server

    def jedel(self, *arguments: object, keys: str | None = None) -> tuple[int, str]:
        settings = self.settings
        told = {"JEDEL_STORE": settings.store, "JEDEL_KEYS": keys or settings.keys, "JEDEL_LANG": "en"}
        words = [str(each) for each in (*arguments, "--data", settings.data)]
        found = CliRunner(env=told).invoke(main, words)
        return found.exit_code, found.output


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, postgres: Server) -> Place:
    """One case in it; stopped."""
    data = tmp_path_factory.mktemp("apart") / "data"
    real.make(data, {"head": Role.HEAD}, {})
    keys = postgres.new_database()
    found = Place(Settings(data=data, store=postgres.new_database(), keys=keys), postgres)
    moved = CliRunner(env={"JEDEL_LANG": "en"}).invoke(
        main, ["move", "--data", str(data), "--to", found.settings.store]
    )
    assert moved.exit_code == 0, moved.output
    ended, said = found.jedel("keys", "move")
    assert ended == 0, said
    (data / "keys.db").unlink()
    system = build(found.settings)
    (centre,) = system.rows("centres").values()
    received = ReceiveRequest(case=CaseId(uuid4()), channel=Channel.PHONE, child_name="Айару", story=STORY)
    order = Order(row=1, name="receive-request", command_id=uuid4(), command=received)
    assert isinstance(
        asyncio.run(submit(system, order, real.REGION, UUID(centre["id"]), "operator")), Accepted
    )
    close(system)
    return found


@pytest.fixture
def copied(place: Place, tmp_path: Path) -> Iterator[Path]:
    """Its keys as a backup has them."""
    ended, said = place.jedel("backup", tmp_path / "to", "--keys-to", tmp_path / "keys")
    assert ended == 0, said
    yield tmp_path / "keys"
    (place.settings.data / "keys.db").unlink(missing_ok=True)


def stories(settings: Settings) -> list[str]:
    system = build(settings)
    try:
        events = [each.event for each in system.store.log.read_all()]
        assert system.store.log.breaks() == []
        return [each.story for each in events if getattr(each, "story", None)]
    finally:
        close(system)


def test_it_opens_what_it_sealed_and_no_key_is_in_the_directory_or_beside_the_log(place: Place) -> None:
    assert stories(place.settings) == [STORY]
    assert not (place.settings.data / "keys.db").exists()
    with psycopg.connect(place.settings.store) as log, psycopg.connect(place.settings.keys) as keys:
        asked = "SELECT count(*) FROM pg_tables WHERE tablename='subject_key'"
        assert (log.execute(asked).fetchone(), keys.execute(asked).fetchone()) == ((0,), (1,))


def test_its_keys_are_checked_turned_beside_a_server_and_given_up(place: Place) -> None:
    ended, said = place.jedel("keys", "check")
    assert (ended, "PostgreSQL: keys: subject_key" in said) == (0, True), said
    system = build(place.settings)
    try:
        ended, said = place.jedel("keys", "rotate")
        assert (ended, "Old wrapping keys dropped: 1" in said) == (0, True), said
        assert place.jedel("keys", "bury-lost", "--yes")[0] == 1, "somebody serves"
    finally:
        close(system)
    assert place.jedel("keys", "bury-lost", "--yes") == (0, "Given up: 0.\n")
    ended, said = place.jedel("forget")
    assert (ended, "no key any more" in said) == (0, True), said
    assert stories(place.settings) == [STORY]


def test_a_backup_of_the_keys_goes_into_an_empty_database_and_opens_all(place: Place, copied: Path) -> None:
    shutil.copy2(copied / "keys.db", place.settings.data / "keys.db")
    elsewhere = place.server.new_database()
    with pytest.raises(BadSettings, match=r"keys\.db"):
        build(place.settings)
    ended, said = place.jedel("keys", "move")
    assert (ended, "there are keys already" in said) == (1, True), said
    ended, said = place.jedel("keys", "move", keys=elsewhere)
    assert ended == 0, said
    (place.settings.data / "keys.db").unlink()
    assert stories(replace(place.settings, keys=elsewhere)) == [STORY]
    assert place.jedel("keys", "check", keys=elsewhere)[0] == 0


def test_a_backup_of_the_keys_is_served_as_a_file_as_well(place: Place, copied: Path) -> None:
    shutil.copy2(copied / "keys.db", place.settings.data / "keys.db")
    assert stories(replace(place.settings, keys="sqlite:")) == [STORY]
    assert place.jedel("keys", "move", keys="sqlite:")[0] == 1


def test_no_keys_others_keys_or_the_logs_own_database_are_refused(place: Place) -> None:
    empty, own = place.server.new_database(), place.settings.keys.partition("@/")[2].partition("?")[0]
    others = place.server.url(place.server.new_name(own))
    with psycopg.connect(others) as raw:
        raw.execute("UPDATE keys.keys_identity SET log=%s", (bytes(16),))
    same = place.settings.store + "&application_name=keys"
    for keys, code in ((empty, "keys-db-missing"), (others, "keys-db-another"), (same, "keys-beside-log")):
        with pytest.raises(KeysUnusable) as refused:
            build(replace(place.settings, keys=keys))
        assert refused.value.code == code
        ended, said = place.jedel("keys", "check", keys=keys)
        assert (ended, "Traceback" in said) == (1, False), said


def test_another_machine_starts_with_this_installations_wrapping_key_alone(
    place: Place, tmp_path: Path
) -> None:
    """Its directory is a copy without `keys.kek`: one of another installation and none are refused."""
    there = tmp_path / "there"
    shutil.copytree(place.settings.data, there, ignore=shutil.ignore_patterns("keys.kek"))
    elsewhere = replace(place.settings, data=there)
    real.make(tmp_path / "another", {"head": Role.HEAD}, {})
    with pytest.raises(KeysUnusable, match=r"keys\.kek is missing"):
        build(elsewhere)
    assert not (there / "keys.kek").exists(), "no other one is made"
    shutil.copy2(tmp_path / "another" / "keys.kek", there / "keys.kek")
    with pytest.raises(KeysUnusable, match=r"which keys\.kek does not hold"):
        build(elsewhere)
    shutil.copy2(place.settings.data / "keys.kek", there / "keys.kek")
    assert stories(elsewhere) == [STORY]
