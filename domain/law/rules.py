"""The ten rules that the software enforces, and the citations that each stands on."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from domain.law.citations import Rule

RULES: Final[Mapping[int, tuple[Rule, ...]]] = MappingProxyType(
    {
        1: (Rule.CONSIDERATION, Rule.TERMS, Rule.REGISTRATION, Rule.ARRIVAL, Rule.CLOSING_HOUR),
        2: (Rule.THREAT, Rule.TARGETS),
        3: (Rule.RECLASSING,),
        4: (Rule.CONSENT, Rule.BIRTHDAY, Rule.OWN_AGREEMENT),
        5: (Rule.EXCEPTION, Rule.SAME_DAY, Rule.HOUSEHOLD),
        6: (Rule.ANY_GROUND, Rule.REDIRECT),
        7: (
            Rule.VISIT_GROUP,
            Rule.VISIT_OUTCOME,
            Rule.UNHINDERED_ENTRY,
            Rule.GROUP_SIZE,
            Rule.OUTCOMES,
            Rule.FOLLOW_UP,
        ),
        8: (Rule.MONITORING, Rule.HALF_YEARS),
        9: (Rule.CALENDAR,),
        10: (
            Rule.CONFIDENTIALITY,
            Rule.BREACH,
            Rule.BREACH_TOLD,
            Rule.DELETION,
            Rule.CALENDAR_DAYS,
            Rule.FORGETTING,
        ),
    }
)
"""Number of the rule -> what it rests on, the law first; every citation key stands under one of them."""
