"""Tables beside the log: the same on files and in PostgreSQL, all or nothing, right between processes."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread, Timer

import psycopg
import pytest

from dispatch.ports import StoreUnavailable
from dispatch.schema import StoreUnfit
from dispatch.tables.port import Conflict, Tables
from dispatch.tables.postgres import PostgresTables
from dispatch.tables.sqlite import FileTables
from tests.faulty_line import FaultyLine
from tests.places import Place
from tests.postgres import Server

SCHEMA = """
CREATE TABLE IF NOT EXISTS thing (
    name TEXT PRIMARY KEY, n INTEGER NOT NULL, part REAL, body BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS numbered (number INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL);
"""


@pytest.fixture
def tables(place: Place) -> Tables:
    tables = place.open("things")
    tables.prepare(SCHEMA)
    return tables


@pytest.fixture
def url(postgres: Server) -> str:
    return postgres.new_database()


def counted(tables: Tables) -> int:
    return int(tables.rows("SELECT count(*) FROM thing")[0][0])


def add(tables: Tables, name: str, n: int = 1) -> int:
    return tables.write("INSERT INTO thing VALUES (?,?,?,?)", (name, n, 0.5, b"\0\xff"))


def beside(*tasks: Callable[[], object]) -> list[Exception]:
    """All at once; what they raised."""
    start, raised = Barrier(len(tasks)), list[Exception]()

    def run(task: Callable[[], object]) -> None:
        start.wait(10)
        try:
            task()
        except Exception as error:  # noqa: BLE001 - told to the test
            raised.append(error)

    threads = [Thread(target=run, args=(task,)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


def test_what_one_writes_the_other_reads(tables: Tables, place: Place) -> None:
    assert add(tables, "a", 2**40) == 1
    other = place.open("things")
    other.prepare(SCHEMA)
    assert other.rows("SELECT * FROM thing") == [("a", 2**40, 0.5, b"\0\xff")]
    assert other.write("UPDATE thing SET n=?, part=? WHERE name=? AND n>?", (True, None, "a", 5)) == 1
    assert tables.rows("SELECT n, part FROM thing WHERE name=?", ("a",)) == [(1, None)]
    assert tables.rows("DELETE FROM thing WHERE name=? RETURNING n", ("a",)) == [(1,)]
    assert counted(other) == 0
    assert tables.standing() == {"numbered": ["number", "text"], "thing": ["name", "n", "part", "body"]}


def test_a_number_is_given_once(tables: Tables) -> None:
    put = "INSERT INTO numbered (text) VALUES (?) RETURNING number"
    first, second = (tables.rows(put, (text,))[0][0] for text in "ab")
    tables.write("DELETE FROM numbered")
    assert first < second < tables.rows(put, ("c",))[0][0]


def test_many_are_one(tables: Tables) -> None:
    assert tables.many("INSERT INTO thing (name, n) VALUES (?,?)", [("a", 1), ("b", 2)]) == 2
    with pytest.raises(Conflict):
        tables.many("INSERT INTO thing (name, n) VALUES (?,?)", [("c", 1), ("a", 2)])
    assert counted(tables) == 2
    assert tables.many("INSERT INTO thing (name, n) VALUES (?,?) ON CONFLICT (name) DO NOTHING", []) == 0


def break_off(tables: Tables) -> None:
    with tables.together():
        add(tables, "a")
        with tables.together():
            add(tables, "b")
        raise ZeroDivisionError


def add_all(tables: Tables, *names: str, between: Callable[[], object] = lambda: None) -> None:
    with tables.together():
        for name in names:
            add(tables, name)
            between()


def test_together_is_all_or_nothing(tables: Tables, place: Place) -> None:
    with pytest.raises(ZeroDivisionError):
        break_off(tables)
    assert counted(tables) == 0
    with tables.together():
        add(tables, "a")
        assert counted(place.open("things")) == 0
    assert counted(place.open("things")) == 1
    with pytest.raises(Conflict):
        add_all(tables, "b", "a")
    assert counted(tables) == 1


def raise_it(tables: Tables, times: int) -> None:
    """Read, then write what follows from it."""
    for _ in range(times):
        with tables.together():
            n = tables.rows("SELECT n FROM thing WHERE name='a'")[0][0]
            tables.write("UPDATE thing SET n=? WHERE name='a'", (n + 1,))


def test_nobody_writes_beside_together(tables: Tables, place: Place) -> None:
    add(tables, "a", 0)
    others = [tables, place.open("things"), place.open("things")]
    assert beside(*[lambda each=each: raise_it(each, 20) for each in others]) == []
    assert tables.rows("SELECT n FROM thing") == [(60,)]


def test_the_trial_of_two_notices_a_shared_lock(url: str) -> None:
    """Planted: `together()` takes the lock as single writes do; another one writes between two steps."""
    one, two = (PostgresTables(url, "things") for _ in range(2))
    for each in (one, two):
        each.prepare(SCHEMA)
        each._alone = each._shared
    add(one, "a", 0)
    with one.together():
        n = one.rows("SELECT n FROM thing")[0][0]
        raise_it(two, 1)
        one.write("UPDATE thing SET n=?", (n + 1,))
    assert one.rows("SELECT n FROM thing") == [(1,)], "of two steps one was lost"


def test_two_that_start_at_once_make_the_tables_once(place: Place) -> None:
    assert beside(*[lambda: place.open("fresh").prepare(SCHEMA)] * 4) == []
    assert counted(place.open("fresh")) == 0


@pytest.mark.parametrize("planted", [False, True], ids=["as it is", "planted"])
def test_a_new_file_that_somebody_is_about_to_make_is_waited_for(
    tmp_path: Path, planted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.db"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    if planted:
        monkeypatch.setattr("dispatch.schema.BUSY_SECONDS", 0)
        with pytest.raises(sqlite3.OperationalError):
            FileTables(path)
    else:
        soon = Timer(0.1, lambda: other.execute("ROLLBACK"))
        soon.start()
        FileTables(path).close()
        soon.join()
    other.close()


def test_tables_of_something_else_are_left_alone(url: str) -> None:
    with psycopg.connect(url) as past:
        past.execute("CREATE SCHEMA things; CREATE TABLE things.theirs (a int)")
    with pytest.raises(StoreUnfit, match="something else") as refused:
        PostgresTables(url, "things").prepare(SCHEMA)
    assert refused.value.code == "another-database"


def test_tables_of_a_later_version_are_left_alone(url: str) -> None:
    tables = PostgresTables(url, "things")
    tables.prepare(SCHEMA, 2)
    tables.prepare(SCHEMA, 2)
    with pytest.raises(StoreUnfit, match="version 2") as refused:
        tables.prepare(SCHEMA)
    assert refused.value.code == "later-version"


def test_a_broken_line_is_opened_anew(url: str) -> None:
    tables = PostgresTables(url, "things")
    tables.prepare(SCHEMA)

    def cut() -> None:
        with psycopg.connect(url) as past:
            past.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid<>pg_backend_pid()"
                " AND datname=current_database()"
            )

    cut()
    assert counted(tables) == 0
    cut()
    assert add(tables, "a") == 1
    with pytest.raises(StoreUnavailable) as fault:
        add_all(tables, "b", "c", between=cut)
    assert not fault.value.unsure
    assert counted(tables) == 1


def test_a_write_whose_answer_was_lost_is_not_repeated(postgres: Server, url: str) -> None:
    with FaultyLine(postgres.socket) as line:
        tables = PostgresTables(url.replace(str(postgres.folder), str(line.folder)), "things")
        tables.prepare(SCHEMA)
        add(tables, "a", 0)
        line.lose_reply()
        with pytest.raises(StoreUnavailable, match="perhaps") as fault:
            tables.write("UPDATE thing SET n=n+1")
        assert fault.value.unsure
        assert line.lost.is_set(), "no reply was lost: the trial would prove nothing"
        assert tables.rows("SELECT n FROM thing") == [(1,)]
        tables.close()


def test_a_server_that_is_not_there_is_told_at_the_start(url: str) -> None:
    with pytest.raises(StoreUnfit) as refused:
        PostgresTables(url.replace("?host=", "?host=/nowhere"), "things")
    assert refused.value.code == "database-unreachable"
