"""An evening at several desks at once, as a state machine: any command, of anybody, in any order."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from dispatch.ports import Decided
from domain import shift
from domain.case import care_commands as care
from domain.case import commands as ask
from domain.case import visit_commands as visit
from domain.case.terms import Channel, ConsentForm, DutyKind, RiskClass
from domain.joint_plan import JointPlan, PlannedVisit
from domain.joint_sending import AcceptJointPlan, visit_in
from domain.law.visit_outcome import Outcome
from tests.builders import ALMA, BOLAT, REGION, SCHOOL, an_id
from tests.dispatch import panels
from tests.dispatch.ledgers import the_ledger_agrees
from tests.dispatch.memory import PEOPLE, TEAMS, opened

CASES = tuple(an_id(f"case {n}") for n in range(2))
PROMISES = tuple(an_id(f"promise {n}") for n in range(2))

a_case, a_team, a_person = st.sampled_from(CASES), st.sampled_from(TEAMS), st.sampled_from((ALMA, BOLAT))
a_class, a_duty = st.sampled_from(RiskClass), st.sampled_from(DutyKind)
a_group = st.lists(st.sampled_from(PEOPLE), min_size=2, max_size=3).map(tuple)
a_pick = st.integers(0, 5)
"""Which of the visits or shifts that there are, the newest first."""


class Evening(RuleBasedStateMachine):
    """The real desk over the real folds; what is said of a visit is said twice, and counts once."""

    enforced = False

    def __init__(self) -> None:
        super().__init__()
        self.house = opened(enforced=self.enforced)
        self.shifts: list[UUID] = []
        self.visits: list[tuple[UUID, UUID]] = []

    def _do(self, command: Any, by: UUID = ALMA) -> bool:
        return isinstance(self.house.submit(command, by=by), Decided)

    @initialize(risk_class=st.none() | a_class)
    def an_evening_under_way(self, risk_class: Any) -> None:
        for case in CASES:
            self.receive(case=case, risk_class=risk_class)
        self.start_shift(team=TEAMS[0], members=PEOPLE[:2])

    @rule(case=a_case, risk_class=st.none() | a_class)
    def receive(self, case: Any, risk_class: Any) -> None:
        said = {"case": case, "channel": Channel.PHONE, "school": SCHOOL, "reason": "r"}
        self._do(ask.ReceiveRequest(**said, risk_class=risk_class))

    @rule(team=a_team, members=a_group)
    def start_shift(self, team: Any, members: Any) -> None:
        key, ends_at = an_id(f"shift {len(self.shifts)}"), self.house.now + timedelta(hours=8)
        if self._do(shift.StartShift(shift=key, team=team, members=members, ends_at=ends_at)):
            self.shifts.insert(0, key)

    @rule(pick=a_pick, members=a_group)
    def change_shift(self, pick: int, members: Any) -> None:
        self._do(shift.ChangeShift(shift=self.shifts[pick % len(self.shifts)], members=members))

    @rule(pick=a_pick)
    def end_shift(self, pick: int) -> None:
        self._do(shift.EndShift(shift=self.shifts[pick % len(self.shifts)]))

    @rule(case=a_case, team=a_team, instead=st.none() | a_pick, by=a_person)
    def assign(self, case: Any, team: Any, instead: Any, by: Any) -> None:
        key = an_id(f"visit {len(self.visits)}")
        earlier = self.visits[instead % len(self.visits)][1] if self.visits and instead is not None else None
        if self._do(visit.AssignTeam(case=case, visit=key, team=team, instead_of=earlier), by):
            self.visits.insert(0, (case, key))

    @rule(teams=st.permutations(TEAMS), pairs=st.integers(1, 2), by=a_person)
    def accept_plan(self, teams: Any, pairs: int, by: Any) -> None:
        """Whoever made the plan, and however: both cases or one, any groups."""
        found = [
            PlannedVisit(case=case, team=team, risk_class=1, drive_seconds=60, wait_seconds=60)
            for case, team in zip(CASES[:pairs], teams, strict=False)
        ]
        plan = JointPlan(
            at=self.house.now, engine="air", data_version="1", pairs=tuple(found), alone=tuple(found)
        )
        key = an_id(f"plan {len(self.house.events)}")
        if self._do(AcceptJointPlan(plan_id=key, plan=plan), by):
            for each in found:
                self.visits.insert(0, (each.case, visit_in(key, each.case)))

    def _of_visit(self, kind: Any, pick: int, **said: Any) -> None:
        """A fact of a visit: the first time as it may be, the second time nothing."""
        if not self.visits:
            return
        case, key = self.visits[pick % len(self.visits)]
        if self._do(kind(case=case, visit=key, **said)):
            stored = len(self.house.events)
            assert self._do(kind(case=case, visit=key, **said))
            assert len(self.house.events) == stored, "the second tap changed something"

    @rule(
        pick=a_pick,
        kind=st.sampled_from((visit.ConfirmDelivery, visit.RecordDeparture, visit.RecordArrival)),
    )
    def tap(self, pick: int, kind: Any) -> None:
        self._of_visit(kind, pick)

    @rule(pick=a_pick, drive=st.booleans())
    def accept(self, pick: int, drive: bool) -> None:
        self._of_visit(visit.AcceptAssignment, pick, drive=drive)

    @rule(pick=a_pick, let_in=st.booleans())
    def access(self, pick: int, let_in: bool) -> None:
        self._of_visit(visit.RecordAccess, pick, let_in=let_in)

    @rule(pick=a_pick, kind=st.sampled_from((visit.DeclineAssignment, visit.CancelAssignment)))
    def give_up(self, pick: int, kind: Any) -> None:
        self._of_visit(kind, pick, reason="r")

    @rule(pick=a_pick, outcome=st.sampled_from(Outcome))
    def end_visit(self, pick: int, outcome: Any) -> None:
        self._of_visit(visit.EndVisit, pick, outcome=outcome, kinds=("k",), forms=("f",), terms="t")

    @rule(case=a_case, by=a_person, to=a_person, over=st.booleans())
    def own(self, case: Any, by: Any, to: Any, over: bool) -> None:
        self._do(ask.HandOverCase(case=case, to=to) if over else ask.TakeCase(case=case), by)

    @rule(case=a_case, risk_class=a_class)
    def assess(self, case: Any, risk_class: Any) -> None:
        self._do(ask.AssessCase(case=case, risk_class=risk_class, reason="r"))

    @rule(case=a_case, by=a_person)
    def confirm_lower(self, case: Any, by: Any) -> None:
        self._do(ask.ConfirmLowerClass(case=case, reason="r"), by)

    @rule(case=a_case, to=a_case)
    def attach(self, case: Any, to: Any) -> None:
        self._do(ask.AttachRequest(case=case, to=to))

    @rule(
        case=a_case,
        what=st.sampled_from(
            (
                lambda case: ask.AddNote(case=case, text="n"),
                lambda case: ask.RecordContact(case=case, channel="phone"),
                lambda case: ask.CorrectSchool(case=case, school=SCHOOL),
                lambda case: ask.CorrectPhone(case=case, whose="child", phone="1"),
                lambda case: care.RequestConsent(case=case),
                lambda case: care.RecordConsent(
                    case=case, guardian_name="g", form=ConsentForm.WRITTEN, evidence="e"
                ),
                lambda case: care.RecordConsentRefused(case=case),
                lambda case: care.WithdrawConsent(case=case),
                lambda case: care.StartService(case=case, kind="talk"),
                lambda case: care.RecordHouseholdDanger(case=case, words="w"),
            )
        ),
    )
    def describe(self, case: Any, what: Any) -> None:
        self._do(what(case))

    @rule(case=a_case, duty=a_duty, what=st.sampled_from(("done", "waived", "released")))
    def settle(self, case: Any, duty: Any, what: str) -> None:
        said: dict[str, Any] = {"case": case, "duty": duty}
        commands = {
            "done": lambda: care.RecordDutyDone(**said, person="p", channel="phone", result="r"),
            "waived": lambda: care.WaiveDuty(**said, reason="r"),
            "released": lambda: care.ReleaseDuty(**said, towards="t", reason="r"),
        }
        self._do(commands[what]())

    @rule(case=a_case, key=st.sampled_from(PROMISES), done=st.booleans())
    def promise(self, case: Any, key: Any, done: bool) -> None:
        if done:
            self._do(ask.FinishFollowUp(case=case, follow_up=key, done=True))
        else:
            on = self.house.now.date() + timedelta(days=2)
            self._do(ask.SetFollowUp(case=case, follow_up=ask.FollowUp(follow_up=key, on=on, what="w")))

    @rule(
        case=a_case,
        what=st.sampled_from(
            (
                lambda case: ask.ConsiderCase(case=case, result="r"),
                lambda case: ask.RedirectCase(case=case, to="police", reason="r"),
                lambda case: ask.TransferCase(case=case, region="KZ-79", reason="r"),
                lambda case: ask.TransferCase(case=case, region=REGION, reason="r"),
                lambda case: ask.CloseCase(case=case, result="r"),
                lambda case: ask.ReopenCase(case=case, reason="r"),
            )
        ),
    )
    def move_on(self, case: Any, what: Any) -> None:
        self._do(what(case))

    @rule(minutes=st.sampled_from((1, 4, 16, 61, 60 * 14, 60 * 24 * 4)))
    def time_passes(self, minutes: int) -> None:
        self.house.tick(self.house.now + timedelta(minutes=minutes))

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        panels.nobody_is_in_two_places(self.house)

    @invariant()
    def all_panels_agree(self) -> None:
        panels.all_panels_agree(self.house)

    @invariant()
    def the_ledger_agrees(self) -> None:
        the_ledger_agrees(self.house)

    @invariant()
    def numbers_are_given_once(self) -> None:
        panels.numbers_are_given_once(self.house)
