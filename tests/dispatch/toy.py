"""A small domain to try the engine with: boxes that are opened, noted, lent to a team and given back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from dispatch.batch import Rules
from dispatch.clock import SystemClock
from dispatch.identity import fresh_id
from dispatch.ports import (
    Append,
    Decided,
    Reader,
    Release,
    Row,
    StreamKind,
    Submission,
    Take,
)
from dispatch.store import Catalogue, Store, make_data_directory
from domain.envelope import Envelope, Recorded
from domain.marks import Private, sealed
from domain.moments import CheckMoment, Moment
from domain.refusal import Refused

CENTRE = UUID(int=7)
START = datetime(2026, 3, 20, 11, 0, tzinfo=UTC)
REGION = "KZ-75"


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    lat: float
    lon: float
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxOpened:
    number: str
    colour: Colour
    child: UUID
    caller: UUID
    corner: Corner | None = None
    story: Private[str] = sealed("child")
    born: Private[date] = sealed("child")
    place: Private[Corner] = sealed("child")
    phone: Private[str] = sealed("caller")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxNoted:
    weight: float
    at: datetime
    tags: tuple[Colour, ...] = ()
    who: UUID | None = None
    note: Private[str] = sealed("who")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxLent:
    team: str
    back_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxReturned:
    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxMissed:
    team: str


EVENTS: dict[str, type] = {
    "box-opened.v1": BoxOpened,
    "box-noted.v1": BoxNoted,
    "box-lent.v1": BoxLent,
    "box-returned.v1": BoxReturned,
    "box-missed.v1": BoxMissed,
}
CATALOGUE = Catalogue(events=EVENTS, upcasts={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    number: str | None = None
    notes: int = 0
    lent_to: str | None = None
    missed: int = 0


def evolve(box: Box, event: object, _: Envelope) -> Box:
    match event:
        case BoxOpened():
            return replace(box, number=event.number)
        case BoxNoted():
            return replace(box, notes=box.notes + 1)
        case BoxLent():
            return replace(box, lent_to=event.team)
        case BoxReturned():
            return replace(box, lent_to=None)
        case BoxMissed():
            return replace(box, missed=box.missed + 1)
    return box


BOX: StreamKind[Box] = StreamKind(name="box", initial=Box(), evolve=evolve)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    box: UUID
    story: str = "a story nobody else may read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    box: UUID
    text: str = "noted"
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lend:
    box: UUID
    team: str
    minutes: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack:
    box: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A decision with a defect."""

    box: UUID


Outcome = Decided | Refused


def subject(box: UUID, who: str) -> UUID:
    return UUID(int=box.int ^ (1 if who == "child" else 2))


def one(box: UUID, version: int, *events: object, **answer: object) -> Decided:
    return Decided(appends=(Append(stream=box, expected_version=version, events=events),), answer=answer)


def decide(reader: Reader, submission: Submission, now: datetime) -> Outcome:
    command = submission.command
    if isinstance(command, CheckMoment):
        return check(reader, submission, now)
    box, version = reader.state(BOX, command.box)  # type: ignore[attr-defined]
    match command:
        case Open():
            return open_box(reader, box, version, command)
        case Note():
            event = BoxNoted(
                weight=command.weight,
                at=now,
                tags=(Colour.RED,),
                who=subject(command.box, "child"),
                note=command.text,
            )
            return one(command.box, version, event, notes=box.notes + 1)
        case Lend():
            return lend(reader, box, version, command, now)
        case GiveBack():
            if box.lent_to is None:
                return Decided()
            return one(command.box, version, BoxReturned(team=box.lent_to))
    raise RuntimeError("a defect in a decision")


def open_box(reader: Reader, box: Box, version: int, command: Open) -> Outcome:
    if box.number is not None:
        return Refused(code="open-already", params={"number": box.number})
    number = reader.next_number(REGION, 2026)
    event = BoxOpened(
        number=number,
        colour=Colour.BLUE,
        child=subject(command.box, "child"),
        caller=subject(command.box, "caller"),
        corner=Corner(lat=43.25, lon=76.9, labels=("north",)),
        story=command.story,
        born=date(2014, 2, 28),
        phone="+7 700 000 00 00",
    )
    return one(command.box, version, event, number=number)


def lend(reader: Reader, box: Box, version: int, command: Lend, now: datetime) -> Outcome:
    held = reader.holder("team", command.team)
    if held is not None:
        return Refused(code="team-busy", params={"holder": held.holder, "since": held.at.isoformat()})
    return one(
        command.box, version, BoxLent(team=command.team, back_by=now + timedelta(minutes=command.minutes))
    )


def check(reader: Reader, submission: Submission, now: datetime) -> Outcome:
    assert submission.due is not None
    stream = submission.due.stream
    box, version = reader.state(BOX, stream)
    assert now >= submission.due.at, "asked before the moment had come"
    if box.lent_to is None:
        return Decided()
    return one(stream, version, BoxMissed(team=box.lent_to))


def claims_of(recorded: Recorded) -> Iterable[Take | Release]:
    match recorded.event:
        case BoxLent(team=team):
            yield Take(kind="team", key=team, holder=str(recorded.stream))
        case BoxReturned(team=team):
            yield Release(kind="team", key=team)


def moments_of(event: object) -> Iterable[Moment]:
    if isinstance(event, BoxLent):
        yield Moment(at=event.back_by, kind="back-by", ref=event.team)


RULES = Rules(decide=decide, claims_of=claims_of, moments_of=moments_of)


class Shelf:
    """Hot table: one row a box. `poison` is the note weight at which the fold fails."""

    name = "shelf"

    def __init__(self, *, version: int = 1, poison: float | None = None) -> None:
        self.version = version
        self.poison = poison

    def keys(self, recorded: Recorded) -> Iterable[str]:
        return (str(recorded.stream),)

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        event = recorded.event
        if isinstance(event, BoxNoted) and event.weight == self.poison:
            raise ValueError("poison")
        row = {**(row or {"id": str(recorded.stream), "notes": 0}), "version": recorded.version}
        match event:
            case BoxOpened():
                row["number"] = event.number
            case BoxNoted():
                row["notes"] += 1
            case BoxLent():
                row["team"] = event.team
            case BoxReturned():
                row.pop("team", None)
        return row


class Teams:
    """Hot table: one row a team that has a box; no row once it is back."""

    name = "teams"
    version = 1

    def keys(self, recorded: Recorded) -> Iterable[str]:
        team = getattr(recorded.event, "team", None)
        return () if team is None else (team,)

    def fold(self, row: Row | None, recorded: Recorded) -> Row | None:
        if isinstance(recorded.event, BoxReturned):
            return None
        return {"id": recorded.event.team, "box": str(recorded.stream)}  # type: ignore[attr-defined]


class HandClock:
    """A clock that a test sets."""

    rate = 1.0

    def __init__(self, now: datetime = START) -> None:
        self.time = now
        self.ticks = 0.0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return self.ticks

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)
        self.ticks += timedelta(**by).total_seconds()


def submission(
    command: object, *, command_id: UUID | None = None, by: UUID | None = None, **more: object
) -> Submission:
    given: dict[str, object] = {"body": repr(command).encode(), **more}
    return Submission(
        name=type(command).__name__,
        command=command,
        command_id=command_id or fresh_id(SystemClock().now()),
        by=by or UUID(int=99),
        role="dispatcher",
        region=REGION,
        centre=CENTRE,
        **given,  # type: ignore[arg-type]
    )


def open_store(data: Path, **parts: object) -> Store:
    """A store in a directory of the test, made if need be; not started."""
    make_data_directory(data)
    given: Mapping[str, object] = {
        "catalogue": CATALOGUE,
        "rules": RULES,
        "folds": [Shelf(), Teams()],
        "clock": HandClock(),
        **parts,
    }
    return Store(data, **given)  # type: ignore[arg-type]
