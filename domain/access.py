"""Who may do what: the table of rights. `domain.verdict` decides by it, for everybody who asks.

A right goes by role, by region, by how the person stands to the thing, and for reading by level of field.
What no row grants is denied.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain.account import Role
from domain.levels import ALL, OPERATIONAL, OWN_WORDS, PERSONAL, Levels
from domain.reach import Cell, Grant, Reach, Relation, grants

__all__ = ["RESCUERS", "RIGHTS", "Action", "Reach", "Relation"]


class Action(StrEnum):
    """Everything that can be asked for, grouped by who needs it."""

    ENTER = "enter"
    """Be logged in at all: one's own name, language, sessions."""
    RECEIVE = "receive"
    """Write down a request, look for duplicates and schools."""
    WATCH_QUEUE = "watch-queue"
    LIST_CASES = "list-cases"
    """Cases by their rows, without personal data: the region's, or those of one's own visits."""
    WATCH_TEAMS = "watch-teams"
    WATCH_CREW = "watch-crew"
    READ_CASE = "read-case"
    """A case with its personal data, as far as the levels go."""
    READ_STORY = "read-story"
    """Every event of a case, and the case as it was."""
    READ_ASSIGNMENT = "read-assignment"
    """What a team needs of the case that it drives to."""
    READ_REGISTERS = "read-registers"
    """Schools, staff, teams: names that colleagues know."""
    DESCRIBE_CASE = "describe-case"
    """Correct, assess, record consent and promises: what whoever speaks with people learns."""
    ACT_FOR_SAFETY = "act-for-safety"
    """Call the police, speak with the child, write down a danger and a note: what cannot wait for a right."""
    WORK_CASE = "work-case"
    """Take, consider, redirect, transfer, close."""
    CONFIRM_CLASS = "confirm-class"
    DECIDE_DUTY = "decide-duty"
    """Release or waive an obligation of the law: the head signs."""
    ASK_DELETION = "ask-deletion"
    """Write down that somebody asks for data to be deleted."""
    DECIDE_KEEPING = "decide-keeping"
    """Refuse a deletion, forget somebody, hold a case: each as one of two people."""
    READ_RETENTION = "read-retention"
    """How long what is kept, and what is past its time."""
    APPLY_RETENTION = "apply-retention"
    """Let what is past its time go, cases aside: these are forgotten one by one."""
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
    ASK_RESET = "ask-reset"
    """Say that somebody has lost their second factor."""
    CONFIRM_RESET = "confirm-reset"
    """Confirm that as the second person."""
    KEEP_PHONES = "keep-phones"
    """Enrol and revoke the phones of groups."""
    CHOOSE_LANGUAGE = "choose-language"
    PRINT_SHEETS = "print-sheets"
    """The QR sheets of the schools."""
    READ_INBOX = "read-inbox"
    """One's own notices."""
    OPEN_EMERGENCY = "open-emergency"
    """Take emergency access to one case that one has no right to."""
    OPEN_EMERGENCY_ABROAD = "open-emergency-abroad"
    """The same to a case of another region."""
    REVIEW_EMERGENCY = "review-emergency"
    READ_DUTIES = "read-duties"
    """The ledger of clocks and obligations of the region, by case number, and how its months went."""
    READ_DRIVES = "read-drives"
    """How long drives took against what was said: times by hour, never whose."""
    READ_FIGURES = "read-figures"
    """Figures of all regions in which nobody can be recognised."""
    READ_RIGHTS = "read-rights"
    """This table."""
    RECORD_BREACH = "record-breach"
    """Write down a breach of personal data, and see those that were."""
    DECIDE_BREACH = "decide-breach"
    """Record who was told of a breach, or that it was none: the head answers for it."""
    READ_MONITORING = "read-monitoring"
    """When each school's support service was monitored and is next."""
    RECORD_MONITORING = "record-monitoring"
    """Write down what monitoring found, and read it again."""
    LOAD_CALENDAR = "load-calendar"
    """Load a newer edition of the calendar: it counts for every request that is still open."""
    READ_READINGS = "read-readings"
    """Who read which case, and why; never what stands in it."""
    EXPORT_LISTS = "export-lists"
    """Take lists of cases and duties away as files; nobody's name is in them."""
    ASK_EXPORT = "ask-export"
    """Ask for a file with names, and take it once two others approved."""
    APPROVE_EXPORT = "approve-export"
    """Approve or refuse such a file; its words are shown for that, the cases are not."""
    READ_EXPORTS = "read-exports"
    """Which files with names were asked for, and what became of them."""
    PRINT_STORY = "print-story"
    """Print a case's story, as far as the levels go."""


def _case(*grants: tuple[Reach, Levels]) -> tuple[Grant, ...]:
    """Reading a case, and the same in an emergency."""
    made = tuple(Grant(reach=reach, levels=levels) for reach, levels in grants)
    return (*made, Grant(reach=Reach.EMERGENCY, levels=ALL))


def _roles(reach: Reach, *roles: Role) -> Mapping[Role, Cell]:
    return dict.fromkeys(roles, reach)


def _to_save(cells: Mapping[Role, Cell]) -> Mapping[Role, Cell]:
    """The same, and in an emergency for any case that access was granted to."""
    more = dict.fromkeys(RESCUERS, (Grant(reach=Reach.EMERGENCY),))
    return {role: (*grants(cell), *more.get(role, ())) for role, cell in cells.items()}


_PAPER_READERS: Final[Mapping[Role, Cell]] = {
    # Paper does not end after an hour: emergency access prints nothing, nor does a group's phone [ours].
    Role.DISPATCHER: (Grant(reach=Reach.OPEN, levels=ALL), Grant(reach=Reach.OWNER, levels=ALL)),
    **dict.fromkeys((Role.SUPERVISOR, Role.HEAD), (Grant(reach=Reach.REGION, levels=ALL),)),
}

RESCUERS: Final = (
    Role.OPERATOR,
    Role.DISPATCHER,
    Role.LEAD,
    Role.SPECIALIST,
    Role.SUPERVISOR,
    Role.HEAD,
)
"""Who may be given emergency access: people who can speak with a child or send somebody. Not a group's phone,
which lies about; not those whose work is figures, logs and accounts [ours]."""

_EVERYONE: Final = _roles(Reach.SELF, *Role)
_DESK: Final = _roles(Reach.REGION, Role.DISPATCHER, Role.SUPERVISOR, Role.HEAD)
_STAFF: Final = {Role.OPERATOR: Reach.REGION, **_DESK}
_GROUP: Final = _roles(Reach.OWN_TEAM, Role.TEAM, Role.LEAD)
_VISITORS: Final = _roles(Reach.VISITED, Role.LEAD, Role.SPECIALIST)
_ROAD: Final = {**_DESK, **_GROUP}
_NAMES: Final = _roles(Reach.REGION, Role.TEAM, Role.LEAD, Role.SPECIALIST, Role.AUDITOR, Role.ADMINISTRATOR)
_WRITERS: Final = {**_STAFF, **_VISITORS, Role.TEAM: Reach.VISITED}

_READERS: Final[Mapping[Role, Cell]] = {
    # Writes down what is said and must find it again; what others find out later is not theirs [ours].
    Role.OPERATOR: _case((Reach.REGION, OPERATIONAL | OWN_WORDS), (Reach.RECEIVED, PERSONAL)),
    # Answers for every open case of the region; a closed one stays readable to whom it was handed [ours].
    Role.DISPATCHER: _case((Reach.OPEN, ALL), (Reach.OWNER, ALL), (Reach.REGION, OPERATIONAL)),
    # Who was at the door writes the outcome up and comes back; then it fades [ours].
    Role.LEAD: _case((Reach.VISITED, ALL)),
    Role.SPECIALIST: _case((Reach.VISITED, ALL)),
    # Answer for what the centre did, long after a case is closed.
    Role.SUPERVISOR: _case((Reach.REGION, ALL)),
    Role.HEAD: _case((Reach.REGION, ALL)),
}

RIGHTS: Final[Mapping[Action, Mapping[Role, Cell]]] = {
    Action.ENTER: _EVERYONE,
    Action.CHOOSE_LANGUAGE: _EVERYONE,
    Action.READ_INBOX: _EVERYONE,
    Action.OPEN_EMERGENCY: _roles(Reach.REGION, *RESCUERS),
    Action.OPEN_EMERGENCY_ABROAD: _roles(Reach.REGION, Role.DISPATCHER, Role.HEAD),
    # Whoever counts sees no case, and whoever runs a centre may compare it with the others [ours].
    Action.READ_FIGURES: _roles(Reach.NATION, Role.ANALYST, Role.HEAD),
    Action.READ_RIGHTS: _roles(Reach.REGION, Role.HEAD, Role.AUDITOR, Role.ADMINISTRATOR),
    Action.REVIEW_EMERGENCY: _roles(Reach.REGION, Role.SUPERVISOR, Role.HEAD),
    Action.READ_DUTIES: _roles(Reach.REGION, Role.SUPERVISOR, Role.HEAD, Role.AUDITOR),
    Action.READ_DRIVES: _roles(Reach.REGION, Role.SUPERVISOR, Role.HEAD),
    Action.RECORD_BREACH: _roles(Reach.REGION, Role.SUPERVISOR, Role.HEAD, Role.AUDITOR),
    Action.DECIDE_BREACH: _roles(Reach.REGION, Role.HEAD),
    # A specialist of the centre monitors the schools' services; an auditor sees that it is done [ours].
    Action.READ_MONITORING: _roles(Reach.REGION, Role.SPECIALIST, Role.SUPERVISOR, Role.HEAD, Role.AUDITOR),
    Action.RECORD_MONITORING: _roles(Reach.REGION, Role.SPECIALIST, Role.SUPERVISOR, Role.HEAD),
    Action.LOAD_CALENDAR: _roles(Reach.REGION, Role.HEAD, Role.ADMINISTRATOR),
    Action.READ_READINGS: _roles(Reach.REGION, Role.SUPERVISOR, Role.HEAD, Role.AUDITOR),
    Action.EXPORT_LISTS: _roles(Reach.REGION, Role.SUPERVISOR, Role.HEAD),
    Action.PRINT_STORY: _PAPER_READERS,
    Action.ASK_EXPORT: _PAPER_READERS,
    # The auditor weighs purpose and recipient without seeing a case: a third pair of eyes in a small centre.
    Action.APPROVE_EXPORT: _roles(Reach.REGION, Role.SUPERVISOR, Role.HEAD, Role.AUDITOR),
    Action.READ_EXPORTS: _roles(Reach.REGION, Role.DISPATCHER, Role.SUPERVISOR, Role.HEAD, Role.AUDITOR),
    Action.PRINT_SHEETS: {**_STAFF, Role.ADMINISTRATOR: Reach.REGION},
    Action.RECEIVE: _STAFF,
    Action.WATCH_QUEUE: _STAFF,
    Action.LIST_CASES: {**_STAFF, **_VISITORS},
    Action.WATCH_TEAMS: _STAFF,
    Action.WATCH_CREW: _ROAD,
    Action.READ_CASE: _READERS,
    Action.READ_STORY: _READERS,
    Action.READ_ASSIGNMENT: dict.fromkeys(_GROUP, (Grant(reach=Reach.OWN_TEAM, levels=ALL),)),
    Action.READ_REGISTERS: {**_STAFF, **_NAMES},
    Action.DESCRIBE_CASE: _WRITERS,
    Action.ACT_FOR_SAFETY: _to_save(_WRITERS),
    Action.WORK_CASE: _DESK,
    Action.CONFIRM_CLASS: _DESK,
    Action.DECIDE_DUTY: _roles(Reach.REGION, Role.HEAD),
    Action.ASK_DELETION: _STAFF,
    Action.DECIDE_KEEPING: _roles(Reach.REGION, Role.SUPERVISOR, Role.HEAD),
    Action.READ_RETENTION: _roles(Reach.REGION, Role.SUPERVISOR, Role.HEAD, Role.ADMINISTRATOR),
    Action.APPLY_RETENTION: _roles(Reach.REGION, Role.HEAD),
    # A ranking by minutes tells where a child lives: for closed cases it is the supervisor's [ours].
    Action.DISPATCH: {**_DESK, Role.DISPATCHER: Reach.OPEN},
    Action.REPORT_VISIT: _ROAD,
    Action.RUN_SHIFT: _ROAD,
    Action.REPORT_POSITION: _GROUP,
    Action.READ_ADMINISTRATION: _roles(Reach.REGION, Role.ADMINISTRATOR, Role.HEAD, Role.AUDITOR),
    Action.KEEP_REGISTERS: _roles(Reach.REGION, Role.ADMINISTRATOR, Role.HEAD),
    Action.KEEP_SETTINGS: _roles(Reach.REGION, Role.ADMINISTRATOR, Role.HEAD),
    Action.KEEP_ACCOUNTS: _roles(Reach.REGION, Role.ADMINISTRATOR),
    Action.ASK_RESET: _roles(Reach.REGION, Role.SUPERVISOR, Role.HEAD, Role.ADMINISTRATOR),
    Action.CONFIRM_RESET: _roles(Reach.REGION, Role.HEAD, Role.ADMINISTRATOR),
    Action.KEEP_PHONES: _roles(Reach.REGION, Role.SUPERVISOR, Role.HEAD, Role.ADMINISTRATOR),
}
