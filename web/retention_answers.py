"""What the doors of retention answer."""

from typing import TypedDict


class KindAnswer(TypedDict):
    """`rows` from before the local day `before` are past their time. `shared`: of all centres here."""

    kind: str
    days: int
    before: str
    rows: int
    shared: bool


class CasePastAnswer(TypedDict):
    """A closed case that is past its time. `kept_for`: why its people cannot be forgotten all the same.

    `proposed_by` is the name of who put it forward; `confirmable`: whether the reader may be the second.
    """

    id: str
    number: str
    closed_at: str
    kept_for: list[str]
    proposed_by: str | None
    proposed_at: str | None
    confirmable: bool


class CasesPastAnswer(TypedDict):
    """`past` of them in all; the first ones, the oldest before the others."""

    days: int
    before: str
    past: int
    rows: list[CasePastAnswer]


class AppliedAnswer(TypedDict):
    """What went: confirmed by whom, when."""

    kind: str
    before: str
    rows: int
    at: str
    who: str | None


class RetentionAnswer(TypedDict):
    today: str
    kinds: list[KindAnswer]
    cases: CasesPastAnswer
    applied: list[AppliedAnswer]


class RetentionDoneAnswer(TypedDict):
    rows: int
