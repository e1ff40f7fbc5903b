"""Whether two people may be of one family by surname. Compared while a card is read, stored nowhere."""

from collections.abc import Iterable
from typing import Final

from domain.case.events import CaseReceived, ChildCorrected
from domain.envelope import Recorded
from domain.marks import told
from projections.traces import folded_name

_FEMALE: Final = (
    ("ская", "ский"),
    ("цкая", "цкий"),
    ("ова", "ов"),
    ("ева", "ев"),
    ("ина", "ин"),
    ("ына", "ын"),
)
_ENDINGS: Final = ("ов", "ев", "ин", "ын", "ский", "цкий", "енко", "ян", "дзе")
_LEAST: Final = 3
"""Letters of a word that can be a surname."""


def words_of(name: str) -> frozenset[str]:
    """The words of a name, folded, women's forms of surnames as men's."""
    return frozenset(_one_form(word) for word in folded_name(name).split() if len(word) >= _LEAST)


def surnames_of(name: str) -> frozenset[str]:
    """What of a name may be the surname: words that end like one, else the first as it was written."""
    likely = frozenset(word for word in words_of(name) if word.endswith(_ENDINGS))
    return likely or words_of(" ".join(name.split()[:1]))


def _one_form(word: str) -> str:
    for female, male in _FEMALE:
        if word.endswith(female):
            return word.removesuffix(female) + male
    return word


def may_be_family(reader: str, child: str) -> bool:
    """Whether a surname of the reader stands in the child's name."""
    return bool(surnames_of(reader) & words_of(child))


def child_name(events: Iterable[Recorded]) -> str:
    """The child's name as last told in a case; empty where it was not told or was forgotten."""
    name = ""
    for each in events:
        if isinstance(each.event, CaseReceived | ChildCorrected):
            name = told(each.event.child_name) or name
    return name
