"""Both stores: a test that asks for `each_store` runs on SQLite and on PostgreSQL."""

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from dispatch.sql.port import Database
from tests.dispatch import toy

if TYPE_CHECKING:
    from tests.postgres import Server


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Properties open a store for each example, which is dear on PostgreSQL: `test_taking_in` has its own."""
    if "each_store" in metafunc.fixturenames:
        dear = getattr(metafunc.function, "is_hypothesis_test", False)
        metafunc.parametrize("each_store", ["sqlite"] if dear else ["sqlite", "postgresql"], indirect=True)


@pytest.fixture(scope="session")
def empty_log(postgres: "Server") -> str:
    """The database of an empty log, that others are copies of."""
    from dispatch.sql.postgres import PostgresDatabase

    name = postgres.new_name()
    PostgresDatabase(postgres.url(name)).open_to_write(UUID(int=1)).close()
    return name


@pytest.fixture
def log_url(postgres: "Server", empty_log: str) -> str:
    """The address of an empty log of the test's own in PostgreSQL."""
    return postgres.url(postgres.new_name(empty_log))


@pytest.fixture
def each_store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Stores that the test opens keep their log in the one, then in the other; a log for each directory."""
    if request.param == "postgresql":
        from dispatch.sql.postgres import PostgresDatabase

        server: Server = request.getfixturevalue("postgres")
        model: str = request.getfixturevalue("empty_log")
        made: dict[Path, Database] = {}

        def database_of(data: Path) -> Database:
            if data not in made:
                made[data] = PostgresDatabase(server.url(server.new_name(model)))
            return made[data]

        monkeypatch.setattr(toy, "database_of", database_of)
    return str(request.param)
