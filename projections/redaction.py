"""What of a card, a story or an assignment may be read by level of field. A hidden field shows as hidden.

Nothing said stays nothing; the mark of a forgotten person stays too, because it tells nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from domain.case.events import PhoneCorrected, PlaceCorrected
from domain.envelope import Recorded
from domain.levels import Level, Levels, level_of
from domain.marks import sealed_fields
from projections.card import SAID

Shown = dict[str, Any]

HIDDEN: Final[Mapping[str, bool]] = {"hidden": True}
"""In place of a value that this reader may not see."""


def redacted(fields: Mapping[str, Any], levels: Levels, own: Iterable[str] = ()) -> Shown:
    """These fields as far as the levels go; `own` are the reader's own words."""
    theirs = frozenset(own) if Level.OWN_WORDS in levels else frozenset[str]()
    return {
        name: value if level_of(name) in levels or name in theirs else _hidden(value)
        for name, value in fields.items()
    }


def redacted_card(card: Shown, levels: Levels, events: Iterable[Recorded], account: str) -> Shown:
    """A card: what was said of the case, of its visits and of promises. The row is on the board anyhow."""
    own = {name for name, by in _writers(events).items() if by == account}
    return {
        **card,
        "said": redacted(card["said"], levels, own),
        "visits": {visit: redacted(told, levels) for visit, told in card["visits"].items()},
        "follow_ups": [
            {**each, "what": redacted({"what": each["what"]}, levels)["what"]} for each in card["follow_ups"]
        ],
        "remote": _arranged(card["remote"], levels, account),
    }


def _arranged(remote: Shown | None, levels: Levels, account: str) -> Shown | None:
    """That a call or video comes first is operational; what was noted with it is not."""
    if remote is None:
        return None
    own = ("note",) if remote["by"] == account else ()
    return {**remote, **redacted({"note": remote["note"]}, levels, own)}


def redacted_story(
    told: Sequence[Shown], levels: Levels, events: Sequence[Recorded], account: str
) -> list[Shown]:
    """A story: what stands sealed in each event; the rest of it stands in clear for ever."""
    return [
        each if Level.OWN_WORDS in levels and each["by"] == account else _redacted_event(each, levels, source)
        for each, source in zip(told, events, strict=True)
    ]


def _redacted_event(told: Shown, levels: Levels, source: Recorded) -> Shown:
    fields = told["fields"]
    sealed = {name: fields[name] for name in sealed_fields(type(source.event))}
    return {**told, "fields": {**fields, **redacted(sealed, levels)}}


def _writers(events: Iterable[Recorded]) -> dict[str, str]:
    """Who said last what the card shows, by field."""
    said: dict[str, str] = {}
    for each in events:
        for name in SAID.get(type(each.event), ()):
            if getattr(each.event, name) is not None or name not in said:
                said[name] = str(each.envelope.by)
        match each.event:
            case PlaceCorrected():
                said |= dict.fromkeys(("point", "place"), str(each.envelope.by))
            case PhoneCorrected() as corrected:
                said[f"{corrected.whose}_phone"] = str(each.envelope.by)
            case _:
                pass
    return said


def _hidden(value: Any) -> Any:
    return value if value is None or value == {"forgotten": True} else dict(HIDDEN)
