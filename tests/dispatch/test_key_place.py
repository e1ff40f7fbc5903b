"""Where keys may be kept: durable, apart from the log; and that nobody finds there what was destroyed."""

from pathlib import Path

import psycopg
import pytest

from dispatch.graves import Graves
from dispatch.key_place import KeyFile
from dispatch.key_place_postgres import KeyDatabase
from dispatch.schema import StoreUnfit
from dispatch.sql.postgres import PostgresDatabase
from dispatch.tables.sqlite import FileTables
from dispatch.wrapping import KeysUnusable
from tests.dispatch.keeping_keys import CALLER, CHILD, held_in
from tests.dispatch.toy import open_store
from tests.postgres import Server


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.new_database()


def test_they_are_missing_until_they_belong_to_a_log(url: str, tmp_path: Path) -> None:
    place = KeyDatabase(url)
    assert place.missing()
    with psycopg.connect(url) as raw:
        assert raw.execute("SELECT 1 FROM pg_namespace WHERE nspname='keys'").fetchone() is None, (
            "only looked"
        )
    store = open_store(tmp_path, keys=place)
    store.close()
    assert not place.missing()
    assert not (tmp_path / "keys.db").exists()


def test_keys_in_the_database_of_the_log_are_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(KeysUnusable) as refused:
        open_store(tmp_path, database=PostgresDatabase(url), keys=KeyDatabase(url))
    assert refused.value.code == "keys-beside-log"
    with psycopg.connect(url) as raw:
        assert raw.execute("SELECT 1 FROM pg_namespace WHERE nspname='keys'").fetchone() is None


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes"])
def test_a_server_that_would_not_be_durable_is_refused(
    url: str, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    off = f"CASE name WHEN '{setting}' THEN 'off' ELSE setting END"
    asked = f"SELECT name, {off} FROM pg_settings WHERE name IN ('{setting}', 'server_encoding')"
    monkeypatch.setattr("dispatch.key_place_postgres._ASKED", asked)
    with pytest.raises(StoreUnfit, match=setting) as refused:
        KeyDatabase(url).open()
    assert refused.value.code == "database-not-durable"


def test_a_role_that_does_not_wait_for_its_commits_waits_for_these(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as admin:
        name = admin.info.dbname
        admin.execute(f"ALTER DATABASE {name} SET synchronous_commit=off")  # type: ignore[arg-type]
    tables = KeyDatabase(url).open()
    assert tables.rows("SELECT setting FROM pg_settings WHERE name='synchronous_commit'") == [("on",)]
    tables.close()


def test_a_database_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnfit, match="PostgreSQL"):
        KeyDatabase(f"postgresql://jedel@/none?host={tmp_path}").open()


def test_a_database_of_something_else_is_refused_and_left_alone(url: str) -> None:
    with psycopg.connect(url) as other:
        other.execute("CREATE SCHEMA keys")
        other.execute("CREATE TABLE keys.theirs (a int)")
    with pytest.raises(StoreUnfit, match="something else"):
        KeyDatabase(url).open()


@pytest.mark.parametrize("pragma", ["synchronous=NORMAL", "secure_delete=OFF"])
def test_a_file_that_would_not_be_durable_or_kept_what_is_deleted_is_refused(
    tmp_path: Path, pragma: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = FileTables.__init__

    def careless(tables: FileTables, path: Path) -> None:
        make(tables, path)
        tables.rows(f"PRAGMA {pragma}")

    monkeypatch.setattr(FileTables, "__init__", careless)
    with pytest.raises(KeysUnusable) as refused:
        KeyFile(tmp_path / "keys.db").open()
    assert refused.value.code == "not-durable"


@pytest.mark.parametrize("planted", [False, True], ids=["cleared", "planted"])
def test_a_destroyed_key_is_not_in_the_file_of_the_table_any_more(
    postgres: Server,
    url: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    planted: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = held_in("keys.db", tmp_path, request)
    held.place = KeyDatabase(url)
    keys = held.open()
    for subject in (CHILD, CALLER):
        keys.sealing_key(subject)
    keys.commit()
    wrapped = keys._tables.rows("SELECT wrapped FROM subject_key WHERE subject=?", (CHILD.bytes,))[0][0]
    if planted:
        monkeypatch.setattr(KeyDatabase, "overwrite", lambda place, traces: None)
    Graves(held.place, keys._tables, keys).destroy([CHILD])
    with psycopg.connect(url, autocommit=True) as raw:
        raw.execute("CHECKPOINT")
        file = raw.execute("SELECT pg_relation_filepath('keys.subject_key')").fetchone()
    assert file is not None
    assert (wrapped in (postgres.folder / "data" / file[0]).read_bytes()) is planted
    held.close()
