"""Receipts of the public form: sixteen digits that open a request's questions to whoever wrote it.

53 bits are too few for a plain hash, so argon2id is stored, as for passwords. Twenty bits of a keyed hash say
where to look; without the key they say nothing, with it they leave 33 bits behind argon2id. Hashing has a
small pool of its own: no flood of receipts slows a login down.
"""

import asyncio
from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from dispatch.keys import Keys
from dispatch.passwords import Passwords
from dispatch.schema import microseconds
from dispatch.tables.port import Tables

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS receipt (
    lookup INTEGER NOT NULL, hash TEXT NOT NULL, stream BLOB NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS receipt_lookup ON receipt (lookup);
"""
_LOOKUP_BITS: Final = 20
_MOST_CANDIDATES: Final = 8


class Receipts:
    """The table `receipt`. Everything raises `StoreUnavailable` if the database cannot do it now."""

    def __init__(self, tables: Tables, keys: Keys, *, most_waiting: int) -> None:
        self._keys = keys
        self._hashes = Passwords(most_waiting)
        self._tables = tables
        tables.prepare(_SCHEMA)

    async def keep(self, receipt: str, case: UUID, at: datetime) -> None:
        """From now on this receipt opens this case's questions. Durable when this returns."""
        hashed = await self._hashes.make(receipt)
        row = (self._lookup(receipt), hashed, case.bytes, microseconds(at))
        await asyncio.to_thread(self._tables.write, "INSERT INTO receipt VALUES (?,?,?,?)", row)

    async def find(self, receipt: str) -> UUID | None:
        """The case of a receipt. One that nobody has costs what one costs that somebody has."""
        query = "SELECT hash, stream FROM receipt WHERE lookup=? LIMIT ?"
        wanted = (self._lookup(receipt), _MOST_CANDIDATES)
        rows = await asyncio.to_thread(self._tables.rows, query, wanted)
        for hashed, stream in rows:
            if await self._hashes.check(hashed, receipt):
                return UUID(bytes=stream)
        if not rows:
            await self._hashes.check(None, receipt)
        return None

    def forget(self, cases: Collection[UUID]) -> None:
        """The receipts of these cases open nothing any more. Durable when this returns."""
        known = {stream for (stream,) in self._tables.rows("SELECT DISTINCT stream FROM receipt")}
        gone = [(case.bytes,) for case in cases if case.bytes in known]
        if gone:
            self._tables.many("DELETE FROM receipt WHERE stream=?", gone)

    def _lookup(self, receipt: str) -> int:
        return int(self._keys.blind("receipt", receipt), 16) >> (256 - _LOOKUP_BITS)

    def close(self) -> None:
        self._hashes.close()
        self._tables.close()
