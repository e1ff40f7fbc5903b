"""Who is asking: the session behind a cookie, the account behind the session, read anew with each request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import cookie_parser

from dispatch.once import LONGEST
from dispatch.ports import Row
from dispatch.sessions import Session
from domain.access import Action, Relation
from domain.account import Role
from domain.verdict import Allowed, Subject, Thing, Verdict, decide, ever, may
from projections.relations import Person
from web.settings import Settings
from web.system import System
from web.words import LANGUAGES, preferred


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """An account that is in. `region` is the one whose things it may see at all."""

    account: UUID
    login: str
    name: str
    roles: tuple[Role, ...]
    region: str
    language: str
    team: str | None
    specialist: str | None
    session: Session
    token: str

    def acts_as(self, action: Action) -> str:
        """The role that is written beside what this person does: the first that the right comes from."""
        return next((str(role) for role in self.roles if ever((role,), action)), "")

    def may(self, action: Action, region: str, relation: Relation = Relation.NONE) -> bool:
        return may(self.roles, self.region, action, region, relation)

    def verdict(self, action: Action, thing: Thing) -> Verdict:
        """May this person do this to that, and which levels of its fields may they read?"""
        return decide(Subject(roles=self.roles, region=self.region), action, thing)

    def may_to(self, action: Action, thing: Thing) -> bool:
        return isinstance(self.verdict(action, thing), Allowed)

    @property
    def person(self) -> Person:
        """Who they are to a case."""
        return Person(account=str(self.account), team=self.team, specialist=self.specialist)

    def ever(self, action: Action) -> bool:
        """Whether this action is within the roles at all."""
        return ever(self.roles, action)

    def to_team(self, team: str | None) -> Relation:
        """How the account stands to a team."""
        return Relation.OWN_TEAM if team is not None and team == self.team else Relation.NONE


def may_enter(account: Row) -> bool:
    """Whether this account opens anything: it is not closed, and its region has given it a role."""
    return bool(account["roles"]) and not account["closed"]


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this very host; browsers take it over https only."""
    return "__Host-jedel" if settings.secure else "jedel"


def visitor_of(system: System, scope: Mapping[str, Any]) -> Visitor | None:
    """The account behind the cookie of a request or handshake; none if there is none or it is over.

    Never waits: sessions of other processes were asked for before (`web.catching_up`).
    """
    token = cookie_of(scope, cookie_name(system.settings))
    session = None if token is None else system.sessions.held(token)
    return None if token is None or session is None else visitor_in(system, session, token)


def visitor_in(system: System, session: Session, token: str) -> Visitor | None:
    """The account behind a session, as it stands now; none if it is gone."""
    row = system.row("accounts", str(session.account))
    if row is None or not may_enter(row):
        return None
    return Visitor(
        account=session.account,
        login=row["login"],
        name=row["name"],
        roles=tuple(Role(role) for role in row["roles"] if role in _ROLES),
        region=row["region"],
        language=row["language"],
        team=row["team"],
        specialist=row["specialist"],
        session=session,
        token=token,
    )


_ROLES = frozenset(str(role) for role in Role)


def language_of(visitor: Visitor | None, scope: Mapping[str, Any]) -> str:
    """The account's language; before login what the browser prefers."""
    if visitor is not None and visitor.language in LANGUAGES:
        return visitor.language
    return preferred(_header(scope, b"accept-language"))


def cookie_of(scope: Mapping[str, Any], name: str) -> str | None:
    """The cookie's value; none if it is not there or absurdly long."""
    value = cookie_parser(_header(scope, b"cookie")[:8_192]).get(name)
    return value if value and len(value) <= LONGEST else None


def _header(scope: Mapping[str, Any], name: bytes) -> str:
    found = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    return found[0] if found else ""
