"""What the engine takes and gives: the shapes between the writer, the desk that decides, and those who watch.

The engine knows no case, team or law. It is handed a `Decision`, the catalogue of events, the rules of
claims and moments and the hot folds, and it carries commands out: durable, in order, once.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeAlias, TypeVar
from uuid import UUID

from domain.envelope import Envelope, Recorded
from domain.moments import Moment
from domain.notices import Notice
from domain.refusal import Refused

JSON: TypeAlias = Any
"""What JSON can say: null, booleans, numbers, text, lists and objects of these."""

Row: TypeAlias = dict[str, JSON]
"""One row of a hot table. Never changed in place: a fold makes a new one."""

S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StreamKind(Generic[S]):
    """How streams of one kind are folded. `evolve` is total: it never raises and never judges."""

    name: str
    initial: S
    evolve: Callable[[S, Any, Envelope], S]


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """Events for one stream that stands at `expected_version` (0 for a stream that does not exist yet)."""

    stream: UUID
    expected_version: int
    events: tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a decision stores, all of it or nothing. No appends at all is a fine decision ("already so").

    `answer` goes back to whoever asked, and is kept with the log to answer every repeat of the same
    command: plain JSON, no personal data.
    """

    appends: tuple[Append, ...] = ()
    answer: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """`holder` has `key` from now on; nobody else can (`kind` "team", `key` a team's id, for instance)."""

    kind: str
    key: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """`key` is free again."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Who holds a claim, whose command took it, and when it was recorded (aware UTC)."""

    holder: str
    by: UUID | None
    at: datetime
    position: int


class Due(NamedTuple):
    """A row of the table of due moments; `position` and `centre` are of the event which set it."""

    at: datetime
    stream: UUID
    kind: str
    ref: str
    position: int
    centre: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One command on its way to the writer, with who sends it.

    `body` is what the sender wrote, byte for byte: a second body under the same `command_id` of the same
    account is refused. `due` is set by the ticker only: its row goes away with the command.
    `region` is the sender's; it is empty for the ticker. `seen` is the version of the thing that the
    sender had before them. `fence` says, within the transaction, why its sender may not write any more.
    """

    name: str
    command: object
    command_id: UUID
    by: UUID | None
    role: str
    region: str
    centre: UUID
    device: str | None = None
    sequence: int | None = None
    happened_at: datetime | None = None
    because_of: int | None = None
    body: bytes = b""
    due: Due | None = None
    seen: int | None = None
    fence: "Fence | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Durable. `position` is that of the command's last event (of the log's head, if it stored none).

    `repeated` says that this command had been accepted before and nothing was stored now.
    """

    position: int
    answer: Mapping[str, JSON]
    repeated: bool = False


class Reader(Protocol):
    """What a decision may look at, on the writer's thread: everything up to the command before it."""

    def state(self, kind: StreamKind[S], stream: UUID) -> tuple[S, int]:
        """State and version of a stream; the kind's `initial` and 0 where there is none."""
        ...

    def row(self, table: str, key: str) -> Row | None:
        """One row of a hot table."""
        ...

    def rows(self, table: str) -> Mapping[str, Row]:
        """All rows of a hot table by key, without finished ones."""
        ...

    def holder(self, kind: str, key: str) -> Held | None:
        """Who holds a claim now."""
        ...

    def next_number(self, region: str, year: int) -> str:
        """The next case number, as "KZ-75-2026-000123"; used up only if the command is accepted."""
        ...

    def blind(self, purpose: str, text: str) -> str:
        """Keyed hash (hex) under which a personal value can be found again but not read."""
        ...


Decision: TypeAlias = Callable[[Reader, Submission, datetime], Decided | Refused]
"""(reader, submission, now) -> outcome. `now` is what `recorded_at` will be: aware UTC, never decreasing.

Pure but for the reader. Asked again, with everything read anew, if a version or a claim did not hold.
"""

ClaimsOf: TypeAlias = Callable[[Recorded], Iterable[Take | Release]]
MomentsOf: TypeAlias = Callable[[object], Iterable[Moment]]
NoticesOf: TypeAlias = Callable[[Recorded], Iterable[Notice]]
ForgetsOf: TypeAlias = Callable[[object], Iterable[UUID]]
"""Pure rules: what an event takes or frees, what it asks the clock to come back for, whom it concerns, whose
keys are destroyed because of it."""


class HotFold(Protocol):
    """A live table kept inside the append transaction. Raise `version` when the fold's meaning changes:
    the table is then folded anew from the log at start."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def events(self) -> Collection[type]:
        """The classes of events that touch rows; the fold is asked about no others."""
        ...

    def keys(self, recorded: Recorded) -> Iterable[str]:
        """The rows this event touches."""
        ...

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        """The row after the event; never changes `row` itself; plain JSON only; no personal data."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one batch did to one row. A row whose fold failed carries `damaged`: the position it failed at.
    `before` is None, too, for a finished row that was not in memory."""

    table: str
    key: str
    before: Row | None
    after: Row | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What became durable in one batch: the log's new head, when, and the rows that differ, each once."""

    position: int
    at: datetime
    rows: tuple[Change, ...]


Fence: TypeAlias = Callable[[Any], Exception | None]
Watcher: TypeAlias = Callable[[Changes], None]
"""Called on the writer's thread after COMMIT and after the answers; must be quick and must not raise."""


class QueueFull(Exception):
    """More commands wait than the writer takes: 503 with Retry-After."""


class StoreUnavailable(Exception):
    """Nothing was saved. `lasting` means that this process will not acknowledge anything any more.

    `unsure`: perhaps it was saved all the same; the same command sent again gets the answer that holds.
    `silent`: the database was waited for in vain, and is asked nothing for others until it answers again.
    """

    def __init__(
        self, reason: str, *, lasting: bool = False, unsure: bool = False, silent: bool = False
    ) -> None:
        super().__init__(reason)
        self.silent = silent
        self.reason = reason
        self.lasting = lasting
        self.unsure = unsure


class WriteConflict(Exception):
    """A decision's expected version did not hold three times in a row: a defect in the decision."""
