"""Links of an older file: kept, and proved at their next login, because somebody may have typed them."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from dispatch.identities import Identities, Linked
from dispatch.tables.sqlite import FileTables
from tests.places import Place

ISSUER, ACCOUNT = "https://login.example", UUID(int=1)
SINCE = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
BEFORE = """
CREATE TABLE identity (
    issuer TEXT NOT NULL, subject TEXT NOT NULL, account TEXT NOT NULL, since TEXT NOT NULL,
    PRIMARY KEY (issuer, subject), UNIQUE (issuer, account)) WITHOUT ROWID;
"""


def test_links_of_an_older_file_are_kept_and_unproved(tmp_path: Path) -> None:
    path = tmp_path / "access.db"
    with sqlite3.connect(path) as older:
        older.executescript(BEFORE)
        older.execute("INSERT INTO identity VALUES (?,?,?,?)", (ISSUER, "s", str(ACCOUNT), SINCE.isoformat()))
    older.close()
    for proved in (False, True):
        file = FileTables(path)
        kept = Identities(file)
        assert kept.linked(ISSUER, ACCOUNT) == Linked(since=SINCE, proved=proved)
        assert kept.prove(ISSUER, "s", ACCOUNT)
        file.close()


def test_nobody_proves_what_is_not_linked(place: Place) -> None:
    kept = Identities(place.open())
    assert kept.link(ISSUER, "s", ACCOUNT, SINCE, proved=False)
    assert not kept.prove(ISSUER, "other", ACCOUNT)
    assert not kept.prove(ISSUER, "s", UUID(int=2))
    assert kept.linked(ISSUER, ACCOUNT) == Linked(since=SINCE, proved=False)
