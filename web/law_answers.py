"""What the law page is answered with."""

from typing import TypedDict


class CitationAnswer(TypedDict):
    """`point` is `unknown` until somebody has read it in the text; `ours`: a reading of ours, no law."""

    key: str
    mark: str
    point: str
    ours: bool


class ExampleAnswer(TypedDict):
    """A dated example, computed by the rule itself: local times as text; absent where it has none."""

    kind: str
    given: str
    week: str | None
    until: str | None
    other: str | None


class RuleAnswer(TypedDict):
    number: int
    citations: list[CitationAnswer]
    examples: list[ExampleAnswer]


class LawAnswer(TypedDict):
    rules: list[RuleAnswer]


class DayAnswer(TypedDict):
    """A row of the calendar; `source` in words of the reader's language."""

    on: str
    kind: str
    name: str
    weeks: list[str]
    other: str | None
    source: str


class EditionAnswer(TypedDict):
    key: str
    known_from: str
    source: str
    years: list[int]
    provisional: list[int]
    loaded: bool


class DifferenceAnswer(TypedDict):
    """A day that one edition works and the other does not."""

    on: str
    week: str
    worked: bool


class CalendarAnswer(TypedDict):
    """The days of a year that differ from the week; `differences` against the edition `compared`."""

    editions: list[EditionAnswer]
    edition: str
    current: str
    year: int
    days: list[DayAnswer]
    compared: str | None
    differences: list[DifferenceAnswer]


class StepAnswer(TypedDict):
    """A day passed while counting; `number` is which working day it was, absent for a day off."""

    on: str
    kind: str
    name: str
    other: str | None
    source: str
    number: int | None


class CountedAnswer(TypedDict):
    """An ordinary request's term, day by day."""

    received: str
    counted_from: str
    week: str
    reading: str
    closes: int | None
    edition: str
    steps: list[StepAnswer]
    due: str
    citations: list[CitationAnswer]
    notices: list[str]
