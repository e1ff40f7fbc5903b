"""What questions about keeping and deleting are answered with: no word of what was said in a case."""

from typing import NotRequired, TypedDict

from projections.keeping import DeletionRow, ForgottenRow, HoldRow, KeepingRow, ProposedRow


class ReasonAnswer(TypedDict):
    """One ground to keep; `until` (yyyy-MM-dd): the first day on which it keeps no more, if one is known."""

    ground: str
    until: str | None


class CaseNamed(TypedDict):
    case: str
    number: str


class DeletionAnswer(DeletionRow, CaseNamed):
    """`reasons`: why it would be refused now; nothing once it is answered."""

    reasons: list[ReasonAnswer]


class ProposedAnswer(ProposedRow, CaseNamed):
    """`confirmable`: whether the asker can be the second person. `reasons`: why it would be refused now."""

    confirmable: bool
    reasons: list[ReasonAnswer]


class HoldAnswer(HoldRow, CaseNamed):
    """`confirmable`: whether something waits that the asker can confirm as the second person."""

    confirmable: bool


class ForgottenAnswer(ForgottenRow, CaseNamed):
    """`overwritten`: nothing of the key stands in the file any more. `backups_until` (yyyy-MM-dd): copies of
    the keys from before may still open it until then."""

    overwritten: bool
    backups_until: str


class KeepingAnswer(TypedDict):
    """The region's; what waits first, then the newest. `people`: names of the accounts in it by id."""

    deletions: list[DeletionAnswer]
    proposed: list[ProposedAnswer]
    holds: list[HoldAnswer]
    forgotten: list[ForgottenAnswer]
    forgotten_in_all: int
    backup_days: int
    people: dict[str, str]


class SameAnswer(CaseNamed):
    """Another case of the region; `why`: `same-child` or `same-phone`."""

    why: list[str]


class CaseKeepingAnswer(TypedDict):
    """`keeping` is null while nothing was ever asked. `reasons` by ground of forgetting: why it would be
    refused now. `same` only for those who decide."""

    keeping: KeepingRow | None
    reasons: dict[str, list[ReasonAnswer]]
    people: dict[str, str]
    same: NotRequired[list[SameAnswer]]
