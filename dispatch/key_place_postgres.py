"""Subjects' keys in a PostgreSQL database of their own, in its schema `keys`; never in the log's.

What PostgreSQL overwrites it does not: a destroyed key stays in the table as a row that nobody sees until
VACUUM, which is asked for at once, and after that in blocks, in the write-ahead log and in archives of it
until the server uses them again. All that is wrapped by a key of `keys.kek`: another wrapping key
(`dispatch.rotation`) makes an end of it.
"""

from collections.abc import Collection
from contextlib import closing
from typing import Final

import psycopg

from dispatch.key_place import SCHEMA, NotOverwritten
from dispatch.schema import StoreUnfit
from dispatch.sql.postgres_line import LONG, connected
from dispatch.tables.postgres import PostgresTables
from dispatch.wrapping import KeysUnusable

_SCHEMA_NAME: Final = "keys"
_ASKED: Final = (
    "SELECT name, setting FROM pg_settings"
    " WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'server_encoding')"
)
_LOGS: Final = "SELECT count(*) FROM pg_tables WHERE tablename='jedel_log'"


class KeyDatabase:
    """`url` is libpq's, `postgresql://...`; it may hold a password."""

    told = "PostgreSQL: keys"

    def __init__(self, url: str) -> None:
        self._url = url

    def missing(self) -> bool:
        with closing(self.look()) as tables:
            standing = tables.standing()
            return "keys_identity" not in standing or not tables.rows("SELECT log FROM keys_identity")

    def open(self) -> PostgresTables:
        tables = self.look()
        try:
            tables.prepare(SCHEMA)
        except BaseException:
            tables.close()
            raise
        return tables

    def look(self) -> PostgresTables:
        tables = PostgresTables(self._url, _SCHEMA_NAME)
        try:
            self._require_fit(tables)
        except BaseException:
            tables.close()
            raise
        return tables

    def _require_fit(self, tables: PostgresTables) -> None:
        """Asks the server, does not trust: a lost key is a lost story."""
        found = dict(tables.rows(_ASKED))
        if off := sorted(name for name, setting in found.items() if setting == "off"):
            text = f"PostgreSQL would not be durable: {off[0]} is off"
            raise StoreUnfit(text, "database-not-durable", setting=off[0])
        if found["server_encoding"] != "UTF8":
            raise StoreUnfit("the database in PostgreSQL is not in UTF-8", "database-not-utf8")
        if tables.rows(_LOGS)[0][0]:
            text = "the keys would be in the log's database: whoever has a copy of it could read it"
            raise KeysUnusable(text, "keys-beside-log")

    def overwrite(self, traces: Collection[bytes]) -> None:
        """Whoever asks the server finds them no more; what its files keep is the server's own affair."""
        try:
            with closing(connected(self._url, search_path=_SCHEMA_NAME)) as line:
                line.patience = LONG
                line.execute("VACUUM (SKIP_LOCKED) subject_key")
        except psycopg.Error as error:
            raise NotOverwritten(f"the table cannot be cleared now: {type(error).__name__}") from error
