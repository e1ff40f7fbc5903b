"""A log in PostgreSQL is looked at like a file, in bounded memory; what is changed in its tables is found."""

from pathlib import Path

import psycopg
import pytest

from dispatch.evidence.tables import LogTables
from dispatch.evidence.verify import CannotVerify, Compared, Report, verify
from dispatch.schema import StoreUnfit
from dispatch.sql import postgres_walk
from dispatch.sql.postgres import PostgresDatabase
from tests.dispatch.batching import together
from tests.dispatch.toy import Note, Open, open_store, submission
from tests.evidence.installation import BOXES
from tests.postgres import Server

HEAD, COVERED = 14, 9


class Kept:
    """A small log in a database that is copied for each look."""

    def __init__(self, server: Server, place: Path) -> None:
        self.server, self.data, self.elsewhere = server, place / "data", place / "elsewhere"
        self.elsewhere.mkdir()
        self.name = server.new_name()
        database = PostgresDatabase(server.url(self.name))
        store = open_store(self.data, database=database, checkpoints=self.elsewhere)
        store.start(ticking=False)
        for box in BOXES:
            store.writer.call(submission(Open(box=box)))
        together(store, *(submission(Note(box=box)) for box in BOXES))
        store.notary._made_at = -1e12
        store.notary.look()
        together(store, *(submission(Note(box=box)) for box in BOXES))
        store.notary.stop(None)
        store.close()

    def changed(self, *statements: str) -> Report:
        """A look at a copy in which somebody has done these things."""
        url = self.server.url(self.server.new_name(self.name))
        with psycopg.connect(url) as hands:
            hands.execute("SET session_replication_role=replica")  # triggers sleep
            for statement in statements:
                hands.execute(statement.encode())
        return self.look(url)

    def look(self, url: str = "") -> Report:
        place = LogTables(url or self.server.url(self.name))
        return verify(self.data, Compared(elsewhere=self.elsewhere), place=place)


@pytest.fixture(scope="module")
def kept(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(postgres, tmp_path_factory.mktemp("kept"))


def test_a_log_left_alone_is_whole(kept: Kept) -> None:
    report = kept.look()
    assert report.damages == ()
    assert (report.events, report.batches, report.streams) == (HEAD, 8, 6)
    assert (report.checkpoints, report.elsewhere, report.covered, report.uncovered) == (1, 1, COVERED, 5)


def test_few_rows_are_in_memory_at_once(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[int] = []
    rows = psycopg.RawCursor.fetchall
    monkeypatch.setattr(postgres_walk, "PAGE", 5)

    def counted(cursor: psycopg.RawCursor) -> list[object]:
        page = rows(cursor)
        fetched.append(len(page))
        return page

    monkeypatch.setattr(psycopg.RawCursor, "fetchall", counted)
    assert kept.look().events == HEAD
    assert max(fetched) == 5


NEW_TRIGGER = "CREATE TRIGGER other BEFORE INSERT ON batch EXECUTE FUNCTION never_changed()"


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        ("changed", "UPDATE stored_events SET state=set_byte(state, 9, 65) WHERE notification_id=2"),
        ("changed", "UPDATE stored_events SET topic='box-opened.v1' WHERE notification_id=6"),
        ("changed", "UPDATE stored_events SET hash='' WHERE notification_id=5"),
        ("position-missing", "DELETE FROM stored_events WHERE notification_id=5"),
        ("batch-torn", "DELETE FROM batch WHERE last=2"),
        ("batch-empty", "DELETE FROM stored_events WHERE notification_id>8"),
        ("batch-changed", "UPDATE batch SET link='' WHERE last=9"),
        ("clock-back", "UPDATE batch SET recorded_at=0 WHERE last=9"),
        ("put-back", "DELETE FROM checkpoint"),
        ("structure", "DROP TRIGGER batch_not_changed ON batch"),
        ("structure", "ALTER TABLE checkpoint DISABLE TRIGGER ALL"),
        ("structure", "DROP TABLE claim"),
        ("structure", "CREATE VIEW other AS SELECT 1"),
        ("structure", "ALTER TABLE batch ALTER COLUMN link DROP NOT NULL"),
        ("structure", "ALTER TABLE stored_events DROP CONSTRAINT stored_events_pkey"),
        ("structure", "DROP INDEX outbox_waiting"),
        ("structure", "CREATE RULE other AS ON INSERT TO batch DO INSTEAD NOTHING"),
        ("structure", NEW_TRIGGER),
        (
            "structure",
            "CREATE OR REPLACE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NULL; END'",
        ),
    ],
)
def test_what_is_changed_is_found(kept: Kept, kind: str, statement: str) -> None:
    assert kind in {damage.kind for damage in kept.changed(statement).damages}


def test_planted_a_look_at_rows_alone_misses_what_keeps_them(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LogTables, "structure", lambda *_: ())
    assert kept.changed("DROP TRIGGER batch_not_changed ON batch").damages == ()


def test_where_there_is_no_log_of_ours_nothing_is_called_whole(kept: Kept) -> None:
    with pytest.raises(CannotVerify):
        kept.look(kept.server.new_database())
    with pytest.raises(StoreUnfit, match="99"):
        kept.changed("UPDATE jedel_log SET version=99")
    with pytest.raises(StoreUnfit):
        kept.look(kept.server.url("nowhere"))
