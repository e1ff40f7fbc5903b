"""A case in the duty ledger: its targets, its term, its duties, promises and requests to delete.

What the board shows of a case is folded by the board's own fold and kept in `row`, so that a target counts
here as met exactly when it does there.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from domain.case import care_events as care
from domain.case import events as happened
from domain.case.promises import FollowUpMissed
from domain.case.recalculation import DueTimeRecalculated
from domain.case.terms import DutyKind, Target
from domain.envelope import Recorded
from domain.law.citations import Rule
from domain.law.local_time import last_second
from domain.law.terms import DueKind
from projections import obligations as one
from projections.ledger_deletions import DELETIONS
from projections.obligations import Document, Entries, Entry, Step
from projections.queue import Queue, settled
from projections.received import Row, iso

TARGETS: Final = tuple(str(each) for each in Target)
TERM: Final = "term"
SAME_DAY: Final = "same-day"
CONSIDER: Final = "consider"
FOLLOW_UP: Final = "follow-up"

_RESTS_ON: Final[Mapping[DutyKind, tuple[str, ...]]] = {
    DutyKind.INFORM_PARENTS: (Rule.EXCEPTION,),
    DutyKind.INFORM_BODY: (Rule.EXCEPTION,),
    DutyKind.REDIRECT: (Rule.TERMS,),
}
_QUEUE: Final = Queue()


def fold_case(document: Document | None, recorded: Recorded) -> Document | None:
    """The case's document after an event; none before it was received."""
    before: Row | None = None if document is None else document["row"]
    row = _QUEUE.fold(before, recorded)
    if row is None:
        return document
    entries: Entries = {} if document is None else document["entries"]
    step = _STEPS.get(type(recorded.event))
    if step is not None:
        entries = step(entries, recorded.event, recorded)
    if before is None or any(row[name] is not before[name] for name in _TELL_OF_TARGETS):
        entries = _targets(entries, row, recorded)
    return {"about": "case", "head": _head(row), "row": row, "entries": entries}


_TELL_OF_TARGETS: Final = ("targets", "met", "missed", "visits", "considered", "closed_at")
"""What of a row a target is met, missed or over by: if none of it is another, neither is any target."""


def _head(row: Row) -> Row:
    """`team` is that of the newest visit."""
    team = row["visits"][-1]["team"] if row["visits"] else None
    return {**{name: row[name] for name in ("region", "number", "class", "school", "owner")}, "team": team}


def _targets(entries: Entries, row: Row, recorded: Recorded) -> Entries:
    changed = {target: _target(entries.get(target), target, row, recorded) for target in TARGETS}
    return entries | {target: entry for target, entry in changed.items() if entry is not None}


def _target(entry: Entry | None, target: str, row: Row, recorded: Recorded) -> Entry | None:
    """A target as the board's row has it: when due, met or not, missed or not, running or not."""
    due, met = row["targets"].get(target), row["met"].get(target)
    if due is None:
        return None if entry is None else one.ended(entry, recorded)
    if entry is None:
        at = row["received_at"] if target == Target.TAKEN else None
        entry = one.opened(target, due, Rule.TARGETS, recorded, opened_at=at)
    elif entry["due"] != due:
        state = one.OPEN if entry["done_at"] is None else entry["state"]
        entry = one.moved(entry, due, recorded, state=state, missed_at=None)
    if met is not None:
        channel = getattr(recorded.event, "channel", None)
        return entry if entry["done_at"] is not None else one.done(entry, recorded, met, channel)
    if entry["done_at"] is not None:
        entry = one.undone(entry, recorded)
    if entry["missed_at"] is None and any(miss["target"] == target for miss in row["missed"]):
        entry = one.missed(entry, recorded)
    over = settled(row) or row["closed_at"] is not None
    return one.ended(entry, recorded) if over else one.resumed(entry, recorded)


def _term_kind(due: Any) -> str:
    return SAME_DAY if due.kind == DueKind.THREAT else CONSIDER


def _received(entries: Entries, event: happened.CaseReceived, recorded: Recorded) -> Entries:
    due = event.due
    return {TERM: one.opened_by(_term_kind(due), due, recorded, opened_at=iso(event.received_at))}


def _term(entries: Entries, event: Any, recorded: Recorded) -> Entries:
    """Another due time, where it is another: by a higher class or a newer edition of the calendar."""
    entry, due = entries[TERM], event.due
    standing = (entry["due"], entry["citation"], entry["edition"])
    if (iso(due.at), due.citation, due.edition) == standing:
        return entries
    said = {"cited": due.citation, "edition": due.edition, "rests_on": due.rests_on}
    return {**entries, TERM: one.moved(entry, iso(due.at), recorded, **said, kind=_term_kind(due))}


def _considered(entries: Entries, event: Any, recorded: Recorded) -> Entries:
    if entries[TERM]["done_at"] is not None:
        return entries
    return {**entries, TERM: one.done(entries[TERM], recorded, iso(recorded.envelope.happened_at))}


def _duty_opened(entries: Entries, event: care.DutyOpened, recorded: Recorded) -> Entries:
    name, due = str(event.duty), iso(event.due)
    if name in entries:
        again = one.moved(entries[name], due, recorded, cited=event.citation, **_AFRESH)
        return {**entries, name: again}
    rests_on = _RESTS_ON[event.duty]
    opened = one.opened(name, due, event.citation, recorded, edition=event.edition, rests_on=rests_on)
    return {**entries, name: opened}


_AFRESH: Final = {"state": one.OPEN, "hold": None, "missed_at": None, "done_at": None, "in_time": None}


def _entry(change: Callable[[Entry, Any, Recorded], Entry], name: Callable[[Any], str]) -> Step:
    """What happens to the one entry that an event is about; nothing if it never opened."""

    def step(entries: Entries, event: Any, recorded: Recorded) -> Entries:
        entry = entries.get(name(event))
        return entries if entry is None else {**entries, name(event): change(entry, event, recorded)}

    return step


def _duty(change: Callable[[Entry, Any, Recorded], Entry]) -> Step:
    return _entry(change, lambda event: str(event.duty))


def _follow_up(change: Callable[[Entry, Any, Recorded], Entry]) -> Step:
    return _entry(change, _promise)


def _promise(event: Any) -> str:
    return f"{FOLLOW_UP}:{event.follow_up}"


def _follow_up_set(entries: Entries, event: happened.FollowUpSet, recorded: Recorded) -> Entries:
    promised = one.opened(FOLLOW_UP, iso(last_second(event.on)), Rule.FOLLOW_UP, recorded)
    return {**entries, _promise(event): promised}


def _followed_up(entry: Entry, event: happened.FollowUpFinished, recorded: Recorded) -> Entry:
    """Done, or dropped: that is a person's word too."""
    if event.done:
        return one.done(entry, recorded, iso(recorded.envelope.happened_at))
    return one.waived(entry, recorded)


def _duty_done(entry: Entry, event: care.DutyDone, recorded: Recorded) -> Entry:
    return one.done(entry, recorded, iso(recorded.envelope.happened_at), event.channel)


def _released(entry: Entry, event: care.DutyReleased, recorded: Recorded) -> Entry:
    return one.moved(entry, iso(event.due), recorded, **_AFRESH)


_STEPS: Final[Mapping[type, Step]] = {
    happened.CaseReceived: _received,
    happened.CaseAssessed: _term,
    DueTimeRecalculated: _term,
    happened.TermMissed: _entry(lambda entry, e, r: one.missed(entry, r), lambda e: TERM),
    happened.CaseConsidered: _considered,
    happened.CaseRedirected: _considered,
    care.DutyOpened: _duty_opened,
    care.DutyHeld: _duty(lambda entry, e, r: one.held(entry, r, e.citation)),
    care.DutyReleased: _duty(_released),
    care.DutyDone: _duty(_duty_done),
    care.DutyWaived: _duty(lambda entry, e, r: one.waived(entry, r)),
    care.DutyMissed: _duty(lambda entry, e, r: one.missed(entry, r)),
    happened.FollowUpSet: _follow_up_set,
    happened.FollowUpFinished: _follow_up(_followed_up),
    FollowUpMissed: _follow_up(lambda entry, e, r: one.missed(entry, r)),
    **DELETIONS,
}

VERSION: Final = Queue.version
"""The board's fold is part of this one."""
EVENTS: Final = frozenset({*_QUEUE.events, *_STEPS})
