"""What a case is at a moment, as the decisions need it. Events become it in `domain.case.evolve`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from uuid import UUID

from domain.case.keeping import Keeping
from domain.case.terms import (
    ConsentState,
    DutyKind,
    DutyState,
    RiskClass,
    ServiceBasis,
    Stage,
    Target,
    VisitState,
)
from domain.identity import AccountId, CaseId, SchoolId, ShiftId, SubjectId, TeamId, VisitId
from domain.law.due import DueTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    team: TeamId
    shift: ShiftId
    state: VisitState
    since: datetime
    by: UUID | None
    accept_by: datetime
    eta_at: datetime | None
    unanswered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    state: DutyState
    due: datetime
    citation: str
    missed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A lower class, waiting for a second person."""

    risk_class: RiskClass
    by: UUID | None


class Emergency(NamedTuple):
    """Somebody without the right reads the case until a time; another person looks at that by a time."""

    by: UUID | None
    until: datetime
    review_by: datetime
    reviewed: bool = False
    escalated: bool = False


NOTHING: Final[Mapping[Any, Any]] = MappingProxyType({})


class CaseState(NamedTuple):
    """`targets` hold those that have a time; `met` and `missed` what became of them.

    A named tuple, because every event makes a new one: that is many times faster than with a data class.
    """

    number: str = ""
    region: str = ""
    stage: Stage | None = None
    received_at: datetime | None = None
    child: SubjectId | None = None
    caller: SubjectId | None = None
    school: SchoolId | None = None
    located: bool = False
    birth_date: date | None = None
    from_form: bool = False
    """It came through the public form: whoever wrote can be asked."""
    writer_at_home: bool = False
    says_danger: bool = False
    child_language: str | None = None
    owner: AccountId | None = None
    act_by: datetime | None = None
    acted: bool = False
    alarm_returned: bool = False
    risk_class: RiskClass | None = None
    proposal: Proposal | None = None
    due: DueTime | None = None
    term_missed: bool = False
    targets: Mapping[Target, datetime] = NOTHING
    met: Mapping[Target, datetime] = NOTHING
    missed: frozenset[Target] = frozenset()
    consent: ConsentState = ConsentState.NONE
    services: tuple[ServiceBasis, ...] = ()
    household_danger: bool = False
    household_released: bool = False
    """The head has decided, since the danger was recorded, that the household is informed after all."""
    duties: Mapping[DutyKind, Duty] = NOTHING
    visits: Mapping[VisitId, Visit] = NOTHING
    follow_ups: Mapping[UUID, date] = NOTHING
    missed_promises: frozenset[UUID] = frozenset()
    attached_to: CaseId | None = None
    joined: tuple[CaseId, ...] = ()
    considered: bool = False
    emergencies: Mapping[UUID, Emergency] = NOTHING
    keeping: Keeping = Keeping()
    remote: tuple[str, bool] | None = None
    """What comes before the group, and whether the school's psychologist is the first hands."""

    def but(self, **changes: Any) -> "CaseState":
        """The same with other values in some places. `_replace` would look all of them up by name: twice the
        time."""
        values = list(self)
        for name, value in changes.items():
            values[_PLACES[name]] = value
        return CaseState._make(values)

    @property
    def open(self) -> bool:
        return self.stage is not None and self.stage is not Stage.CLOSED

    @property
    def threat(self) -> bool:
        return self.risk_class is not None and self.risk_class.threat

    @property
    def alarm(self) -> bool:
        """Whether it must sound: an immediate threat that nobody has taken, or that was taken and left.

        Whoever says through the form that somebody is in danger now is believed until a person has looked.

        Considered or reopened, it makes no difference: only a person who takes it silences a threat.
        """
        said = self.says_danger and self.risk_class is None
        untaken = (self.threat or said) and self.owner is None
        return self.open and (untaken or self.alarm_returned)

    @property
    def settled(self) -> bool:
        """Considered, and nobody is under way: until then the targets of the visit run on."""
        return self.considered and not self.open_visits

    @property
    def open_visits(self) -> tuple[VisitId, ...]:
        return tuple(key for key, visit in self.visits.items() if not visit.state.over)


_PLACES: Final = {name: place for place, name in enumerate(CaseState._fields)}
INITIAL = CaseState()
