"""Whom a visit to a child needs in the group, by the child's age. A setting of the centre [ours], never law.

The Rules ask for the centre's own specialists and name no profession by age.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.refusal import Refused

PROFESSIONS: Final = (
    "psychologist",
    "educational-psychologist",
    "social-pedagogue",
    "special-pedagogue",
    "speech-therapist",
    "lawyer",
    "methodologist",
    "driver",
)
"""Keys of the professions that a register of specialists can hold."""

CHILD_PROFESSIONS: Final = ("psychologist", "educational-psychologist")
"""At least one member's profession, for a visit to a child, until the centre says otherwise [ours]."""


_BELOW: Final = ((7, "under_7"), (11, "from_7"), (16, "from_11"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSkills:
    """By the child's age in whole years, professions of which a group has one; none listed, none asked."""

    under_7: tuple[str, ...] = CHILD_PROFESSIONS
    from_7: tuple[str, ...] = CHILD_PROFESSIONS
    from_11: tuple[str, ...] = CHILD_PROFESSIONS
    from_16: tuple[str, ...] = CHILD_PROFESSIONS

    def of(self, age: int | None) -> frozenset[str]:
        """What is asked for at this age. At an unknown age a group is asked for that is fit for some age."""
        bands = self.bands()
        if age is not None:
            return frozenset(bands[next((name for below, name in _BELOW if age < below), "from_16")])
        return frozenset().union(*bands.values()) if all(bands.values()) else frozenset()

    def bands(self) -> dict[str, tuple[str, ...]]:
        """Every band by its name."""
        return {
            "under_7": self.under_7,
            "from_7": self.from_7,
            "from_11": self.from_11,
            "from_16": self.from_16,
        }


def age_on(born: date | None, on: date) -> int | None:
    """Whole years on the local day `on`; unknown if the birth date is, or lies in the future."""
    if born is None or born > on:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def skills_fault(skills: ChildSkills) -> Refused | None:
    """Why a centre cannot ask for these, with the field that is wrong; nothing if it can."""
    for name, listed in skills.bands().items():
        field = f"skills.{name}"
        if len(listed) > len(PROFESSIONS):
            return Refused(code="list-too-long", params={"field": field, "most": len(PROFESSIONS)})
        if not set(listed) <= set(PROFESSIONS):
            return Refused(
                code="profession-unknown", params={"field": field, "known": ", ".join(PROFESSIONS)}
            )
    return None
