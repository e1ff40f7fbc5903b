"""A small installation with boxes, a directory elsewhere and checkpoints; and hands that change its files."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from dispatch.evidence.signing import KEY_FILE, read_signing_keys
from dispatch.evidence.verify import Compared, Report, verify
from dispatch.store import Store
from tests.dispatch.batching import together
from tests.dispatch.toy import GiveBack, HandClock, Lend, Note, Open, open_store, submission

BOXES = [UUID(int=1000 + number) for number in range(4)]
KEPT = ("stored_events", "batch", "checkpoint", "log_identity")


class Installation:
    """`data` and `elsewhere`; closed, but for `served`."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.data, self.elsewhere = place / "data", place / "elsewhere"
        self.clock = HandClock()

    def begin(self) -> "Installation":
        """26 events of 6 streams in 20 batches; checkpoints at 4, 14 and 22, none after that."""
        self.elsewhere.mkdir(parents=True)
        with self.served() as store:
            for box in BOXES:
                store.writer.call(submission(Open(box=box)))
            self.sign(store)
            for _ in range(2):
                together(store, *(submission(Note(box=box)) for box in BOXES))
                self.clock.forward(seconds=20)
            self.sign(store)
            for box in BOXES:
                store.writer.call(submission(Lend(box=box, team=str(box))))
                store.writer.call(submission(GiveBack(box=box)))
            self.sign(store)
            self.clock.forward(seconds=12)
            for box in BOXES:
                store.writer.call(submission(Note(box=box)))
            store.notary.stop(None)
        return self

    @contextmanager
    def served(self) -> Iterator[Store]:
        store = open_store(self.data, checkpoints=self.elsewhere, clock=self.clock)
        store.notary._every = 1e9
        store.notary._made_at = 0.0
        store.start(ticking=False)
        yield store
        store.close()

    def sign(self, store: Store) -> None:
        """A checkpoint of what is there, inside and elsewhere."""
        notary = store.notary
        notary._made_at = -1e12
        notary.look()
        assert notary.covered == store.log.head
        assert (notary.fault, notary.waiting) == (None, 0)

    @property
    def public(self) -> bytes:
        return read_signing_keys(self.data / KEY_FILE)[0].public

    def copy(self, place: Path) -> "Installation":
        shutil.copytree(self.place, place)
        return Installation(place)

    @contextmanager
    def open_behind_its_back(self) -> Iterator[sqlite3.Connection]:
        """The log's file in the hands of somebody who takes its triggers off, and puts them on again."""
        connection = sqlite3.connect(self.data / "log.db", isolation_level=None)
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type='trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in triggers:
            connection.execute(sql)
        connection.close()

    def change(self, *statements: str) -> None:
        with self.open_behind_its_back() as connection:
            for statement in statements:
                connection.execute(statement)

    def verify(self, *, alone: bool = False, public: bytes | None = None) -> Report:
        return verify(self.data, Compared(elsewhere=None if alone else self.elsewhere, public=public))

    def found(self, **how: object) -> set[str]:
        """The kinds of damage that are found."""
        return {damage.kind for damage in self.verify(**how).damages}  # type: ignore[arg-type]
