"""Requests to delete somebody's data, as entries of the case that they are about."""

from collections.abc import Mapping
from typing import Any, Final

from domain.case import forgetting_events as happened
from domain.envelope import Recorded
from projections import obligations as one
from projections.obligations import Entries, Step
from projections.received import iso

DELETION: Final = "deletion"


def _name(event: Any) -> str:
    return f"{DELETION}:{event.request}"


def _asked(entries: Entries, event: happened.DeletionAsked, recorded: Recorded) -> Entries:
    due = event.due
    entry = one.opened_by(DELETION, due, recorded)
    return {**entries, _name(event): {**entry, "parts": [str(part) for part in event.parts]}}


def _refused(entries: Entries, event: happened.DeletionRefused, recorded: Recorded) -> Entries:
    """A refusal that states its ground answers the request."""
    entry = entries.get(_name(event))
    if entry is None:
        return entries
    return {**entries, _name(event): one.done(entry, recorded, iso(recorded.envelope.recorded_at))}


def _missed(entries: Entries, event: happened.DeletionMissed, recorded: Recorded) -> Entries:
    entry = entries.get(_name(event))
    return entries if entry is None else {**entries, _name(event): one.missed(entry, recorded)}


def _forgotten(entries: Entries, event: happened.SubjectForgotten, recorded: Recorded) -> Entries:
    """A request is done when everybody whom it names is forgotten."""
    changed = dict(entries)
    for name, entry in entries.items():
        if "parts" not in entry:
            continue
        left = [part for part in entry["parts"] if part != event.part]
        if left == entry["parts"]:
            continue
        entry = {**entry, "parts": left}
        if not left and entry["state"] in one.BINDING:
            entry = one.done(entry, recorded, iso(recorded.envelope.recorded_at))
        changed[name] = entry
    return changed


DELETIONS: Final[Mapping[type, Step]] = {
    happened.DeletionAsked: _asked,
    happened.DeletionRefused: _refused,
    happened.DeletionMissed: _missed,
    happened.SubjectForgotten: _forgotten,
}
