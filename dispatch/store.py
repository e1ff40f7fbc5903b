"""The whole engine of one data directory, put together: log, keys, books, writer, office.

log.db            events, hash chain, clock, checkpoints, kept commands, claims, case numbers, due moments,
                  outbox, hot rows
keys.db           subjects' keys; its own backups, never together with log.db
keys.kek          the wrapping key, made by set-up, readable by its owner only
checkpoints.key   the key that signs checkpoints, made by the first start, readable by its owner only
writer.lock       which process writes here; several, where their log is a database that they share
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

from dispatch.batch import Rules
from dispatch.books import Books, ForgottenElsewhere, Parts
from dispatch.claims_store import Claims
from dispatch.clock import Clock
from dispatch.commit import Committer
from dispatch.courier import Courier, Post
from dispatch.evidence.names import described, note_read, require_known
from dispatch.evidence.notary import Notary
from dispatch.finished import every_row
from dispatch.graves import Forgotten, Graves, bury
from dispatch.hot import HotTables
from dispatch.idempotency import KeptCommands
from dispatch.key_opening import open_keys
from dispatch.key_place import KeyFile, KeyPlace
from dispatch.keys import Keys
from dispatch.limits import EngineLimits
from dispatch.lock import WriterLock
from dispatch.log import Log
from dispatch.lookout import Lookout
from dispatch.mapper import SealingMapper, Upcast
from dispatch.moments_store import Moments
from dispatch.numbers import Numbers
from dispatch.office import Office, Premises
from dispatch.outbox import Outbox, Parcel, standing
from dispatch.ports import Fence, HotFold, Row
from dispatch.refold import outdated, store_tables
from dispatch.sealed_rows import keys_reach
from dispatch.sql.port import Connection, Database
from dispatch.sql.sqlite import SqliteFile
from dispatch.standing import Streams
from dispatch.tail import Tail
from dispatch.ticker import Ticker
from dispatch.wrapping import KeysUnusable, make_key_file
from dispatch.writer import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Stored names of events, and how older ones read today."""

    events: Mapping[str, type]
    upcasts: Mapping[str, Upcast]


Folds: TypeAlias = Sequence[HotFold] | Callable[[Keys], Sequence[HotFold]]
"""The hot folds; a function of the keys where one of them keeps keyed hashes."""


class Store:
    """One open data directory. `start` begins writing and acting; `close` ends both and frees the lock.

    `checkpoints` is a directory elsewhere that signed checkpoints are written to as well. `destroyed_again`:
    how many keys of forgotten people the start found in `keys.db` and destroyed.
    """

    def __init__(
        self,
        data: Path,
        catalogue: Catalogue,
        rules: Rules,
        folds: Folds,
        clock: Clock,
        limits: EngineLimits | None = None,
        post: Post | None = None,
        checkpoints: Path | None = None,
        forgotten: Forgotten | None = None,
        database: Database | None = None,
        keys: KeyPlace | None = None,
    ) -> None:
        self._limits = limits or EngineLimits()
        self._post = post or Post()
        self._data = data
        self._database = database or SqliteFile(data / "log.db")
        self._place = keys or KeyFile(data / "keys.db")
        self._checkpoints = checkpoints
        self._forgotten = forgotten
        self._lock = WriterLock(data / "writer.lock", clock.now(), shared=self._database.shared)
        self._connection: Connection | None = None
        try:
            self._open(data, catalogue, rules, folds, clock)
        except BaseException:
            self._release()
            raise

    def _open(self, data: Path, catalogue: Catalogue, rules: Rules, folds: Folds, clock: Clock) -> None:
        new_log = UUID(bytes=os.urandom(16), version=4)
        place = self._place
        fresh_keys = place.missing()
        connection = self._connection = self._database.open_to_write(new_log)
        tables, self.keys = open_keys(place, data / "keys.kek", connection, fresh=fresh_keys)
        self.graves = Graves(place, tables, self.keys)
        bury(connection, self.graves, self._forgotten)
        keys_reach(connection, self.keys, place.told)
        self.mapper = SealingMapper(catalogue.events, catalogue.upcasts, self.keys)
        self._tail = Tail()
        self.log = Log(self._database, self.mapper, self._tail)
        self._catalogue = described(catalogue.events, catalogue.upcasts)
        require_known(connection, self.mapper, self._catalogue)
        made = folds(self.keys) if callable(folds) else folds
        self.hot = HotTables(made, self.log.reading, self._limits.finished)
        if self._fold_outdated(connection):
            bury(connection, self.graves, self._forgotten)
        self.destroyed_again = self.graves.destroyed
        elsewhere = ForgottenElsewhere(
            of=rules.forgets_of, all=self._all_forgotten, drop=self.graves.forgotten_elsewhere
        )
        books = Books(connection, self.log.id, self._parts(), rules.claims_of, elsewhere)
        connection.execute("BEGIN")  # one state of what others may be writing meanwhile
        books.load()
        connection.rollback()
        limits = self._limits
        committer = self._committer = Committer(
            self._database, connection, books, self.mapper, self.keys, rules, clock, self.graves
        )
        self.writer = Writer(committer, most_waiting=limits.waiting, most_per_batch=limits.batch)
        self._lookout = Lookout("others", self.writer.look, limits.look_every)
        at = (data, self._database, self.log.id, self.writer, clock, limits, self._checkpoints)
        self._premises = Premises(*at, self._post.channels, self._addressees)
        self.office = Office(self._premises)

    def open_office(self, fence: Fence) -> Office:
        """What one process does for all that share the log, in place of the one before; not started."""
        self.close_office()
        self.office = Office(self._premises, fence)
        return self.office

    def close_office(self) -> None:
        """Finish what is under way and sign what came last; done already, it does nothing."""
        self.office.halt()
        self.office.close(self.office.writer.aside)

    def _parts(self) -> Parts:
        return Parts(
            streams=Streams(self.mapper, self._limits.streams),
            hot=self.hot,
            claims=Claims(),
            numbers=Numbers(),
            commands=KeptCommands(),
            moments=Moments(),
            tail=self._tail,
            outbox=Outbox([each.name for each in self._post.channels], lambda: self.office.wake()),
        )

    def _all_forgotten(self) -> Iterable[UUID]:
        if (told := self._forgotten) is None:
            return ()
        return (who for row in self.every_row(told.table) for who in told.subjects(row))

    def _addressees(self, parcel: Parcel) -> Sequence[UUID]:
        return self._post.addressees(self.hot, parcel)

    def every_row(self, table: str, filed: str | None = None, holding: bytes = b"") -> Iterator[Row]:
        """All rows of a hot table, finished ones too (`finished.every_row`). Blocks; for any thread."""
        return every_row(self._database, table, filed, holding)

    def undelivered(self) -> tuple[int, int]:
        """How many notices wait for their channel, and how many were given up."""
        try:
            with closing(self._database.open_to_read()) as connection:
                return standing(connection)
        except Exception as error:
            raise self._database.fault(error) or error from error

    def _fold_outdated(self, connection: Connection) -> bool:
        """Fold anew what is outdated; whether something was."""
        if folds := outdated(connection, self.hot.folds):
            store_tables(connection, folds, self.log.read_all)
        return bool(folds)

    @property
    def couriers(self) -> Sequence[Courier]:
        return self.office.couriers

    @property
    def ticker(self) -> Ticker:
        return self.office.ticker

    @property
    def notary(self) -> Notary:
        return self.office.notary

    def start(self, *, ticking: bool = True, acting: bool = True) -> None:
        """`acting`: the office too."""
        self.writer.start()
        if self._database.shared:
            self._lookout.start()
        if acting:
            self.office.start(ticking=ticking)

    def refold(self, table: str, key: str) -> None:
        """Fold one damaged row anew, after its fold was put right."""
        self.writer.refold(self.log, table, key)

    def close(self) -> None:
        self._lookout.stop()
        self.office.halt()
        self.writer.stop()
        well = self.writer.failed is None
        self.office.close(self._committer.aside if well else None)
        if well and not self._database.shared:  # others may be of another program
            self._note_read()
        self.log.close()
        self._release()

    def _note_read(self) -> None:
        """The next start need not read again what this program wrote."""
        if self._connection is not None:
            with suppress(self._connection.Error):
                note_read(self._connection, self._catalogue)

    def _release(self) -> None:
        if hasattr(self, "keys"):
            self.keys.close()
        if self._connection is not None:
            self._connection.close()
        self._lock.close()


def make_data_directory(data: Path) -> None:
    """What set-up does once: the directory, for its owner only, and the key file. Leaves what is there."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (data / "keys.kek").exists():
        if (data / "keys.db").exists():
            raise KeysUnusable(
                "keys.kek is missing beside keys.db: restore it from its own backup", "key-file-gone"
            )
        make_key_file(data / "keys.kek")
