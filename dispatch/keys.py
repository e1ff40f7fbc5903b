"""Keys of subjects: whoever's key is destroyed is forgotten, wherever their sealed fields lie.

`keys.db` is a SQLite file of its own, never in the same backup as the log. Per subject it holds one
32-byte key wrapped with AES-256-GCM under the key file `keys.kek`, bound to the subject:

    wrapped = nonce (12) | AES-GCM(kek, key, AAD = b"jedel-subject-1" | subject's 16 bytes)

and one secret for keyed hashes, wrapped likewise. A row whose `wrapped` is empty is a grave: that
subject never gets a key again. `keys.kek` has one line per wrapping key, "<id> <base64 of 32 bytes>",
the first being the one in use; the rows name theirs, so a wrapping key can be changed without
touching the log (`dispatch.rotation`). The file names the log that it belongs to.

Keys of new subjects are made by `sealing_key` and become durable by `commit`, which the writer calls
before the log's COMMIT: a key too many after a crash harms nobody, a missing one would lose a story.
"""

import hmac
import os
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dispatch.wrapping import KeysUnusable, Place, Wrapping

KEPT_OPEN = 20_000
DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_BOUND = b"jedel-subject-1"
_SECRET = b"jedel-secret-1"

WRAPPED = (
    Place(
        file="keys.db",
        table="subject_key",
        key=("subject",),
        wrapped="wrapped",
        bound=lambda row: _BOUND + row[0],
    ),
    Place(
        file="keys.db",
        table="secret",
        key=("name",),
        wrapped="wrapped",
        bound=lambda row: _SECRET + row[0].encode(),
    ),
)

_SCHEMA = """
CREATE TABLE IF NOT EXISTS subject_key (
    subject BLOB PRIMARY KEY, kek TEXT NOT NULL, wrapped BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS secret (
    name TEXT PRIMARY KEY, kek TEXT NOT NULL, wrapped BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS keys_identity (log BLOB NOT NULL);
"""


def keys_damaged() -> KeysUnusable:
    """What is said of a file that SQLite cannot read as its own."""
    return KeysUnusable("keys.db is damaged: restore it from its own backup", "keys-db-damaged")


@contextmanager
def damage_told() -> Iterator[None]:
    """A damaged file in words; any other fault of the database as it is."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "").startswith(DAMAGED):
            raise keys_damaged() from error
        raise


class SubjectForgotten(Exception):
    """Something personal was to be sealed for a subject whose key was destroyed."""


class Keys:
    """The keys of one installation. One writer thread makes and commits; reading is safe from any thread."""

    def __init__(self, database: Path, key_file: Path, *, kept_open: int = KEPT_OPEN) -> None:
        self._wrapping = Wrapping(key_file)
        self._kept_open = kept_open
        self._open: OrderedDict[UUID, AESGCM] = OrderedDict()
        self._fresh: dict[UUID, tuple[AESGCM, bytes]] = {}
        self._condemned: set[UUID] = set()
        self._gone: set[UUID] = set()
        self._lock = threading.Lock()
        os.close(os.open(database, os.O_RDWR | os.O_CREAT, 0o600))
        self._db = sqlite3.connect(database, check_same_thread=False, isolation_level=None, timeout=5)
        try:
            with damage_told():
                self._prepare()
                self._mac = hmac.new(self._load_secret("hash"), digestmod="sha256")
        except BaseException:
            self._db.close()
            raise

    def _prepare(self) -> None:
        mode = self._db.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA secure_delete=ON")
        level = self._db.execute("PRAGMA synchronous").fetchone()[0]
        if mode != "wal" or level != 2 or self._db.execute("PRAGMA secure_delete").fetchone()[0] != 1:
            text = f"keys.db is not durable here: journal {mode}, synchronous {level}"
            raise KeysUnusable(text, "not-durable", file="keys.db", mode=mode, level=level)
        if self._db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise keys_damaged()
        self._db.executescript(_SCHEMA)

    def belong_to(self, log_id: UUID) -> None:
        """Refuse the keys of another log; from the first time on they are this one's."""
        row = self._db.execute("SELECT log FROM keys_identity").fetchone()
        if row is None:
            self._db.execute("INSERT INTO keys_identity VALUES (?)", (log_id.bytes,))
        elif row[0] != log_id.bytes:
            text = "keys.db belongs to another log: restore the one that was kept with this log"
            raise KeysUnusable(text, "keys-db-another")

    @property
    def kek(self) -> str:
        """The name of the wrapping key in use."""
        return self._wrapping.kek

    def known(self, subject: UUID) -> bool:
        """Whether the subject has a key or a grave here."""
        return subject in self._fresh or subject in self._open or self._fetch(subject)[1]

    def _load_secret(self, name: str) -> bytes:
        aad = _SECRET + name.encode()
        row = self._db.execute("SELECT kek, wrapped FROM secret WHERE name=?", (name,)).fetchone()
        if row is not None:
            return self._wrapping.unwrap(row[0], row[1], aad)
        if self._db.execute("SELECT 1 FROM subject_key LIMIT 1").fetchone():
            raise KeysUnusable("keys.db has keys but no secret for hashes: it is damaged", "secret-missing")
        secret = os.urandom(32)
        wrapped = self._wrapping.wrap(secret, aad)
        self._db.execute("INSERT INTO secret VALUES (?,?,?)", (name, self._wrapping.kek, wrapped))
        return secret

    def opening_key(self, subject: UUID) -> AESGCM | None:
        """The subject's key; nothing if it was destroyed or never was here."""
        if subject in self._gone:
            return None
        fresh = self._fresh.get(subject)
        return fresh[0] if fresh is not None else self._open.get(subject) or self._fetch(subject)[0]

    def sealing_key(self, subject: UUID) -> AESGCM:
        """The subject's key, made now if there was none (durable after `commit`)."""
        if subject in self._gone or subject in self._condemned:
            raise SubjectForgotten(f"subject {subject} was forgotten")
        key = self._open.get(subject)
        if key is not None:
            return key
        if (fresh := self._fresh.get(subject)) is not None:
            return fresh[0]
        key, known = self._fetch(subject)
        if key is not None:
            return key
        if known:
            raise SubjectForgotten(f"subject {subject} was forgotten")
        raw = os.urandom(32)
        key = AESGCM(raw)
        self._fresh[subject] = (key, self._wrapping.wrap(raw, _BOUND + subject.bytes))
        return key

    def _fetch(self, subject: UUID) -> tuple[AESGCM | None, bool]:
        """Key, and whether there is a row at all: a row without key is a grave."""
        query = "SELECT kek, wrapped FROM subject_key WHERE subject=?"
        with self._lock:
            row = self._db.execute(query, (subject.bytes,)).fetchone()
            if row is None or row[1] is None or subject in self._gone:
                return None, row is not None
            key = AESGCM(self._wrapping.unwrap(row[0], row[1], _BOUND + subject.bytes))
            self._keep(subject, key)
        return key, True

    def _keep(self, subject: UUID, key: AESGCM) -> None:
        self._open[subject] = key
        while len(self._open) > self._kept_open:
            self._open.popitem(last=False)

    def commit(self) -> None:
        """Make the keys made since the last commit durable, in one transaction."""
        if not self._fresh:
            return
        rows = [(subject.bytes, self._wrapping.kek, wrapped) for subject, (_, wrapped) in self._fresh.items()]
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self._db.executemany("INSERT INTO subject_key VALUES (?,?,?)", rows)
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        for subject, (key, _) in self._fresh.items():
            self._keep(subject, key)
        self._fresh.clear()

    def bury(self, subjects: Iterable[UUID]) -> None:
        """A grave for each who has neither key nor grave; none of them gets a key any more."""
        rows = [(subject.bytes, self._wrapping.kek) for subject in subjects]
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT OR IGNORE INTO subject_key VALUES (?,?,NULL)", rows)
            self._db.execute("COMMIT")

    def condemn(self, subjects: Iterable[UUID]) -> None:
        """The batch under way forgets these: nothing more is sealed for them (`discard` takes it back)."""
        self._condemned.update(subjects)

    def drop(self, subjects: Iterable[UUID]) -> None:
        """These are forgotten for good: their keys are used no more, whatever stands in the file."""
        with self._lock:
            for subject in subjects:
                self._gone.add(subject)
                self._open.pop(subject, None)
        self._condemned.clear()

    def discard(self) -> None:
        """Drop the keys made since the last commit: nothing sealed with them will be stored."""
        self._fresh.clear()
        self._condemned.clear()

    def digest(self, body: bytes) -> bytes:
        """Keyed hash (32 bytes) of a command's body, to know a repeat from another one under the same id."""
        return self._keyed(b"command-1\0", body).digest()

    def blind(self, purpose: str, text: str) -> str:
        """Keyed hash (hex) of a personal value for one purpose; the caller folds the text before."""
        return self._keyed(f"blind-1\0{purpose}\0{text}".encode()).hexdigest()

    def _keyed(self, *parts: bytes) -> hmac.HMAC:
        """HMAC-SHA256 of the parts; begun once, because making one costs more than the hash."""
        begun = self._mac.copy()
        for part in parts:
            begun.update(part)
        return begun

    def close(self) -> None:
        self._db.close()
