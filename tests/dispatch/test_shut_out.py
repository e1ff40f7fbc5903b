"""A process that is not let begin, because another one holds the log too long, has lost nothing it knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.books import Books
from dispatch.commit import Committer
from dispatch.limits import EngineLimits
from dispatch.ports import Accepted, StoreUnavailable
from dispatch.sql.postgres import PostgresDatabase
from dispatch.store import Store
from tests.dispatch.batching import BOX_A
from tests.dispatch.toy import Note, Open, open_store, submission
from tests.patience import eventually

NEVER = EngineLimits(look_every=3_600)


@pytest.fixture
def ours(tmp_path: Path, log_url: str) -> Iterator[Store]:
    store = open_store(tmp_path, database=PostgresDatabase(log_url), limits=NEVER)
    store.start(ticking=False)
    store.writer.call(submission(Open(box=BOX_A)))
    yield store
    store.close()


@contextmanager
def held(log_url: str) -> Iterator[None]:
    """Somebody else's transaction, which holds the lock."""
    holding = PostgresDatabase(log_url).open_to_write(UUID(int=1))
    holding.begin()
    try:
        yield
    finally:
        holding.close()


@pytest.mark.parametrize("planted", [False, True], ids=["as it is", "planted"])
def test_it_loads_nothing_anew(
    ours: Store, log_url: str, planted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever waited too long for the lock would hold it longest, and make all others wait too long."""
    loaded: list[Books] = []
    load = Books.load

    def counted(books: Books) -> object:
        loaded.append(books)
        return load(books)

    monkeypatch.setattr(Books, "load", counted)
    if planted:
        monkeypatch.setattr(Committer, "_begin", lambda each, *asked: each._connection.begin(*asked))
    with held(log_url), pytest.raises(StoreUnavailable):
        ours.writer.call(submission(Note(box=BOX_A)), timeout=10)
    eventually(lambda: ours.writer.trouble is None)
    assert isinstance(ours.writer.call(submission(Note(box=BOX_A)), timeout=10), Accepted)
    assert bool(loaded) == planted


def test_it_says_that_nothing_can_be_saved_until_it_could_begin(ours: Store, log_url: str) -> None:
    with held(log_url):
        with pytest.raises(StoreUnavailable):
            ours.writer.call(submission(Note(box=BOX_A)), timeout=10)
        assert ours.writer.trouble is not None
    eventually(lambda: ours.writer.trouble is None)
