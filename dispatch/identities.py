"""Who somebody is at the identity provider, in `access`: issuer and subject, linked to one account.

Never by address or name: those can be given to somebody else. A link that somebody else typed is unproved
until the account's own second factor was shown at a login through it. It is also kept which of our sessions
came of which of the provider's, so that a logout there ends them here, after a restart too.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.sessions import Session
from dispatch.tables.port import Conflict, Tables

_SCHEMA = """
CREATE TABLE IF NOT EXISTS identity (
    issuer TEXT NOT NULL, subject TEXT NOT NULL, account TEXT NOT NULL, since TEXT NOT NULL,
    proved INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (issuer, subject), UNIQUE (issuer, account)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS signed_on (
    session TEXT PRIMARY KEY, account TEXT NOT NULL, issuer TEXT NOT NULL, subject TEXT NOT NULL,
    sid TEXT NOT NULL, until TEXT NOT NULL) WITHOUT ROWID;
"""

# Older files do not say who made a link: it may have been typed, so it is proved at its next login.
_COLUMN = "ALTER TABLE identity ADD COLUMN proved INTEGER NOT NULL DEFAULT 0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """Since when an account is linked, and whether its own person was seen to hold the link."""

    since: datetime
    proved: bool


class Identities:
    """Safe from any thread."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        tables.prepare(_SCHEMA)
        if "proved" not in tables.standing()["identity"]:
            tables.write(_COLUMN)

    def link(self, issuer: str, subject: str, account: UUID, now: datetime, *, proved: bool) -> bool:
        """This identity is this account's from now on, instead of any it had; false if it is another's."""
        if self.account_of(issuer, subject) not in (None, account):
            return False
        try:
            with self._tables.together():
                self.unlink(issuer, account)
                self._tables.write(
                    "INSERT INTO identity (issuer, subject, account, since, proved) VALUES (?,?,?,?,?)",
                    (issuer, subject, str(account), now.isoformat(), proved),
                )
        except Conflict:
            return False
        return True

    def prove(self, issuer: str, subject: str, account: UUID) -> bool:
        """Whoever this is there has shown the account's own second factor; false if they are not linked."""
        changed = self._tables.write(
            "UPDATE identity SET proved=1 WHERE issuer=? AND subject=? AND account=?",
            (issuer, subject, str(account)),
        )
        return changed > 0

    def unlink(self, issuer: str, account: UUID) -> bool:
        """This account is entered by single sign-on no longer; false if it was not."""
        changed = self._tables.write(
            "DELETE FROM identity WHERE issuer=? AND account=?", (issuer, str(account))
        )
        return changed > 0

    def account_of(self, issuer: str, subject: str) -> UUID | None:
        rows = self._tables.rows(
            "SELECT account FROM identity WHERE issuer=? AND subject=?", (issuer, subject)
        )
        return UUID(rows[0][0]) if rows else None

    def subject_of(self, issuer: str, account: UUID) -> str | None:
        """Who the account's person is there; none if it is not linked."""
        rows = self._tables.rows(
            "SELECT subject FROM identity WHERE issuer=? AND account=?", (issuer, str(account))
        )
        return str(rows[0][0]) if rows else None

    def linked(self, issuer: str, account: UUID) -> Linked | None:
        """How the account is linked; none if it is not."""
        rows = self._tables.rows(
            "SELECT since, proved FROM identity WHERE issuer=? AND account=?", (issuer, str(account))
        )
        found = [Linked(since=datetime.fromisoformat(since), proved=bool(proved)) for since, proved in rows]
        return found[0] if found else None

    def signed_on(self, session: Session, issuer: str, subject: str, sid: str, now: datetime) -> None:
        """This session came of that session at the provider."""
        self._tables.write("DELETE FROM signed_on WHERE until<=?", (now.isoformat(),))
        self._tables.write(
            "INSERT INTO signed_on VALUES (?,?,?,?,?,?)",
            (session.id, str(session.account), issuer, subject, sid, session.until.isoformat()),
        )

    def sessions_of(self, issuer: str, subject: str, sid: str) -> list[tuple[UUID, str]]:
        """Account and id of the sessions that a logout at the provider ends.

        With a name for the provider's session, those of that session; else all of the person.
        """
        rows = self._tables.rows(
            "SELECT account, session FROM signed_on WHERE issuer=?"
            " AND (?='' OR subject=?) AND (?='' OR sid=?)",
            (issuer, subject, subject, sid, sid),
        )
        return [(UUID(account), session) for account, session in rows] if subject or sid else []
