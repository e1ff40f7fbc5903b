"""Receipts of the public form: sixteen digits that open a request's questions to whoever wrote it.

53 bits are too few for a plain hash, so argon2id is stored, as for passwords. Twenty bits of a keyed hash say
where to look; without the key they say nothing, with it they leave 33 bits behind argon2id. Hashing has a
small pool of its own: no flood of receipts slows a login down.
"""

import sqlite3
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final
from uuid import UUID

from dispatch.keys import Keys
from dispatch.passwords import Passwords
from dispatch.schema import microseconds

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS receipt (
    lookup INTEGER NOT NULL, hash TEXT NOT NULL, stream BLOB NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS receipt_lookup ON receipt (lookup);
"""
_LOOKUP_BITS: Final = 20
_MOST_CANDIDATES: Final = 8


class Receipts:
    """The table `receipt` of `form.db`."""

    def __init__(self, path: Path, keys: Keys, *, most_waiting: int) -> None:
        self._keys = keys
        self._hashes = Passwords(most_waiting)
        self._lock = Lock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
        path.chmod(0o600)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA secure_delete=ON")
        self._db.executescript(_SCHEMA)

    async def keep(self, receipt: str, case: UUID, at: datetime) -> None:
        """From now on this receipt opens this case's questions. Durable when this returns."""
        hashed = await self._hashes.make(receipt)
        with self._lock:
            self._db.execute(
                "INSERT INTO receipt VALUES (?,?,?,?)",
                (self._lookup(receipt), hashed, case.bytes, microseconds(at)),
            )

    async def find(self, receipt: str) -> UUID | None:
        """The case of a receipt. One that nobody has costs what one costs that somebody has."""
        with self._lock:
            rows = self._db.execute(
                "SELECT hash, stream FROM receipt WHERE lookup=? LIMIT ?",
                (self._lookup(receipt), _MOST_CANDIDATES),
            ).fetchall()
        for hashed, stream in rows:
            if await self._hashes.check(hashed, receipt):
                return UUID(bytes=stream)
        if not rows:
            await self._hashes.check(None, receipt)
        return None

    def forget(self, cases: Collection[UUID]) -> None:
        """The receipts of these cases open nothing any more. Durable when this returns."""
        with self._lock:
            known = {row[0] for row in self._db.execute("SELECT DISTINCT stream FROM receipt")}
            gone = [(case.bytes,) for case in cases if case.bytes in known]
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("DELETE FROM receipt WHERE stream=?", gone)
            self._db.execute("COMMIT")

    def _lookup(self, receipt: str) -> int:
        return int(self._keys.blind("receipt", receipt), 16) >> (256 - _LOOKUP_BITS)

    def close(self) -> None:
        self._hashes.close()
        with self._lock:
            self._db.close()
