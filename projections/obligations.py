"""One clock or obligation as the ledger holds it, and what can become of it. Pure; no personal data.

An entry is plain JSON: `kind`, `opened_at`, `due` with `citation` (its key), `mark` (whose word that is),
`edition` of the calendar and `rests_on`; `state`; `hold` (why it waits, a citation's key); `missed_at`; `by`
(account), `channel`, `done_at`, `in_time`; `was`, the due times before; `positions` of the events that
touched it, oldest first: what was said in them (a person, a result, a reason) is read in the case itself.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from domain.envelope import Recorded
from domain.law.citations import citation
from domain.law.terms import EVERY_DAY, DueTime
from projections.received import iso, text

Entry = dict[str, Any]
Entries = dict[str, Entry]
Step = Callable[[Entries, Any, Recorded], Entries]
Document = dict[str, Any]
"""`about` ("case", "school", "breach"), `head` (what every line of it shows) and `entries` by name."""

OPEN: Final = "open"
HELD: Final = "held"
MISSED: Final = "missed"
"""Its time passed, and it still binds."""
DONE: Final = "done"
DONE_LATE: Final = "done-late"
WAIVED: Final = "waived"
ENDED: Final = "ended"
"""It binds no more though nobody did it: the class was lowered, or the request was considered meanwhile."""

STATES: Final = (OPEN, HELD, MISSED, DONE, DONE_LATE, WAIVED, ENDED)
BINDING: Final = frozenset({OPEN, HELD, MISSED})


def opened(
    kind: str,
    due: str,
    cited: str,
    recorded: Recorded,
    *,
    edition: str | None = EVERY_DAY,
    rests_on: Iterable[str] = (),
    opened_at: str | None = None,
) -> Entry:
    """Something must be done by `due` (UTC, the last second in time) on the ground of `cited`."""
    return {
        "kind": kind,
        "opened_at": opened_at or iso(recorded.envelope.happened_at),
        **_due(due, cited, edition, rests_on),
        "state": OPEN,
        "hold": None,
        "missed_at": None,
        "by": None,
        "channel": None,
        "done_at": None,
        "in_time": None,
        "was": [],
        "positions": [recorded.position],
    }


def opened_by(kind: str, due: DueTime, recorded: Recorded, opened_at: str | None = None) -> Entry:
    """The same with a due time as events store it."""
    said: dict[str, Any] = {"edition": due.edition, "rests_on": due.rests_on, "opened_at": opened_at}
    return opened(kind, iso(due.at), due.citation, recorded, **said)


def _due(due: str, cited: str, edition: str | None, rests_on: Iterable[str]) -> Entry:
    row = citation(cited)
    return {
        "due": due,
        "citation": cited,
        "mark": None if row is None else str(row.mark),
        "edition": edition,
        "rests_on": [str(each) for each in rests_on],
    }


def touched(entry: Entry, recorded: Recorded, **changes: Any) -> Entry:
    """The entry after an event."""
    positions = entry["positions"]
    if positions[-1] != recorded.position:
        positions = [*positions, recorded.position]
    return {**entry, **changes, "positions": positions}


def moved(
    entry: Entry,
    due: str,
    recorded: Recorded,
    *,
    cited: str | None = None,
    edition: str | None = None,
    rests_on: Iterable[str] | None = None,
    **changes: Any,
) -> Entry:
    """Another due time counts from now on; the one before stays visible, with its miss if there was one."""
    names = ("due", "citation", "edition", "missed_at")
    was = {**{name: entry[name] for name in names}, "until": recorded.position}
    said = _due(
        due,
        cited or entry["citation"],
        entry["edition"] if edition is None else edition,
        entry["rests_on"] if rests_on is None else rests_on,
    )
    after = touched(entry, recorded, **said, was=[*entry["was"], was], **changes)
    return {**after, **_judged(after["done_at"], due)} if after["state"] in (DONE, DONE_LATE) else after


def _judged(done_at: str, due: str) -> Entry:
    in_time = done_at <= due
    return {"state": DONE if in_time else DONE_LATE, "in_time": in_time}


def done(entry: Entry, recorded: Recorded, at: str, channel: str | None = None) -> Entry:
    """Somebody did it at `at`, as they say; in time if that is not after the due time."""
    by = text(recorded.envelope.by)
    said = {"hold": None, "by": by, "channel": channel, "done_at": at, **_judged(at, entry["due"])}
    return touched(entry, recorded, **said)


def undone(entry: Entry, recorded: Recorded) -> Entry:
    """What counted as done does not: a group that had set out turned back."""
    state = OPEN if entry["missed_at"] is None else MISSED
    return touched(entry, recorded, state=state, by=None, channel=None, done_at=None, in_time=None)


def waived(entry: Entry, recorded: Recorded) -> Entry:
    """The head signed that it is not to be done."""
    at = iso(recorded.envelope.happened_at)
    return touched(entry, recorded, state=WAIVED, hold=None, by=text(recorded.envelope.by), done_at=at)


def held(entry: Entry, recorded: Recorded, why: str) -> Entry:
    """It waits for the head's decision; `why` is the key of a citation."""
    return touched(entry, recorded, state=HELD, hold=why)


def missed(entry: Entry, recorded: Recorded) -> Entry:
    """Its time passed, by the event that says so. One that was done, waived or ended stays that."""
    state = MISSED if entry["state"] == OPEN else entry["state"]
    return touched(entry, recorded, state=state, missed_at=iso(recorded.envelope.recorded_at))


def ended(entry: Entry, recorded: Recorded) -> Entry:
    """Nothing binds any more; whatever was done or waived stays that."""
    if entry["state"] not in BINDING:
        return entry
    return touched(entry, recorded, state=ENDED, hold=None)


def resumed(entry: Entry, recorded: Recorded) -> Entry:
    """What ended binds again; not if its time came while it bound nobody."""
    if entry["state"] != ENDED:
        return entry
    if entry["missed_at"] is not None:
        return touched(entry, recorded, state=MISSED)
    over = entry["due"] < iso(recorded.envelope.recorded_at)
    return entry if over else touched(entry, recorded, state=OPEN)
