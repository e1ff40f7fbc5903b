"""What the administration pages are answered with."""

from typing import Any, TypedDict


class RegisterAnswer(TypedDict):
    """`total` counts all that match, whatever the page."""

    rows: list[dict[str, Any]]
    total: int
    offset: int


class ChoicesAnswer(TypedDict):
    roles: list[str]
    professions: list[str]
    languages: list[str]
    regions: list[str]


class ChangeAnswer(TypedDict):
    """One field before and after; absent values are null."""

    field: str
    before: Any
    after: Any


class PreviewAnswer(TypedDict):
    changes: list[ChangeAnswer]


class StepAnswer(TypedDict):
    """`who` is absent for what set-up, an import or the clock did; `role` says which."""

    version: int
    at: str
    event: str
    who: str | None
    role: str
    changes: list[ChangeAnswer]


class EntryAnswer(TypedDict):
    """`version` goes with the next command as `seen`; `earlier` counts steps that are not shown."""

    entry: dict[str, Any]
    version: int
    history: list[StepAnswer]
    earlier: int
