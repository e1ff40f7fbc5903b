"""Rule 7. A visit is made by a named group of the centre's specialists and ends with what help was agreed."""

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from domain.law.citations import Rule
from domain.refusal import Refused

GROUP_SIZE: Final = 2
"""Least number of members, a setting of the centre (ours-group-size)."""


class Outcome(StrEnum):
    """How a visit can end. Helped is the Rules' own ending; the others are ours (ours-visit-outcomes)."""

    HELPED = "helped"
    REFUSED_AT_DOOR = "refused-at-door"
    CHILD_NOT_THERE = "child-not-there"
    NOT_NEEDED = "not-needed"
    CONSENT_REFUSED = "consent-refused"
    HANDED_OVER = "handed-to-103-102"
    BROKEN_OFF = "broken-off"


def group_fault(members: Collection[object], least: int = GROUP_SIZE) -> Refused | None:
    """r-visit-group, ours-group-size: no order to drive without a group, each member named once."""
    named = len(set(members))
    if named == 0:
        return Refused(code="group-missing", citation=Rule.VISIT_GROUP)
    if named < least:
        return Refused(code="group-too-small", citation=Rule.GROUP_SIZE, params={"n": named, "least": least})
    return None


def outcome_fault(
    outcome: Outcome, kinds: Collection[str], forms: Collection[str], terms: Collection[str]
) -> Refused | None:
    """r-visit-outcome: a visit that ends as helped says at least one kind, one form and the terms of help.

    `terms` is one text or several; empty words do not count.
    """
    if outcome is not Outcome.HELPED:
        return None
    said = {"kinds": kinds, "forms": forms, "terms": (terms,) if isinstance(terms, str) else terms}
    for field, words in said.items():
        if not any(word.strip() for word in words):
            return Refused(code="help-not-named", citation=Rule.VISIT_OUTCOME, params={"field": field})
    return None
