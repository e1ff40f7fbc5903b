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
from tests.postgres import Server

NEVER = EngineLimits(look_every=3_600)


@pytest.fixture
def url(postgres: Server, empty_log: str) -> str:
    return postgres.url(postgres.new_name(empty_log))


@pytest.fixture
def ours(tmp_path: Path, url: str) -> Iterator[Store]:
    store = open_store(tmp_path, database=PostgresDatabase(url), limits=NEVER)
    store.start(ticking=False)
    store.writer.call(submission(Open(box=BOX_A)))
    yield store
    store.close()


@contextmanager
def held(url: str) -> Iterator[None]:
    """Somebody else's transaction, which holds the lock."""
    holding = PostgresDatabase(url).open_to_write(UUID(int=1))
    holding.begin()
    try:
        yield
    finally:
        holding.close()


@pytest.mark.parametrize("planted", [False, True], ids=["as it is", "planted"])
def test_it_loads_nothing_anew(ours: Store, url: str, planted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else whoever waited too long for the lock would hold it longest, and make all others wait too long."""
    loaded: list[Books] = []
    load = Books.load

    def counted(books: Books) -> object:
        loaded.append(books)
        return load(books)

    monkeypatch.setattr(Books, "load", counted)
    if planted:
        monkeypatch.setattr(Committer, "_begin", lambda each, *asked: each._connection.begin(*asked))
    with held(url), pytest.raises(StoreUnavailable):
        ours.writer.call(submission(Note(box=BOX_A)), timeout=10)
    eventually(lambda: ours.writer.trouble is None)
    assert isinstance(ours.writer.call(submission(Note(box=BOX_A)), timeout=10), Accepted)
    assert bool(loaded) == planted


def test_it_says_that_nothing_can_be_saved_until_it_could_begin(ours: Store, url: str) -> None:
    with held(url):
        with pytest.raises(StoreUnavailable):
            ours.writer.call(submission(Note(box=BOX_A)), timeout=10)
        assert ours.writer.trouble is not None
    eventually(lambda: ours.writer.trouble is None)
