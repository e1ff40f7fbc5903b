"""What is sent and answered about files with names that leave the house."""

from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from domain.export_events import Content, Form, Purpose, Recipient, WhyNot


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportWanted:
    """`numbers` are those of the cases; `words`: what for, in the asker's own words."""

    command_id: UUID
    numbers: tuple[str, ...]
    content: Content
    form: Form
    purpose: Purpose
    recipient: Recipient
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAsked:
    """A page of the list, at most as many as the limit of rows."""

    limit: int = 200
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OneExport:
    export: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusing:
    export: UUID
    reason: WhyNot


class AskedAnswer(TypedDict):
    export: str


class ByAnswer(TypedDict):
    by: str
    name: str
    at: str


class ExportAnswer(TypedDict):
    """`state`: waiting, approved, taken (as often as it may be), refused, expired.

    `mine`: asked for by whoever asks now; `mine_to_decide`: they may approve or refuse it.
    """

    id: str
    number: str
    cases: list[str]
    content: str
    form: str
    purpose: str
    recipient: str
    asked_by: str
    asked_name: str
    asked_at: str
    until: str
    approvals: list[ByAnswer]
    taken: list[str]
    state: str
    reason: str | None
    mine: bool
    mine_to_decide: bool


class ExportsAnswer(TypedDict):
    """Those that wait first, then newest first; all of the region for whoever approves, else one's own."""

    exports: list[ExportAnswer]
    total: int
    offset: int


class WordsAnswer(TypedDict):
    words: str | None
