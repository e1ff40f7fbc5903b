"""Keys of subjects: whoever's key is destroyed is forgotten, wherever their sealed fields lie.

They are in a place of their own (`dispatch.key_place`), never in the same backup as the log. Per subject it
holds one 32-byte key wrapped with AES-256-GCM under the key file `keys.kek`, bound to the subject:

    wrapped = nonce (12) | AES-GCM(kek, key, AAD = b"jedel-subject-1" | subject's 16 bytes)

and one secret for keyed hashes, wrapped likewise. A row whose `wrapped` is empty is a grave: that
subject never gets a key again. `keys.kek` has one line per wrapping key, "<id> <base64 of 32 bytes>",
the first being the one in use; the rows name theirs, so a wrapping key can be changed without
touching the log (`dispatch.rotation`). The place names the log that it belongs to.

Keys of new subjects are made by `sealing_key` and become durable by `commit`, which the writer calls
before the log's COMMIT: a key too many after a crash harms nobody, a missing one would lose a story. If
a subject has a key by then, made long ago or by another process, that one counts: `commit` says so, and
nothing that was sealed with the other may be stored.
"""

import hmac
import os
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sized
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dispatch.ports import StoreUnavailable
from dispatch.tables.look import Looking
from dispatch.tables.port import Tables
from dispatch.wrapping import KeysUnusable, Place, Wrapping

KEPT_OPEN = 2_000
AT_A_TIME = 500
"""Subjects asked for at once."""
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

_GRAVE = "INSERT INTO subject_key VALUES (?,?,NULL) ON CONFLICT (subject) DO NOTHING"


class SubjectForgotten(Exception):
    """Something personal was to be sealed for a subject whose key was destroyed."""


class MadeElsewhere(Exception):
    """A subject has its key, or its grave, already: what was sealed with another must be sealed anew."""


class Keys:
    """The keys of one installation. One writer thread makes and commits; reading is safe from any thread."""

    def __init__(self, tables: Tables, key_file: Path, *, kept_open: int = KEPT_OPEN) -> None:
        self._wrapping = Wrapping(key_file)
        self._tables = tables
        self._kept_open = kept_open
        self._open: OrderedDict[UUID, AESGCM] = OrderedDict()
        self._fresh: dict[UUID, tuple[AESGCM, bytes]] = {}
        self.look_first = True
        """Whether a subject without an open key here is looked for before it gets one. The writer takes it to
        be new, which `commit` finds out for all at once; if one was not, it looks first at its next try."""
        self._condemned: set[UUID] = set()
        self._gone: set[UUID] = set()
        self._lock = threading.Lock()
        self._mac = hmac.new(self._load_secret("hash"), digestmod="sha256")

    def belong_to(self, log_id: UUID, told: str = "keys.db") -> None:
        """Refuse the keys of another log; from the first time on they are this one's."""
        with self._tables.together():
            found = self._tables.rows("SELECT log FROM keys_identity")
            if not found:
                self._tables.write("INSERT INTO keys_identity VALUES (?)", (log_id.bytes,))
        if found and found[0][0] != log_id.bytes:
            text = f"{told} belongs to another log: restore the one that was kept with this log"
            raise KeysUnusable(text, "keys-db-another", keys=told)

    @property
    def kek(self) -> str:
        """The name of the wrapping key in use."""
        return self._wrapping.kek

    def known(self, subject: UUID) -> bool:
        """Whether the subject has a key or a grave here."""
        return subject in self._fresh or subject in self._open or self._fetch(subject)[1]

    def unknown(self, subjects: Iterable[UUID]) -> set[UUID]:
        """Those of them that have neither key nor grave here."""
        return missing(self._tables, subjects)

    def _load_secret(self, name: str) -> bytes:
        aad = _SECRET + name.encode()
        with self._tables.together():
            found = self._tables.rows("SELECT kek, wrapped FROM secret WHERE name=?", (name,))
            if found:
                return self._wrapping.unwrap(found[0][0], found[0][1], aad)
            if self._tables.rows("SELECT 1 FROM subject_key LIMIT 1"):
                raise KeysUnusable("there are keys but no secret for hashes: damaged", "secret-missing")
            secret = os.urandom(32)
            wrapped = self._wrapping.wrap(secret, aad)
            self._tables.write("INSERT INTO secret VALUES (?,?,?)", (name, *wrapped))
        return secret

    def opening_key(self, subject: UUID) -> AESGCM | None:
        """The subject's key; nothing if it was destroyed or never was here."""
        if subject in self._gone:
            return None
        key = self._open.get(subject) or self._fetch(subject)[0]
        if key is None and (fresh := self._fresh.get(subject)) is not None:
            return fresh[0]
        return key

    def sealing_key(self, subject: UUID) -> AESGCM:
        """The subject's key, made now if there was none (durable after `commit`)."""
        if subject in self._gone or subject in self._condemned:
            raise SubjectForgotten(f"subject {subject} was forgotten")
        key = self._open.get(subject)
        if key is not None:
            return key
        if (fresh := self._fresh.get(subject)) is not None:
            return fresh[0]
        if self.look_first:
            key, known = self._fetch(subject)
            if key is not None:
                return key
            if known:
                raise SubjectForgotten(f"subject {subject} was forgotten")
        raw = os.urandom(32)
        key = AESGCM(raw)
        self._fresh[subject] = (key, raw)
        return key

    def _fetch(self, subject: UUID) -> tuple[AESGCM | None, bool]:
        """Key, and whether there is a row at all: a row without key is a grave."""
        query = "SELECT kek, wrapped FROM subject_key WHERE subject=?"
        with self._lock:
            found = self._tables.rows(query, (subject.bytes,))
            if not found or found[0][1] is None or subject in self._gone:
                return None, bool(found)
            key = AESGCM(self._wrapping.unwrap(found[0][0], found[0][1], _BOUND + subject.bytes))
            self._keep(subject, key)
        return key, True

    def _keep(self, subject: UUID, key: AESGCM) -> None:
        self._open[subject] = key
        while len(self._open) > self._kept_open:
            self._open.popitem(last=False)

    def commit(self) -> None:
        """Make the keys made since the last commit durable, in one transaction.

        Raises `MadeElsewhere` if one of them does not count, `StoreUnavailable`; `discard` comes next then.
        """
        if not self._fresh:
            return
        insert = "INSERT INTO subject_key VALUES (?,?,?) ON CONFLICT (subject) DO NOTHING"
        try:
            with self._lock, self._tables.together():  # no other wrapping key comes in between
                bound = ((raw, _BOUND + subject.bytes) for subject, (_, raw) in self._fresh.items())
                wrapped = self._wrapping.wrap_all(bound)
                rows = [(who.bytes, *each) for who, each in zip(self._fresh, wrapped, strict=True)]
                stored = self._tables.many(insert, rows)
        except StoreUnavailable as error:  # perhaps they are there: then they are found the next time
            raise StoreUnavailable(f"keys: {error.reason}", lasting=error.lasting) from error
        if stored != len(rows):
            raise MadeElsewhere
        for subject, (key, _) in self._fresh.items():
            self._keep(subject, key)
        self._fresh.clear()

    def bury(self, subjects: Iterable[UUID]) -> None:
        """A grave for each who has neither key nor grave; none of them gets a key any more."""
        self._tables.many(_GRAVE, [(subject.bytes, self._wrapping.kek) for subject in subjects])

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

    def dropped(self, subject: UUID) -> bool:
        """Whether this process knows that the subject is forgotten for good."""
        return subject in self._gone

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
        self._tables.close()


def missing(tables: Looking, subjects: Iterable[UUID]) -> set[UUID]:
    """Those who have neither key nor grave."""
    asked = list(dict.fromkeys(subjects))
    found = set(asked)
    for start in range(0, len(asked), AT_A_TIME):
        page = asked[start : start + AT_A_TIME]
        query = f"SELECT subject FROM subject_key WHERE subject IN ({marks(page)})"  # noqa: S608
        found -= {UUID(bytes=row[0]) for row in tables.rows(query, [each.bytes for each in page])}
    return found


def marks(values: Sized) -> str:
    """As many `?` as there are values."""
    return ", ".join("?" * len(values))
