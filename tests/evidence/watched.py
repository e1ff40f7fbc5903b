"""A store with a directory elsewhere; the notary looks when the test says so, at a time that it says."""

import sqlite3
from pathlib import Path
from uuid import UUID

from dispatch.evidence.checkpoint import Signed, read_line
from dispatch.evidence.notary import Notary
from dispatch.evidence.outside import checkpoints_of
from dispatch.evidence.signing import KEY_FILE, make_signing_key
from dispatch.ports import Accepted
from dispatch.store import Store
from tests.dispatch.toy import Note, Open, open_store, submission

BOX = UUID(int=1000)


class Watched:
    """One box that gets a note with every event."""

    def __init__(self, place: Path) -> None:
        self.data, self.elsewhere = place / "data", place / "elsewhere"
        self.elsewhere.mkdir()
        self.time = 0.0
        self.store = self.opened()
        self.events = 0

    def opened(self) -> Store:
        store = open_store(self.data, checkpoints=self.elsewhere)
        store.writer.start()
        if store.notary.covered == 0:
            make_signing_key(self.data / KEY_FILE)
        store.notary._monotonic = lambda: self.time
        return store

    @property
    def notary(self) -> Notary:
        return self.store.notary

    def event(self) -> None:
        command = Note(box=BOX) if self.events else Open(box=BOX)
        assert isinstance(self.store.writer.call(submission(command)), Accepted)
        self.events += 1

    def look(self, after: float = 0.0) -> None:
        self.time += after
        self.notary.look()

    def inside(self) -> list[Signed]:
        with sqlite3.connect(self.data / "log.db") as connection:
            rows = connection.execute("SELECT line FROM checkpoint ORDER BY number").fetchall()
        connection.close()
        return [read_line(line) for (line,) in rows]

    def outside(self) -> list[Signed]:
        return list(checkpoints_of(self.elsewhere, self.store.log.id))

    def positions(self) -> list[int]:
        return [each.told.position for each in self.inside()]
