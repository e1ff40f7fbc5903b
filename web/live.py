"""Who sees which live topic, and which topics a changed row belongs to."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from dispatch.ports import Changes, Row
from domain.access import Action, Relation
from realtime.directory import Change, moved
from realtime.terms import Identity
from web.system import System
from web.visitor import Visitor, visitor_in, visitor_of

RIGHTS: Final[Mapping[str, Action]] = {
    "queue": Action.WATCH_QUEUE,
    "teams": Action.WATCH_TEAMS,
    "positions": Action.WATCH_TEAMS,
    "drives": Action.WATCH_TEAMS,
    "drive": Action.WATCH_CREW,
    "crew": Action.WATCH_CREW,
    "inbox": Action.READ_INBOX,
    "lane": Action.RECEIVE,
    "duties": Action.WATCH_QUEUE,
    "roads": Action.WATCH_QUEUE,
    "hints": Action.WATCH_QUEUE,
    "worker": Action.WATCH_QUEUE,
}
"""Kind of topic -> the right it takes. A kind that is not here is nobody's."""

OF_TOPIC: Final = "of-topic"
MESSAGES: Final[Mapping[str, Action | str]] = {
    "sub": OF_TOPIC,
    "unsub": Action.ENTER,
    "pong": Action.ENTER,
    "rx": Action.ENTER,
}
"""Message of a screen -> the right it takes; asking for a topic takes that topic's own, asked with each."""


def may_watch(system: System, visitor: Visitor, topic: str) -> bool:
    """Whether this topic may go to this account's screens."""
    kind, _, which = topic.partition(":")
    action = RIGHTS.get(kind)
    if action is None:
        return False
    if kind == "inbox":
        own = Relation.SELF if which == str(visitor.account) else Relation.NONE
        return visitor.may(action, visitor.region, own)
    if kind not in _OF_TEAM:
        return visitor.may(action, which)
    team = system.row("teams", which)
    return team is not None and visitor.may(action, team["region"], visitor.to_team(which))


def topics_of(system: System, visitor: Visitor) -> tuple[str, ...]:
    """What a screen of this account is offered."""
    offered = [f"{kind}:{visitor.region}" for kind in _OF_REGION]
    offered += [] if visitor.team is None else [f"{kind}:{visitor.team}" for kind in _OF_TEAM]
    offered.append(f"inbox:{visitor.account}")
    return tuple(topic for topic in offered if may_watch(system, visitor, topic))


_OF_REGION: Final = ("queue", "teams", "positions", "drives", "lane", "duties", "roads", "hints", "worker")
_OF_TEAM: Final = ("crew", "drive")


def identity_of(system: System, scope: Mapping[str, Any]) -> Identity | None:
    """Whose screen connects."""
    visitor = visitor_of(system, scope)
    return None if visitor is None else _identity(system, visitor, topics_of(system, visitor))


def _identity(system: System, visitor: Visitor, topics: tuple[str, ...]) -> Identity:
    return Identity(
        user=str(visitor.account),
        topics=topics,
        may_subscribe=lambda topic: may_watch(system, visitor, topic),
        again=lambda: _again(system, visitor),
    )


def _again(system: System, visitor: Visitor) -> Identity | None:
    """The same while it stays connected. A second factor changes the browser's cookie, not the session, so
    the cookie of the handshake is looked at once and the session is asked for by its id."""
    session = system.sessions.named(visitor.session.id)
    now = None if session is None else visitor_in(system, session, visitor.token)
    return None if now is None else _identity(system, now, ())


def changes_of(changes: Changes) -> list[Change]:
    """The rows of one commit as the topics' changes."""
    return [
        change
        for row in changes.rows
        for change in moved(
            row.key,
            topics_of_row(row.table, row.key, row.before),
            topics_of_row(row.table, row.key, row.after),
            row.after,
        )
    ]


def all_rows(tables: Mapping[str, Iterable[tuple[str, Row]]]) -> list[Change]:
    """Every row of the live tables, for the start."""
    return [
        (topic, key, row)
        for table, rows in tables.items()
        for key, row in rows
        for topic in sorted(topics_of_row(table, key, row))
    ]


def topics_of_row(table: str, key: str, row: Row | None) -> frozenset[str]:
    """The topics a row stands in: a case until it is closed, a team always, also for its own phones."""
    if row is None or "region" not in row:
        return frozenset()
    if table == "queue":
        return frozenset() if row["closed_at"] is not None else frozenset({f"queue:{row['region']}"})
    if table == "teams" and not row["closed"]:
        return frozenset({f"teams:{row['region']}", f"crew:{key}"})
    return frozenset()
