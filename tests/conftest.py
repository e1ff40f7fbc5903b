"""Settings of the whole suite: how hard properties are tried; one PostgreSQL and one Redis for who asks."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.places import Database, Folder, Place

if TYPE_CHECKING:  # tests that need no PostgreSQL need not its driver either
    from tests.postgres import Server
    from tests.redis import Server as Redis

settings.register_profile(
    "here", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("few", deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=100,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("long", deadline=None, max_examples=2000, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "here"))


@pytest.fixture(scope="session")
def postgres() -> Iterator["Server"]:
    """One server for all tests of the session."""
    from tests.postgres import ABSENT, Server, programs

    if programs() is None:
        pytest.skip(ABSENT)
    server = Server()
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where tables lie: a test that asks for it runs on files, then on PostgreSQL."""
    found: Place
    if request.param == "sqlite":
        found = Folder(tmp_path)
    else:
        server: Server = request.getfixturevalue("postgres")
        found = Database(server.new_database())
    yield found
    found.close()


@pytest.fixture(scope="session")
def redis() -> Iterator["Redis"]:
    """One server for all tests of the session; each has its own names in it."""
    from tests.redis import ABSENT, Server, program

    if program() is None:
        pytest.skip(ABSENT)
    server = Server()
    yield server
    server.close()
