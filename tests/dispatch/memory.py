"""The desk without a store: its Reader built from nothing but the real folds over a list of events.

Commands go through the real `desk`; what it stores is folded into states, hot rows, claims and moments.
Claims are only written down: that nobody is in two places has to hold by the decisions alone. With `enforced`
they refuse a second holder as the store does.
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from dispatch.claims import claims_of
from dispatch.desk import desk
from dispatch.ports import Append, Decided, Due, Held, Row, StreamKind, Submission, Take
from domain.account import OpenAccount, Role
from domain.case.deadlines import moments
from domain.catalogue import NAMES
from domain.centre import RegisterCentre
from domain.envelope import Envelope, Recorded
from domain.moments import CheckMoment
from domain.refusal import Refused
from domain.school import RegisterSchool
from domain.specialist import RegisterSpecialist
from domain.team import RegisterTeam
from projections.account_register import ACCOUNTS
from projections.keeping import Keeping
from projections.queue import Queue
from projections.registers import CENTRES, SCHOOLS, SPECIALISTS, VEHICLES
from projections.teams import Teams
from projections.traces import Traces
from tests import builders

CENTRE = builders.an_id("centre")


PEOPLE = (builders.AINUR, builders.DANA, builders.ERBOL, builders.an_id("p1"), builders.an_id("p2"))
TEAMS = (builders.TEAM, builders.OTHER_TEAM, builders.an_id("third team"))


def blind(purpose: str, text: str) -> str:
    return sha256(f"{purpose}/{text}".encode()).hexdigest()


def hot_folds() -> tuple[Any, ...]:
    return (Queue(), Teams(), Traces(blind), SCHOOLS, SPECIALISTS, VEHICLES, ACCOUNTS, CENTRES, Keeping())


def rows_of(events: list[Recorded]) -> dict[str, dict[str, Row]]:
    """Every hot table, folded afresh."""
    tables: dict[str, dict[str, Row]] = defaultdict(dict)
    for recorded in events:
        fold_into(tables, recorded)
    return tables


def fold_into(tables: dict[str, dict[str, Row]], recorded: Recorded) -> None:
    for fold in hot_folds():
        if type(recorded.event) not in fold.events:
            continue
        for key in fold.keys(recorded):
            after = fold.fold(tables[fold.name].get(key), recorded)
            if after is not None:
                tables[fold.name][key] = after


class Memory:
    """One installation in memory. `now` is set by the test."""

    def __init__(self, *, enforced: bool = False) -> None:
        self.now: datetime = builders.NOON
        self.events: list[Recorded] = []
        self.streams: dict[UUID, list[Recorded]] = defaultdict(list)
        self.ledgers: dict[UUID, tuple[int, Row | None]] = {}
        """How far the ledger of each stream was folded, and to what: afresh at every step takes minutes."""
        self.tables: dict[str, dict[str, Row]] = defaultdict(dict)
        self.claims: dict[tuple[str, str], Held] = {}
        self.due: list[Due] = []
        self._enforced = enforced
        self._numbers = 0

    def state(self, kind: StreamKind[Any], stream: UUID) -> tuple[Any, int]:
        state = kind.initial
        for recorded in self.streams[stream]:
            state = kind.evolve(state, recorded.event, recorded.envelope)
        return state, len(self.streams[stream])

    def row(self, table: str, key: str) -> Row | None:
        return self.tables[table].get(key)

    def rows(self, table: str) -> Mapping[str, Row]:
        return self.tables[table]

    def holder(self, kind: str, key: str) -> Held | None:
        return self.claims.get((kind, key))

    def next_number(self, region: str, year: int) -> str:
        return f"{region}-{year}-{self._numbers + 1:06}"

    def blind(self, purpose: str, text: str) -> str:
        return blind(purpose, text)

    def submit(self, command: object, by: UUID | None = builders.ALMA, **changes: Any) -> Decided | Refused:
        """Decide and store; the outcome as the desk gave it."""
        said = {
            "name": type(command).__name__,
            "command": command,
            "command_id": builders.an_id(f"command {len(self.events)}"),
            "by": by,
            "role": "dispatcher",
            "region": builders.REGION,
            "centre": CENTRE,
        }
        submission = Submission(**{**said, **changes})
        outcome = desk(self, submission, self.now)
        if isinstance(outcome, Decided):
            return self._stored(outcome, submission)
        return outcome

    def accepted(self, command: object, **changes: Any) -> Decided:
        outcome = self.submit(command, **changes)
        assert isinstance(outcome, Decided), outcome
        return outcome

    def tick(self, to: datetime) -> None:
        """Let the clock run to `to`, asking every moment that comes."""
        for due in sorted((due for due in self.due if due.at <= to), key=lambda due: due.at):
            self.due.remove(due)
            self.now = max(self.now, due.at)
            self.submit(CheckMoment(kind=due.kind, ref=due.ref), by=None, region="", due=due)
        self.now = max(self.now, to)

    def _stored(self, decided: Decided, submission: Submission) -> Decided | Refused:
        drafted = [each for append in decided.appends for each in self._recorded(append, submission)]
        held = dict(self.claims)
        for recorded in drafted:
            for change in claims_of(recorded):
                key = (change.kind, change.key)
                if not isinstance(change, Take):
                    held.pop(key, None)
                    continue
                if self._enforced and key in held and held[key].holder != change.holder:
                    return Refused(code="held-elsewhere")
                by, at = recorded.envelope.by, recorded.envelope.recorded_at
                held[key] = Held(holder=change.holder, by=by, at=at, position=recorded.position)
        self.claims = held
        for recorded in drafted:
            self._add(recorded)
        self._numbers += "number" in decided.answer
        return decided

    def _recorded(self, append: Append, submission: Submission) -> list[Recorded]:
        assert append.expected_version == len(self.streams[append.stream])
        said = submission.happened_at
        envelope = Envelope(
            happened_at=self.now if said is None else min(said, self.now),
            recorded_at=self.now,
            by=submission.by,
            role=submission.role,
            device=None,
            sequence=None,
            command_id=submission.command_id,
            because_of=None,
            centre=submission.centre,
        )
        return [
            Recorded(
                stream=append.stream,
                version=append.expected_version + number,
                position=0,
                name=NAMES[type(event)],
                event=event,
                envelope=envelope,
            )
            for number, event in enumerate(append.events, start=1)
        ]

    def _add(self, recorded: Recorded) -> None:
        placed = Recorded(
            stream=recorded.stream,
            version=recorded.version,
            position=len(self.events) + 1,
            name=recorded.name,
            event=recorded.event,
            envelope=recorded.envelope,
        )
        self.events.append(placed)
        self.streams[placed.stream].append(placed)
        fold_into(self.tables, placed)
        for moment in moments(placed.event):
            self.due.append(
                Due(
                    at=moment.at,
                    stream=placed.stream,
                    kind=moment.kind,
                    ref=moment.ref,
                    position=placed.position,
                    centre=placed.envelope.centre,
                )
            )


def opened(*, enforced: bool = False) -> Memory:
    """An installation with a centre, two schools, five specialists, three teams and two accounts."""
    house = Memory(enforced=enforced)
    for command in registrations():
        house.accepted(command)
    return house


def registrations() -> tuple[object, ...]:
    here, point = {"region": builders.REGION}, (43.25, 76.95)
    return (
        RegisterCentre(centre=CENTRE, name_kk="О", name_ru="Ц", name_en="C", point=point, **here),
        RegisterSchool(school=builders.SCHOOL, label="12", point=point, district="bostandyk", **here),
        RegisterSchool(school=builders.an_id("other school"), label="13", point=(43.3, 76.8), **here),
        *(
            RegisterSpecialist(
                specialist=each, name=f"P{n}", profession="psychologist", languages=("kk",), **here
            )
            for n, each in enumerate(PEOPLE)
        ),
        *(RegisterTeam(team=each, name=f"T{n}", home=point, **here) for n, each in enumerate(TEAMS)),
        *(
            OpenAccount(account=each, login=f"a{n}", name=f"A{n}", roles=(Role.DISPATCHER,), **here)
            for n, each in enumerate((builders.ALMA, builders.BOLAT))
        ),
    )
