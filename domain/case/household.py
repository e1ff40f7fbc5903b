"""Who belongs to the child's household, and whose contact is withheld while it is the danger (rule 5)."""

from typing import Final

from domain.case.duties import parents_held
from domain.case.state import CaseState

GUARDIAN, CALLER = "guardian", "caller"

_WORDS: Final = """
    ана анасы анам шеше шешесі әке әкесі әкем әже әжесі апа апасы ата атасы нағашы нағашысы аға ағасы іні
    інісі әпке әпкесі сіңлі сіңлісі қарындас қарындасы көке көкесі тәте тәтесі жезде жездесі туыс туысы
    қамқоршы қамқоршысы ата-ана ата-анасы өгей
    мать мама матери отец папа отчим мачеха родитель родители родительница бабушка дедушка бабуля дед брат
    сестра тётя тетя тётка тетка дядя опекун опекунша попечитель родственник родственница сожитель
    mother mom mum father dad stepfather stepmother parent parents grandmother grandfather grandma grandpa
    brother sister aunt uncle guardian relative
"""
_RELATIVES: Final = frozenset(_WORDS.split())
"""Words for a parent or anyone else who may live with the child [ours]; a relation is free text."""


def of_household(relation: str | None) -> bool:
    """Whether a caller who calls himself this may belong to the household."""
    words = "".join(each if each.isalpha() or each == "-" else " " for each in (relation or "").casefold())
    return not _RELATIVES.isdisjoint(words.split())


def withheld(state: CaseState, caller_relation: str | None) -> frozenset[str]:
    """Whose phone is shown to nobody: the household's while it is the danger, until the head decides."""
    if not parents_held(state):
        return frozenset()
    return frozenset({GUARDIAN, CALLER} if of_household(caller_relation) else {GUARDIAN})
