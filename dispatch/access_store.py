"""Password hashes, and the logins that a demonstration shows everybody; in `access`, never in the log."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from dispatch.tables.port import Tables

_SCHEMA = """
CREATE TABLE IF NOT EXISTS credential (account TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS demo_login (
    login TEXT PRIMARY KEY, password TEXT NOT NULL, role TEXT NOT NULL, name TEXT NOT NULL,
    rank INTEGER NOT NULL) WITHOUT ROWID;
"""
_SET: Final = "INSERT INTO credential VALUES (?,?) ON CONFLICT (account) DO UPDATE SET hash=excluded.hash"
_SHOW: Final = (
    "INSERT INTO demo_login VALUES (?,?,?,?,?) ON CONFLICT (login) DO UPDATE SET"
    " password=excluded.password, role=excluded.role, name=excluded.name, rank=excluded.rank"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoLogin:
    """A login that everybody may see; exists in a demonstration database only."""

    login: str
    password: str
    role: str
    name: str


class AccessStore:
    """Safe from any thread."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        tables.prepare(_SCHEMA)

    def set_password(self, account: UUID, hashed: str) -> None:
        """From now on this hash counts. Whoever was in with the old password is for the caller to end."""
        self._tables.write(_SET, (str(account), hashed))

    def forget_password(self, account: UUID) -> None:
        """No password opens this account until it has a new one."""
        self._tables.write("DELETE FROM credential WHERE account=?", (str(account),))

    def hash_of(self, account: UUID) -> str | None:
        rows = self._tables.rows("SELECT hash FROM credential WHERE account=?", (str(account),))
        return str(rows[0][0]) if rows else None

    def show_logins(self, logins: list[DemoLogin]) -> None:
        """Keep the logins that a demonstration offers to everybody."""
        for rank, one in enumerate(logins):
            self._tables.write(_SHOW, (one.login, one.password, one.role, one.name, rank))

    def shown_logins(self) -> list[DemoLogin]:
        rows = self._tables.rows("SELECT login, password, role, name FROM demo_login ORDER BY rank")
        return [DemoLogin(login=row[0], password=row[1], role=row[2], name=row[3]) for row in rows]
