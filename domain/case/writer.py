"""Asking whoever wrote through the public form, and what they add: by their receipt, without knowing them.

While the household is the danger, nobody of it is asked anything (rule 5); what they write is taken in all
the same.
"""

from dataclasses import dataclass

from domain.case.limits import needs_text
from domain.case.state import CaseState
from domain.context import Context
from domain.identity import AccountId, CaseId, SubjectId, subject_of
from domain.law.citations import Rule
from domain.marks import Private, sealed
from domain.refusal import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterAsked:
    """The centre put a question to whoever wrote; they see it when they come back with their receipt."""

    child: SubjectId
    question: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class WriterAnswered:
    """Whoever wrote came back and wrote more. `owner` answered for the case then."""

    owner: AccountId | None
    child: SubjectId
    text: Private[str] = sealed("child")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskWriter:
    """Put a question to whoever wrote through the public form."""

    case: CaseId
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HearWriter:
    """Whoever wrote came back with the receipt; only the public form sends it."""

    case: CaseId
    text: str


def ask(state: CaseState, command: AskWriter, context: Context) -> tuple[object, ...] | Refused:
    if not state.from_form:
        return Refused(code="no-writer")
    if state.writer_at_home and state.household_danger and not state.household_released:
        return Refused(code="household-is-the-danger", citation=Rule.HOUSEHOLD)
    return needs_text("question", command.question) or (
        WriterAsked(child=subject_of(command.case, "child"), question=command.question),
    )


def hear(state: CaseState, command: HearWriter, context: Context) -> tuple[object, ...] | Refused:
    """Taken in whatever the case has come to: a closed one too."""
    if not state.from_form:
        return Refused(code="no-writer")
    return needs_text("text", command.text) or (
        WriterAnswered(owner=state.owner, child=subject_of(command.case, "child"), text=command.text),
    )
