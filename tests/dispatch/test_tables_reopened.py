"""Tables in PostgreSQL whose connection broke: whatever goes wrong with a new one, the next may do."""

from collections.abc import Iterator

import psycopg
import pytest

from dispatch.ports import StoreUnavailable
from dispatch.tables.postgres import PostgresTables
from tests.faulty_line import FaultyLine
from tests.postgres import Server


@pytest.fixture
def line(postgres: Server) -> Iterator[FaultyLine]:
    with FaultyLine(postgres.socket) as line:
        yield line


@pytest.mark.parametrize(
    "wrong", [psycopg.OperationalError("away"), RuntimeError("no thread"), OSError("no file")]
)
def test_after_any_failure_a_connection_is_opened_again(
    wrong: Exception, line: FaultyLine, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = PostgresTables(postgres.new_database().replace(str(postgres.folder), str(line.folder)), "things")
    tables.prepare("CREATE TABLE IF NOT EXISTS thing (n INTEGER NOT NULL)")

    def fails(_self: object) -> object:
        raise wrong

    with monkeypatch.context() as patch:
        patch.setattr(PostgresTables, "_open", fails)
        line.cut()
        for _ in range(2):
            with pytest.raises((StoreUnavailable, type(wrong))):
                tables.rows("SELECT n FROM thing")
    assert tables.rows("SELECT n FROM thing") == []
    tables.close()
