"""A paper: what stands on it is said once, whether it is printed, saved as PDF or opened as a table."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from domain.law.local_time import local
from web.words import say

Cell = str | int | date | datetime | None
"""A datetime is aware. An empty cell is none."""


class Tongue(StrEnum):
    KK = "kk"
    RU = "ru"
    EN = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What every paper may be asked: its language, for whom it is handed to; else it is the reader's own."""

    l: Tongue | None = None  # noqa: E741 - as in every address here


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Names and what each one is, one below the other."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A paragraph, or a heading."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that happened: when, what, who, and what else was said of it."""

    when: str
    what: str
    who: str
    details: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Part = Facts | Words | Step | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """`name` begins the name of its file and holds nothing personal. `number` stands large below the title.

    `mark` stands across every page of what shows somebody: who made it, when, under which number.
    """

    name: str
    language: str
    title: str
    parts: tuple[Part, ...]
    made_at: datetime
    made_by: str
    number: str = ""
    mark: str = ""

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(part for part in self.parts if isinstance(part, Table))

    @property
    def foot(self) -> str:
        """Who made it and when, on every page."""
        made = {"time": moment(self.made_at), "name": self.made_by}
        return say("paper.made", self.language, made)


def day(on: date) -> str:
    """A day as everybody in Kazakhstan reads it."""
    return f"{on:%d.%m.%Y}"


def moment(at: datetime, *, seconds: bool = False) -> str:
    """A moment by the clock in Kazakhstan."""
    wall = local(at)
    return f"{wall:%d.%m.%Y %H:%M:%S}" if seconds else f"{wall:%d.%m.%Y %H:%M}"


def shown(cell: Cell) -> str:
    """A cell as text to read."""
    match cell:
        case None:
            return ""
        case datetime():
            return moment(cell)
        case date():
            return day(cell)
        case _:
            return str(cell)


def mark_of(language: str, name: str, at: datetime, number: str = "") -> str:
    """The watermark: whose hands it came from, when, and under which number it left."""
    return SEPARATOR.join(filter(None, (say("paper.mark", language), name, moment(at), number)))


SEPARATOR: Final = " · "
