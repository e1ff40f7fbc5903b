"""The demonstration evening's mix of commands, without its waiting: what a desk and one group's phone send.

Each caller has a group of its own, so that nobody waits for another's. Which steps follow a story is told by
its fate, as `web.demo.desk` and `web.demo.phone` play them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from itertools import count, cycle, islice
from typing import Any
from uuid import UUID

from dispatch.clock import SystemClock
from dispatch.identity import fresh_id
from dispatch.ports import Submission
from domain.account import OpenAccount, Role
from domain.case import care_commands as care
from domain.case import commands as ask
from domain.case import visit_commands as visit
from domain.case.terms import Channel, ConsentForm, DutyKind, EmergencyService, RiskClass
from domain.centre import RegisterCentre
from domain.identity import AccountId, CaseId, CentreId, SchoolId, ShiftId, SpecialistId, TeamId, VisitId
from domain.law.visit_outcome import Outcome
from domain.school import RegisterSchool
from domain.shift import StartShift
from domain.specialist import RegisterSpecialist
from domain.team import RegisterTeam
from tests.builders import REGION, an_id
from web.command_entry import kebab
from web.command_table import ENTRIES
from web.demo import stories as told
from web.demo.stories import STORIES, Fate, Story

CENTRE, DISPATCHER = CentreId(an_id("bench centre")), AccountId(an_id("bench dispatcher"))
SCHOOLS = tuple(SchoolId(an_id(f"bench school {number}")) for number in range(40))
POINT = (43.25, 76.95)
VISITED = frozenset(Fate) - {Fate.REMOTE, Fate.REDIRECTED}


def team_of(caller: int) -> TeamId:
    return TeamId(an_id(f"bench team {caller}"))


def registrations(teams: int) -> Iterator[object]:
    """A centre with its schools, a dispatcher, and so many groups of two on duty."""
    yield from house()
    yield from crews(range(teams))


def house() -> Iterator[object]:
    """A centre with its schools, and a dispatcher."""
    here: dict[str, Any] = {"region": REGION}
    yield RegisterCentre(centre=CENTRE, name_kk="О", name_ru="Ц", name_en="C", point=POINT, **here)
    for number, school in enumerate(SCHOOLS):
        place = (POINT[0] + number / 500, POINT[1] - number / 500)
        yield RegisterSchool(school=school, label=f"№ {number}", point=place, district="d", **here)
    yield OpenAccount(account=DISPATCHER, login="bench", name="B", roles=(Role.DISPATCHER,), **here)


def crews(callers: Iterable[int]) -> Iterator[object]:
    """A group of two on duty for each of these callers."""
    for number in callers:
        crew = tuple(SpecialistId(an_id(f"bench person {number}.{each}")) for each in range(2))
        for person in crew:
            yield RegisterSpecialist(
                specialist=person, name="P", profession="psychologist", languages=("kk", "ru"), region=REGION
            )
        yield RegisterTeam(team=team_of(number), name=f"{number}", home=POINT, roster=crew, region=REGION)
        yield StartShift(
            shift=ShiftId(an_id(f"bench shift {number}")),
            team=team_of(number),
            members=crew,
            ends_at=SystemClock().now() + timedelta(hours=10),
        )


def life(caller: int, stories: Sequence[Story] = STORIES) -> Iterator[object]:
    """What one caller sends, for ever, each story in turn; no command but the next one may be outstanding."""
    for story, number in zip(islice(cycle(stories), caller, None), count(caller)):
        yield from _request(story, number, caller)


def open_requests(requests: int) -> Iterator[object]:
    """So many requests of all kinds, received, taken and assessed."""
    for story, number in zip(cycle(STORIES), range(requests), strict=False):
        case = CaseId(fresh_id(SystemClock().now()))
        yield from _beginning(story, number, case)


def _beginning(story: Story, number: int, case: CaseId) -> Iterator[object]:
    known = bool(story.relation)
    yield ask.ReceiveRequest(
        case=case,
        channel=Channel(story.channel),
        story=story.text,
        school=SCHOOLS[number % len(SCHOOLS)],
        child_name="Айгерім Ойдан" if known else None,
        child_birth_date=date(2012, 3, 4) if known else None,
        child_language=story.language,
        caller_name="Ойдан Шығарылған" if known else None,
        caller_phone=f"+7 000 {number % 10_000_000:07}" if known else None,
        caller_relation=story.relation or None,
        publication="news.example/neverwas" if story.channel == "mass-media" else None,
        publication_seen_at=SystemClock().now() if story.channel == "mass-media" else None,
    )
    yield ask.TakeCase(case=case)
    yield ask.AssessCase(case=case, risk_class=RiskClass(story.risk_class), reason=story.why)


def _request(story: Story, number: int, caller: int) -> Iterator[object]:
    case = CaseId(fresh_id(SystemClock().now()))
    yield from _beginning(story, number, case)
    if story.risk_class == 0:
        yield ask.RecordServiceCall(case=case, service=EmergencyService("112"))
    if story.fate is not Fate.TURNED_AWAY:
        yield ask.RecordContact(case=case, channel="phone")
    if story.fate is Fate.REDIRECTED:
        yield ask.RedirectCase(case=case, to="education-department", reason=story.why, notified=True)
        yield ask.CloseCase(case=case, result=story.why)
        return
    if story.fate in VISITED:
        yield from _visited(story, case, caller)
    yield ask.ConsiderCase(case=case, result=told.CONSIDERED[story.language])
    if story.fate is not Fate.HOME:
        yield ask.CloseCase(case=case, result=told.CONSIDERED[story.language])


def _visited(story: Story, case: CaseId, caller: int) -> Iterator[object]:
    threat = story.risk_class <= 1
    if story.fate is Fate.HOME:
        yield care.RecordHouseholdDanger(case=case, words=told.DANGER[story.language])
    elif not threat:
        guardian = told.GUARDIAN[story.language]
        yield care.RequestConsent(case=case, guardian_name=guardian)
        form = ConsentForm("informed")
        yield care.RecordConsent(case=case, guardian_name=guardian, form=form, evidence="phone")
    if story.fate in (Fate.DECLINED, Fate.LAPSED):
        first = VisitId(fresh_id(SystemClock().now()))
        yield visit.AssignTeam(case=case, visit=first, team=team_of(caller))
        yield visit.ConfirmDelivery(case=case, visit=first)
        if story.fate is Fate.DECLINED:
            yield visit.DeclineAssignment(case=case, visit=first, reason=told.DECLINES[story.language])
        else:
            yield visit.CancelAssignment(case=case, visit=first, reason=told.INSTEAD[story.language])
    yield from _visit(story, case, VisitId(fresh_id(SystemClock().now())), caller)
    helped = threat and story.fate is not Fate.TURNED_AWAY
    duties = (DutyKind.INFORM_BODY, DutyKind.INFORM_PARENTS) if helped else ()
    # Where the household is the danger, its parents are not told: that duty is on hold.
    for duty in duties[:1] if story.fate is Fate.HOME else duties:
        yield care.RecordDutyDone(case=case, duty=duty, person="102", channel="phone", result="told")


def _visit(story: Story, case: CaseId, key: VisitId, caller: int) -> Iterator[object]:
    yield visit.AssignTeam(case=case, visit=key, team=team_of(caller))
    yield visit.ConfirmDelivery(case=case, visit=key)
    yield visit.AcceptAssignment(case=case, visit=key, drive=True)
    yield visit.RecordArrival(case=case, visit=key)
    if story.fate in (Fate.DOOR, Fate.TURNED_AWAY):
        words = told.AT_THE_DOOR[story.language]
        yield visit.RecordAccess(case=case, visit=key, let_in=False, words=words)
    if story.fate is Fate.TURNED_AWAY:
        yield visit.EndVisit(case=case, visit=key, outcome=Outcome("refused-at-door"))
        return
    yield visit.RecordAccess(case=case, visit=key, let_in=True)
    yield visit.EndVisit(
        case=case,
        visit=key,
        outcome=Outcome("helped"),
        kinds=told.KINDS[story.language],
        forms=told.FORMS[story.language],
        terms=told.TERMS[story.language],
        findings=told.FINDINGS[story.language],
    )


def submission(command: object, *, by: AccountId = DISPATCHER, command_id: UUID | None = None) -> Submission:
    """A command as the server's door hands it over: the dispatcher's, with the body that was sent."""
    identity = command_id or fresh_id(SystemClock().now())
    return Submission(
        name=kebab(type(command)),
        command=command,
        command_id=identity,
        by=by,
        role="dispatcher",
        region=REGION,
        centre=CENTRE,
        body=repr((identity, command)).encode(),
    )


def sent(command: object) -> tuple[str, dict[str, Any]]:
    """Path and body of a command over HTTP, without what only the server says."""
    name = kebab(type(command))
    said = {field: value for field, value in plain(command).items() if field not in ENTRIES[name].without}
    return f"/api/commands/{name}", {"command_id": str(fresh_id(SystemClock().now())), **said}


def plain(value: Any) -> Any:
    """A command's value as JSON has it; what is not said is left out."""
    match value:
        case UUID():
            return str(value)
        case Enum():
            return value.value
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case tuple():
            return [plain(each) for each in value]
        case _ if is_dataclass(value):
            told_of = {spec.name: getattr(value, spec.name) for spec in fields(value)}
            return {name: plain(each) for name, each in told_of.items() if each not in (None, ())}
        case _:
            return value
