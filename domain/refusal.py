"""The expected answer "no": a code, the citation it rests on, and what its words need."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Returned, never raised. The words live in the message catalogue under `refusal.<code>`.

    `params` fill the placeholders of the message; they never hold personal data.
    `citation` is a key of `domain.law.citations`, where the refusal rests on a rule.
    """

    code: str
    citation: str | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)
