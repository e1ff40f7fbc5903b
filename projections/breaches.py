"""Breaches of personal data as a table: when, until when, who was told, how it ended. No text of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, get_args

from domain.breach import BreachEvent, BreachFound, BreachNoticeMissed, BreachNotified
from domain.envelope import Recorded

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Breaches:
    """Keyed by the breach. `state` is `open`, `notified` or `ruled-out`."""

    name: str = "breaches"
    version: int = 1
    events: tuple[type, ...] = get_args(BreachEvent)

    def keys(self, recorded: Recorded) -> Iterable[str]:
        return (str(recorded.stream),)

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        event = recorded.event
        if isinstance(event, BreachFound):
            return _found(event, recorded)
        if row is None:
            return None
        if isinstance(event, BreachNoticeMissed):
            return {**row, "missed": True}
        if isinstance(event, BreachNotified):
            told = {
                "to": str(event.to),
                "channel": event.channel,
                "at": event.notified_at.isoformat(),
                "by": _by(recorded),
            }
            answered = row["state"] == "open" and event.to == "authorised-body"
            state = "notified" if answered else row["state"]
            return {**row, "notices": [*row["notices"], told], "state": state}
        return {**row, "state": "ruled-out", "ended_at": recorded.envelope.recorded_at.isoformat()}


def _found(event: BreachFound, recorded: Recorded) -> Row:
    due = event.due
    return {
        "id": str(recorded.stream),
        "region": event.region,
        "detected_at": event.detected_at.isoformat(),
        "recorded_at": recorded.envelope.recorded_at.isoformat(),
        "by": _by(recorded),
        "due": {
            "at": due.at.isoformat(),
            "kind": str(due.kind),
            "citation": due.citation,
            "edition": due.edition,
            "rests_on": list(due.rests_on),
        },
        "state": "open",
        "missed": False,
        "notices": [],
        "ended_at": None,
    }


def _by(recorded: Recorded) -> str | None:
    return None if recorded.envelope.by is None else str(recorded.envelope.by)


BREACHES: Final = Breaches()
