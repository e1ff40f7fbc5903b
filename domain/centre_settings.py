"""By what a centre works: everything it decides for itself, and what no centre can work by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Final

from domain.law.due import ClassMinutes, Hours, Reading, TargetMinutes, Week
from domain.refusal import Refused
from domain.skills import ChildSkills, skills_fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How many days each kind of data is kept [ours]; `domain.retention` says what the kinds are.

    When they are over a person is asked; nothing goes by these alone.
    """

    cases: int = 1_825
    readings: int = 1_825
    positions: int = 30
    notices: int = 365
    requests: int = 90
    receipts: int = 365
    imports: int = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreSettings:
    """Everything a centre decides for itself [ours]. Times are in minutes.

    So many days before a certificate of a specialist expires it is shown as expiring. `rest_after_visit`
    and `rest_between_shifts` are asked of whoever is recommended, 0 asks for none; `visit_takes` is how
    long a visit usually lasts, for when a busy group will be free; `cover_within`: a school is covered
    while some free group could be there in this time, 0 looks at none.
    """

    week: Week = Week.FIVE
    reading: Reading = Reading.ARRIVAL
    hours: Hours = field(default_factory=Hours)
    in_city: bool = True
    group_size: int = 2
    take_within: int = 5
    act_within: int = 15
    accept_within: int = 3
    least_shift_left: int = 30
    rest_after_visit: int = 0
    rest_between_shifts: int = 0
    visit_takes: int = 60
    cover_within: int = 25
    skills: ChildSkills = field(default_factory=ChildSkills)
    targets: TargetMinutes = field(default_factory=TargetMinutes)
    paper_warning_days: int = 30
    retention: Retention = field(default_factory=Retention)


RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "group_size": (2, 12),
    "take_within": (1, 1_440),
    "act_within": (1, 1_440),
    "accept_within": (1, 120),
    "least_shift_left": (0, 480),
    "rest_after_visit": (0, 240),
    "rest_between_shifts": (0, 1_440),
    "visit_takes": (5, 480),
    "cover_within": (0, 240),
    "paper_warning_days": (0, 365),
    "retention.cases": (365, 36_500),
    "retention.readings": (365, 36_500),
    "retention.positions": (1, 366),
    "retention.notices": (30, 3_650),
    "retention.requests": (30, 3_650),
    "retention.receipts": (30, 3_650),
    "retention.imports": (7, 3_650),
}
"""Smallest and largest sensible value of each number."""

LONGEST_TARGET: Final = 7 * 24 * 60


def settings_fault(settings: CentreSettings) -> Refused | None:
    """Why no centre can work by these, with the field that is wrong; nothing if one can."""
    if not settings.hours.sensible:
        return Refused(code="hours-not-sensible", params={"field": "hours"})
    for name, (least, most) in RANGES.items():
        if not least <= _value(settings, name) <= most:
            return Refused(code="number-out-of-range", params={"field": name, "from": least, "to": most})
    return skills_fault(settings.skills) or next(_target_faults(settings.targets), None)


def _value(settings: CentreSettings, name: str) -> int:
    found: object = settings
    for part in name.split("."):
        found = getattr(found, part)
    return int(str(found))


def _target_faults(targets: TargetMinutes) -> Iterator[Refused]:
    """Each class: contact, then leaving, then on site; each within a week."""
    for spec in fields(targets):
        minutes: ClassMinutes = getattr(targets, spec.name)
        for step in fields(minutes):
            value = getattr(minutes, step.name)
            if value is not None and not 1 <= value <= LONGEST_TARGET:
                field_name = f"targets.{spec.name}.{step.name}"
                params: dict[str, str | int] = {"field": field_name, "from": 1, "to": LONGEST_TARGET}
                yield Refused(code="number-out-of-range", params=params)
        for on_site in ("on_site_city", "on_site_outside"):
            if minutes.left is not None and (getattr(minutes, on_site) or minutes.left) < minutes.left:
                yield Refused(code="targets-out-of-order", params={"field": f"targets.{spec.name}.{on_site}"})
