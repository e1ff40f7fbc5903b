"""What is asked, held and forgotten, by case: the rows of the page of keeping. Nothing in them is personal.

The engine asks the same rows whose keys must be gone.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, Literal, TypedDict, get_args
from uuid import UUID

from domain.case import events as case
from domain.case import forgetting_events as forget
from domain.case import legal_hold as hold
from domain.envelope import Recorded
from projections.received import Row, iso, key, text

PartName = Literal["child", "caller", "guardian"]
_WAITING: Final = ("asked", "placed", "lift-asked")


class DeletionRow(TypedDict):
    """A request to delete. `until`: the day up to which it was refused, where one was named."""

    id: str
    parts: list[PartName]
    relation: str
    asked_at: str
    by: str | None
    due: str
    state: Literal["asked", "refused", "done"]
    missed: bool
    ground: str | None
    until: str | None
    answered_at: str | None
    answered_by: str | None


class ProposedRow(TypedDict):
    parts: list[PartName]
    ground: str
    request: str | None
    at: str
    by: str | None
    role: str


class HoldRow(TypedDict):
    """`by` asked for the step that waits, else for the last one; `confirmed_by` confirmed it."""

    id: str
    ground: str
    state: Literal["asked", "placed", "lift-asked", "lifted", "dropped"]
    at: str
    by: str | None
    confirmed_by: str | None


class ForgottenRow(TypedDict):
    subject: str
    part: PartName
    ground: str
    at: str
    proposed_by: str | None
    by: str | None


class KeepingRow(TypedDict):
    """One case: everything that was ever asked about keeping its people, oldest first."""

    id: str
    deletions: list[DeletionRow]
    proposed: ProposedRow | None
    holds: list[HoldRow]
    forgotten: list[ForgottenRow]


class Keeping:
    """The hot fold of the table `keeping`, keyed by case; a case of which nothing was asked has no row."""

    name = "keeping"
    version = 2

    @property
    def events(self) -> Collection[type]:
        return _STEPS

    def keys(self, recorded: Recorded) -> Iterable[str]:
        return (key(recorded.stream),)

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        step = _STEPS.get(type(recorded.event))
        if step is None or (row is None and isinstance(recorded.event, case.CaseReopened)):
            return row
        before = row or {
            "id": key(recorded.stream),
            "deletions": [],
            "proposed": None,
            "holds": [],
            "forgotten": [],
        }
        return {**before, **step(before, recorded.event, recorded)}

    def filed(self, row: Row) -> str | None:
        """A case whose people are all forgotten, and of which nobody waits for anything, is finished."""
        waits = [row["proposed"], *(one["state"] in _WAITING for one in (*row["deletions"], *row["holds"]))]
        gone = {one["part"] for one in row["forgotten"]}
        return None if any(waits) or not gone.issuperset(get_args(PartName)) else ""


def forgotten_subjects(row: Row) -> list[UUID]:
    """Whose keys must be gone, by one row of the table."""
    return [UUID(one["subject"]) for one in row.get("forgotten", ())]


def _asked(row: Row, event: forget.DeletionAsked, r: Recorded) -> Row:
    one = {
        "id": str(event.request),
        "parts": [str(part) for part in event.parts],
        "relation": str(event.relation),
        "asked_at": iso(r.envelope.happened_at),
        "by": text(r.envelope.by),
        "due": iso(event.due.at),
        "state": "asked",
        "missed": False,
        "ground": None,
        "until": None,
        "answered_at": None,
        "answered_by": None,
    }
    return {"deletions": [*row["deletions"], one]}


def _refused(row: Row, event: forget.DeletionRefused, r: Recorded) -> Row:
    changed = _deletion(
        row,
        str(event.request),
        state="refused",
        ground=str(event.ground),
        until=None if event.until is None else event.until.isoformat(),
        **_answered(r),
    )
    waits = row["proposed"]
    gone = waits is not None and waits["request"] == str(event.request)
    return {**changed, "proposed": None if gone else waits}


def _answered(r: Recorded) -> Row:
    return {"answered_at": iso(r.envelope.recorded_at), "answered_by": text(r.envelope.by)}


def _missed(row: Row, event: forget.DeletionMissed, r: Recorded) -> Row:
    return _deletion(row, str(event.request), missed=True)


def _deletion(row: Row, request: str, **changes: Any) -> Row:
    return {"deletions": [{**one, **changes} if one["id"] == request else one for one in row["deletions"]]}


def _proposed(row: Row, event: forget.ForgettingProposed, r: Recorded) -> Row:
    return {
        "proposed": {
            "parts": [str(part) for part in event.parts],
            "ground": str(event.ground),
            "request": None if event.request is None else str(event.request),
            "at": iso(r.envelope.recorded_at),
            "by": text(r.envelope.by),
            "role": r.envelope.role,
        }
    }


def _nothing_proposed(row: Row, event: object, r: Recorded) -> Row:
    return {"proposed": None}


def _forgotten(row: Row, event: forget.SubjectForgotten, r: Recorded) -> Row:
    one = {
        "subject": str(event.subject),
        "part": str(event.part),
        "ground": str(event.ground),
        "at": iso(r.envelope.recorded_at),
        "proposed_by": text(event.proposed_by),
        "by": text(r.envelope.by),
    }
    forgotten = [*row["forgotten"], one]
    gone = {each["part"] for each in forgotten}
    deletions = [
        {**each, "state": "done", **_answered(r)}
        if each["state"] == "asked" and gone.issuperset(each["parts"])
        else each
        for each in row["deletions"]
    ]
    waits = row["proposed"]
    over = waits is None or gone.issuperset(waits["parts"])
    return {"forgotten": forgotten, "deletions": deletions, "proposed": None if over else waits}


def _hold_asked(row: Row, event: hold.LegalHoldAsked, r: Recorded) -> Row:
    if event.lifting:
        return _hold(row, event.hold, "lift-asked", r)
    one = {
        "id": str(event.hold),
        "ground": str(event.ground),
        "state": "asked",
        "at": iso(r.envelope.recorded_at),
        "by": text(r.envelope.by),
        "confirmed_by": None,
    }
    return {"holds": [*row["holds"], one]}


def _hold(row: Row, which: UUID, state: str, r: Recorded, **changes: Any) -> Row:
    asking = {"by": text(r.envelope.by), "confirmed_by": None} if state == "lift-asked" else {}
    new = {"state": state, "at": iso(r.envelope.recorded_at), **asking, **changes}
    return {"holds": [{**one, **new} if one["id"] == str(which) else one for one in row["holds"]]}


def _hold_confirmed(state: str) -> Callable[[Row, Any, Recorded], Row]:
    return lambda row, event, r: _hold(row, event.hold, state, r, confirmed_by=text(r.envelope.by))


def _hold_dropped(row: Row, event: hold.LegalHoldDropped, r: Recorded) -> Row:
    lifting = any(one["id"] == str(event.hold) and one["state"] == "lift-asked" for one in row["holds"])
    return _hold(row, event.hold, "placed" if lifting else "dropped", r)


_STEPS: Final[Mapping[type, Callable[[Row, Any, Recorded], Row]]] = {
    case.CaseReopened: _nothing_proposed,
    forget.DeletionAsked: _asked,
    forget.DeletionRefused: _refused,
    forget.DeletionMissed: _missed,
    forget.ForgettingProposed: _proposed,
    forget.ForgettingDropped: _nothing_proposed,
    forget.SubjectForgotten: _forgotten,
    hold.LegalHoldAsked: _hold_asked,
    hold.LegalHoldPlaced: _hold_confirmed("placed"),
    hold.LegalHoldLifted: _hold_confirmed("lifted"),
    hold.LegalHoldDropped: _hold_dropped,
}
