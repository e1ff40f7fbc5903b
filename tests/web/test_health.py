"""What `/health` says of an installation that does not work as it should."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from dispatch.lease import Acting
from dispatch.ports import StoreUnavailable
from tests.web.client import Client, Running


def health(client: Client) -> tuple[int, str]:
    answer = client.http.get("/health")
    return answer.status_code, answer.json()["status"]


@pytest.fixture
def nobody(server: Running) -> Iterator[Client]:
    found = server.nobody()
    yield found
    assert health(found) == (200, "ok")


def test_a_damaged_row_is_told(server: Running, nobody: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(server.system.store.hot, "_damaged", {("queue", "x"): 7})
        assert health(nobody) == (200, "degraded")
        assert nobody.http.get("/health").json()["damaged"] == 1


def test_boards_that_missed_a_commit_are_told(
    server: Running, nobody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(server.system.store.writer._watchers, "unheard", 1)
        assert health(nobody) == (200, "degraded")


def test_a_writer_that_failed_is_told_so_that_the_machine_sees_it(
    server: Running, nobody: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(server.system.store.writer, "trouble", StoreUnavailable("disk", lasting=True))
        assert health(nobody) == (503, "failed")


def test_that_nobody_acts_is_told(server: Running, nobody: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    since = datetime(2026, 11, 27, 18, tzinfo=UTC)
    with monkeypatch.context() as patched:
        patched.setattr(server.system, "acting", Acting(since=since))
        assert health(nobody) == (200, "degraded")
        assert nobody.http.get("/health").json()["worker"] == {"since": since.isoformat()}
