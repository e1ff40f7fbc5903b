"""The clocks and obligations of one case, with what was said about each, as far as its reader's levels go."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from domain.case import care_events as care
from domain.case import events as happened
from domain.case.terms import Target
from domain.envelope import Recorded
from domain.law.citations import UNKNOWN, citation
from domain.levels import Levels
from projections.card import story
from projections.ledger import KINDS, Ledger
from projections.ledger_case import TERM
from projections.obligations import Document, Entry
from projections.redaction import redacted_story

SAID: Final[Mapping[type, tuple[str, ...]]] = {
    care.DutyReleased: ("towards", "reason"),
    care.DutyDone: ("person", "result"),
    care.DutyWaived: ("reason",),
    happened.CaseConsidered: ("result",),
    happened.CaseRedirected: ("to", "reason"),
    happened.ContactMade: ("note",),
    happened.FollowUpSet: ("what",),
    happened.FollowUpFinished: ("note",),
}
"""Of which events what was said belongs to the entry that they touched; later words replace earlier ones."""

_ONLY: Final[Mapping[type, str]] = {
    happened.CaseConsidered: TERM,
    happened.CaseRedirected: TERM,
    happened.ContactMade: Target.CONTACT,
}
"""Of events that touch several entries, the one that was spoken of."""


def told_entries(events: Sequence[Recorded], levels: Levels, account: str) -> list[Entry]:
    """Every entry of these events' case by due time, with `cites` (what it rests on) and `said`."""
    fold, document = Ledger(), None
    for recorded in events:
        document = fold.fold(document, recorded)
    return [] if document is None else _told(document, _words(events, levels, account))


Words = Mapping[int, tuple[str | None, Mapping[str, Any]]]
"""Position of an event -> the one entry it speaks of, if it touches others too, and what was said in it."""


def _words(events: Sequence[Recorded], levels: Levels, account: str) -> Words:
    """Hidden is what the levels do not reach."""
    shown = redacted_story(story(events), levels, events, account)
    return {
        each.position: (_ONLY.get(type(each.event)), {name: one["fields"][name] for name in names})
        for each, one in zip(events, shown, strict=True)
        if (names := SAID.get(type(each.event))) is not None
    }


def _told(document: Document, words: Words) -> list[Entry]:
    entries = [
        {**entry, "name": name, "cites": _cites(entry), "said": _said(name, entry, words)}
        for name, entry in document["entries"].items()
    ]
    entries.sort(key=lambda each: (each["due"], KINDS.index(each["kind"]), each["name"]))
    return [{name: each[name] for name in each if name not in _WITHIN} for each in entries]


_WITHIN: Final = ("parts", "citation", "mark", "rests_on")


def _said(name: str, entry: Entry, words: Words) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for position in entry["positions"]:
        only, fields = words.get(position, (None, {}))
        if only is None or only == name:
            said |= {field: value for field, value in fields.items() if value is not None}
    return said


def _cites(entry: Entry) -> list[dict[str, str | None]]:
    """What sets the term first, then what else it stands on."""
    return [_cited(key) for key in (entry["citation"], *entry["rests_on"])]


def _cited(key: str) -> dict[str, str | None]:
    """`mark`: whose word it is. `point` of the document, as far as a person has read it there."""
    row = citation(key)
    if row is None:
        return {"key": key, "mark": None, "point": None}
    known = row.document is not None and row.point != UNKNOWN
    return {"key": key, "mark": str(row.mark), "point": row.point if known else None}
