"""Traces: keyed hashes by which a child or a phone is found again but not read, kept by subject."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from domain.case import events as happened
from domain.case.forgetting_events import SubjectForgotten
from domain.envelope import Recorded
from domain.marks import told

Row = dict[str, Any]
Blind = Callable[[str, str], str]
"""(purpose, folded text) -> keyed hash in hex."""


def folded_name(name: str) -> str:
    """Case, the order of the names and the letters that Russian keyboards lack make no difference."""
    return " ".join(sorted(name.casefold().translate(_FOLD).split()))


_FOLD = str.maketrans("әғқңөұүһіё", "агкноуухие")


def phone_digits(phone: str) -> str:
    """The last ten digits: +7 701, 8 701 and 701 are one phone."""
    return "".join(each for each in phone if each.isdigit())[-10:]


class Traces:
    """The hot fold of the table `traces`, keyed by case: of each subject, what that person can be found by.

    It is handed the keyed hash, so that the key stays where keys are. A forgotten subject leaves no part.
    Once the case is closed the row is filed under its region.
    """

    name = "traces"
    version = 4
    events = (
        happened.CaseReceived,
        happened.CaseTransferred,
        happened.CaseClosed,
        happened.CaseReopened,
        happened.ChildCorrected,
        happened.PhoneCorrected,
        SubjectForgotten,
    )

    def __init__(self, blind: Blind) -> None:
        self._blind = blind

    def keys(self, recorded: Recorded) -> Iterable[str]:
        return (str(recorded.stream),)

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        event = recorded.event
        found: Row = {**(row or {"id": str(recorded.stream), "region": None, "closed": False, "people": {}})}
        match event:
            case happened.CaseTransferred():
                return {**found, "region": event.region}
            case happened.CaseClosed() | happened.CaseReopened():
                return {**found, "closed": isinstance(event, happened.CaseClosed)}
            case happened.CaseReceived():
                found["region"] = event.region
        return {**found, "people": self._people(dict(found["people"]), event)}

    def filed(self, row: Row) -> str | None:
        return str(row["region"]) if row["closed"] else None

    def _people(self, found: Row, event: object) -> Row:
        match event:
            case happened.CaseReceived():
                child = self.child(told(event.child_name), told(event.child_birth_date))
                self._put(found, event.child, child | self.phone(told(event.child_phone)))
                self._put(found, event.caller, self.phone(told(event.caller_phone)))
            case happened.ChildCorrected():
                child = self.child(told(event.child_name), told(event.child_birth_date))
                self._put(found, event.child, child)
            case happened.PhoneCorrected():
                self._put(found, event.subject, self.phone(told(event.phone)))
            case SubjectForgotten():
                found.pop(str(event.subject), None)
            case _:
                pass
        return found

    def _put(self, found: Row, subject: UUID, digests: Row) -> None:
        if digests:
            found[str(subject)] = {**found.get(str(subject), {}), **digests}

    def child(self, name: str | None, born: date | None) -> Row:
        """The hash of name and birth date together; neither alone tells two children apart."""
        if not name or born is None:
            return {}
        return {"child": self._blind("child", f"{folded_name(name)}|{born.isoformat()}")}

    def phone(self, phone: str | None) -> Row:
        digits = phone_digits(phone or "")
        return {"phone": self._blind("phone", digits)} if len(digits) >= 6 else {}


def people(row: Row | None) -> list[Row]:
    """What each person of a row can be found by; nobody in a case of which nothing is known."""
    return [part for part in (row or {}).get("people", {}).values() if part]


def matches(row: Row | None, wanted: Row) -> bool:
    """Whether any person of a traces row shares a hash with what is looked for."""
    return any(part.get(kind) == digest for part in people(row) for kind, digest in wanted.items())
