"""A small domain to try the engine with: boxes that are opened, noted, lent to a team and given back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from dispatch.batch import Rules
from dispatch.ports import (
    Append,
    Decided,
    Reader,
    Release,
    StreamKind,
    Submission,
    Take,
)
from dispatch.store import Catalogue
from domain.account import Role
from domain.envelope import Envelope, Recorded
from domain.identity import AccountId
from domain.marks import Private, sealed
from domain.moments import CheckMoment, Moment
from domain.notices import Notice, NoticeKind
from domain.refusal import Refused

CENTRE = UUID(int=7)
KEEPER = UUID(int=98)
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


def notices_of(recorded: Recorded) -> Iterable[Notice]:
    """Who lends is told to the overseers, a box that is not back to its keeper, every box to the head."""
    match recorded.event:
        case BoxOpened():
            yield Notice(kind=NoticeKind.TERM_MISSED, roles=(Role.HEAD,), case=recorded.stream)
        case BoxLent():
            yield Notice(kind=NoticeKind.ALARM_RETURNED, roles=(Role.SUPERVISOR, Role.HEAD))
        case BoxMissed(team=team):
            yield Notice(kind=NoticeKind.HANDED_OVER, to=AccountId(KEEPER), ref=team)


RULES = Rules(decide=decide, claims_of=claims_of, moments_of=moments_of, notices_of=notices_of)
