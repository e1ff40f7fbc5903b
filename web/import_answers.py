"""What the doors of files answer."""

from typing import Literal, TypedDict


class ProgressAnswer(TypedDict):
    """How far applying has come."""

    done: int
    total: int


class RefusedRowAnswer(TypedDict):
    row: int
    words: str


class OutcomeAnswer(TypedDict):
    """What applying came to. `stored` are rows that were new or changed."""

    stored: int
    unchanged: int
    refused: int
    rows: list[RefusedRowAnswer]


class StagedAnswer(TypedDict):
    """A file. `by` is the colleague's name, nothing for the command line; `outcome` is there once applied."""

    id: str
    kind: Literal["schools", "specialists", "teams"]
    filename: str
    by: str | None
    at: str
    size: int
    state: Literal["waiting", "applied", "discarded"]
    ended: str | None
    applying: ProgressAnswer | None
    outcome: OutcomeAnswer | None


class ImportsAnswer(TypedDict):
    """Newest first. `largest` is how many bytes a file may have."""

    imports: list[StagedAnswer]
    largest: int


class CountsAnswer(TypedDict):
    """Rows under each heading; one that is moved and renamed stands under both, and once in `differences`."""

    new: int
    moved: int
    renamed: int
    changed: int
    vanished: int
    refused: int
    noticed: int
    unchanged: int
    differences: int


class ChangeAnswer(TypedDict):
    field: str
    before: str
    after: str


class ItemAnswer(TypedDict):
    """A line of the report. `row` is the file's line, 0 for what is not in it; `words` say why not."""

    row: int
    thing: str | None
    label: str
    district: str
    metres: int
    changes: list[ChangeAnswer]
    words: str


class ReviewAnswer(TypedDict):
    """The difference report, one page of one heading. `digest` names what applying would store.

    A report is there only while the file waits.
    """

    staged: StagedAnswer
    counts: CountsAnswer | None
    what: str
    items: list[ItemAnswer]
    total: int
    offset: int
    digest: str
    encoding: str
    delimiter: str
    unused: list[str]
