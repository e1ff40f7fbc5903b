"""Who may do what: one pure function over one table, asked by HTTP and websocket alike. The rest is denied.

Rights go by role, by region and by how the person stands to the thing: a team may act on its own visits,
anyone on their own account. Nobody's rights cross the border of a region.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from domain.account import Role


class Relation(StrEnum):
    """How the person stands to the thing: nothing special, it is their team's, or it is themselves."""

    NONE = "none"
    OWN_TEAM = "own-team"
    SELF = "self"


class Action(StrEnum):
    """Everything that can be asked for, grouped by who needs it."""

    ENTER = "enter"
    """Be logged in at all: one's own name, language, sessions."""
    RECEIVE = "receive"
    """Write down a request, look for duplicates and schools."""
    WATCH_QUEUE = "watch-queue"
    WATCH_TEAMS = "watch-teams"
    WATCH_CREW = "watch-crew"
    READ_CASE = "read-case"
    """A case with its personal data."""
    READ_STORY = "read-story"
    """Every event of a case, and the case as it was."""
    READ_ASSIGNMENT = "read-assignment"
    """What a team needs of the case that it drives to."""
    READ_REGISTERS = "read-registers"
    """Schools, staff, teams: names that colleagues know."""
    DESCRIBE_CASE = "describe-case"
    """Note, correct, assess, record calls and consent: what whoever speaks with people learns."""
    WORK_CASE = "work-case"
    """Take, consider, redirect, transfer, close."""
    CONFIRM_CLASS = "confirm-class"
    DECIDE_DUTY = "decide-duty"
    """Release or waive an obligation of the law: the head signs."""
    DISPATCH = "dispatch"
    """Recommend, assign, cancel."""
    REPORT_VISIT = "report-visit"
    """Say how a visit goes."""
    RUN_SHIFT = "run-shift"
    REPORT_POSITION = "report-position"
    READ_ADMINISTRATION = "read-administration"
    """The registers as they are kept: with what is closed, and with who changed what."""
    KEEP_REGISTERS = "keep-registers"
    KEEP_SETTINGS = "keep-settings"
    KEEP_ACCOUNTS = "keep-accounts"
    CHOOSE_LANGUAGE = "choose-language"
    READ_INBOX = "read-inbox"
    """One's own notices."""
    OPEN_EMERGENCY = "open-emergency"
    """Take emergency access to one case that one has no right to."""
    OPEN_EMERGENCY_ABROAD = "open-emergency-abroad"
    """The same to a case of another region."""
    REVIEW_EMERGENCY = "review-emergency"


class Reach(StrEnum):
    """How far a role's right goes."""

    REGION = "region"
    OWN_TEAM = "own-team"
    SELF = "self"


_STAFF: Final = {
    Role.OPERATOR: Reach.REGION,
    Role.DISPATCHER: Reach.REGION,
    Role.SUPERVISOR: Reach.REGION,
    Role.HEAD: Reach.REGION,
}
_DESK: Final = {Role.DISPATCHER: Reach.REGION, Role.SUPERVISOR: Reach.REGION, Role.HEAD: Reach.REGION}
_EVERYONE: Final = dict.fromkeys(Role, Reach.SELF)
_GROUP: Final = {Role.TEAM: Reach.OWN_TEAM, Role.LEAD: Reach.OWN_TEAM}
_ROAD: Final = {**_DESK, **_GROUP}
_NAMES: Final = dict.fromkeys(
    (Role.TEAM, Role.LEAD, Role.SPECIALIST, Role.AUDITOR, Role.ADMINISTRATOR), Reach.REGION
)

RIGHTS: Final[Mapping[Action, Mapping[Role, Reach]]] = {
    Action.ENTER: _EVERYONE,
    Action.CHOOSE_LANGUAGE: _EVERYONE,
    Action.READ_INBOX: _EVERYONE,
    Action.OPEN_EMERGENCY: dict.fromkeys((*_STAFF, Role.TEAM, Role.LEAD, Role.SPECIALIST), Reach.REGION),
    Action.OPEN_EMERGENCY_ABROAD: {Role.DISPATCHER: Reach.REGION, Role.HEAD: Reach.REGION},
    Action.REVIEW_EMERGENCY: {Role.SUPERVISOR: Reach.REGION, Role.HEAD: Reach.REGION},
    Action.RECEIVE: _STAFF,
    Action.WATCH_QUEUE: _STAFF,
    Action.WATCH_TEAMS: _STAFF,
    Action.WATCH_CREW: _ROAD,
    Action.READ_CASE: _STAFF,
    Action.READ_STORY: _STAFF,
    Action.READ_ASSIGNMENT: _GROUP,
    Action.READ_REGISTERS: {**_STAFF, **_NAMES},
    Action.DESCRIBE_CASE: {**_STAFF, **_GROUP},
    Action.WORK_CASE: _DESK,
    Action.CONFIRM_CLASS: _DESK,
    Action.DECIDE_DUTY: {Role.HEAD: Reach.REGION},
    Action.DISPATCH: _DESK,
    Action.REPORT_VISIT: _ROAD,
    Action.RUN_SHIFT: _ROAD,
    Action.REPORT_POSITION: _GROUP,
    Action.READ_ADMINISTRATION: {
        Role.ADMINISTRATOR: Reach.REGION,
        Role.HEAD: Reach.REGION,
        Role.AUDITOR: Reach.REGION,
    },
    Action.KEEP_REGISTERS: {Role.ADMINISTRATOR: Reach.REGION, Role.HEAD: Reach.REGION},
    Action.KEEP_SETTINGS: {Role.HEAD: Reach.REGION, Role.ADMINISTRATOR: Reach.REGION},
    Action.KEEP_ACCOUNTS: {Role.ADMINISTRATOR: Reach.REGION},
}


def may(
    roles: Iterable[Role],
    region: str,
    action: Action,
    object_region: str,
    relation: Relation = Relation.NONE,
    rights: Mapping[Action, Mapping[Role, Reach]] = RIGHTS,
) -> bool:
    """Whether somebody with these roles in `region` may do `action` to a thing of `object_region`."""
    if not region or region != object_region:
        return False
    granted = rights.get(action, {})
    return any(_reaches(granted[role], relation) for role in roles if role in granted)


def ever(roles: Iterable[Role], action: Action) -> bool:
    """Whether any of the roles may do this to anything at all: tells "no" from "not there"."""
    granted = RIGHTS.get(action, {})
    return any(role in granted for role in roles)


def _reaches(reach: Reach, relation: Relation) -> bool:
    match reach:
        case Reach.REGION:
            return True
        case Reach.OWN_TEAM:
            return relation is Relation.OWN_TEAM
        case Reach.SELF:
            return relation is Relation.SELF
