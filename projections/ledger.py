"""The duty ledger: every clock and obligation, with what became of it. A pure fold (document or none, event).

A document is one case's, one breach's or one school's; `projections.obligations` says what it looks like.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Final

from domain.case.terms import DutyKind
from domain.envelope import Recorded
from projections import ledger_case as of_case
from projections.ledger_beside import BREACH, BREACHES, MONITORING, SCHOOLS, fold_breach, fold_school
from projections.ledger_case import CONSIDER, FOLLOW_UP, SAME_DAY, TARGETS
from projections.ledger_deletions import DELETION
from projections.obligations import Document
from projections.received import key

DUTIES: Final = tuple(str(each) for each in DutyKind)
KINDS: Final = (*TARGETS, SAME_DAY, CONSIDER, *DUTIES, FOLLOW_UP, DELETION, BREACH, MONITORING)
"""Kinds of entries, in the order in which lists show them."""


class Ledger:
    """The fold of the view `ledger`, keyed by stream."""

    name = "ledger"
    version = 100 * of_case.VERSION + 2

    @property
    def events(self) -> Collection[type]:
        return _EVENTS

    def keys(self, recorded: Recorded) -> Iterable[str]:
        return (key(recorded.stream),)

    def fold(self, document: Document | None, recorded: Recorded) -> Document | None:
        """The document after the event; none before whatever it is about was there."""
        about, fold = _fold_of(type(recorded.event))
        if document is not None and document["about"] != about:
            return document
        return fold(document, recorded)


def _fold_of(event: type) -> tuple[str, Callable[[Document | None, Recorded], Document | None]]:
    if event in BREACHES:
        return "breach", fold_breach
    return ("school", fold_school) if event in SCHOOLS else ("case", of_case.fold_case)


_EVENTS: Final = of_case.EVENTS | BREACHES | SCHOOLS
