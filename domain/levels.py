"""How private a field of a case is: one table, by which card, story and assignment are redacted.

Operational (C1) is what the board shows anyhow. Personal (C2) says who and where: identity, contact, place.
Clinical (C3) is what was suffered, answered, found and promised. What stands in no row counts as clinical.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """`OWN_WORDS` lets a person read again what they themselves wrote, whatever its level."""

    OPERATIONAL = "c1"
    PERSONAL = "c2"
    CLINICAL = "c3"
    OWN_WORDS = "own-words"


Levels = frozenset[Level]

OPERATIONAL: Final[Levels] = frozenset({Level.OPERATIONAL})
PERSONAL: Final[Levels] = OPERATIONAL | {Level.PERSONAL}
ALL: Final[Levels] = PERSONAL | {Level.CLINICAL}
OWN_WORDS: Final[Levels] = frozenset({Level.OWN_WORDS})

_BY_LEVEL: Final[Mapping[Level, tuple[str, ...]]] = {
    Level.OPERATIONAL: (
        "child_language",
        "form",
        "outcome",
        "publication_seen_at",
        "to",
    ),
    Level.PERSONAL: (
        "caller_name",
        "caller_phone",
        "caller_relation",
        "child_birth_date",
        "child_name",
        "child_phone",
        "evidence",
        "found_by",
        "guardian_name",
        "guardian_phone",
        "person",
        "phone",
        "place",
        "point",
        "publication",
        "towards",
    ),
    Level.CLINICAL: (
        "answers",
        "conclusions",
        "diagnostics",
        "findings",
        "forms",
        "kinds",
        "measures",
        "note",
        "override_reason",
        "question",
        "reason",
        "recommendations",
        "result",
        "story",
        "terms",
        "text",
        "what",
        "words",
    ),
}

FIELDS: Final[Mapping[str, Level]] = {name: level for level, names in _BY_LEVEL.items() for name in names}
"""Field of a case's event, of its card or of an assignment -> its level. Free text is clinical, whatever it
was meant for: nobody knows what a tired person writes into a reason [ours]."""


def level_of(field: str) -> Level:
    """What it takes to read this field."""
    return FIELDS.get(field, Level.CLINICAL)
