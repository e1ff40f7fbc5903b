"""Rule 4. Under 16 no psychological service starts without recorded consent of a parent or representative.

Receiving, assessing, assigning, driving, arriving, the first contact and recording results never ask for it.
"""

from datetime import date
from enum import StrEnum
from typing import Final

AGE_OF_OWN_WORD: Final = 16
FULL_AGE: Final = 18


class WhoAgrees(StrEnum):
    """Whose word is asked for. A child's own at 16 and 17 is recorded and blocks nothing."""

    REPRESENTATIVE = "representative"
    CHILD_RECORDED = "child-recorded"
    OWN = "own"


def _birthday(birth_date: date, age: int) -> date:
    """The day on which the age is completed; for 29 February in a common year, 1 March."""
    year = birth_date.year + age
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def needs_consent(birth_date: date | None, on: date) -> bool:
    """r-consent, ours-birthday-under-16: whether a service started on the local day `on` needs consent.

    An unknown age counts as under 16; so does the sixteenth birthday itself.
    """
    return birth_date is None or on <= _birthday(birth_date, AGE_OF_OWN_WORD)


def who_agrees(birth_date: date | None, on: date) -> WhoAgrees:
    """r-consent, ours-own-agreement: whose agreement is recorded for a service on the local day `on`."""
    if birth_date is None or needs_consent(birth_date, on):
        return WhoAgrees.REPRESENTATIVE
    return WhoAgrees.CHILD_RECORDED if on <= _birthday(birth_date, FULL_AGE) else WhoAgrees.OWN
