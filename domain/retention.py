"""Retention: what is kept beside the cases, for how long, and that a person confirmed that it goes.

Cases are not among it: the people of a case are forgotten one case at a time, by two people, with the ground
`retention` (`domain.case.forgetting`). All times of keeping are the centre's settings [ours].
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from domain.centre import Centre
from domain.centre_settings import CentreSettings
from domain.identity import CentreId
from domain.law.local_time import local_date
from domain.refusal import Refused


class DataKind(StrEnum):
    """Each is named like its setting in `domain.centre_settings.Retention`."""

    READINGS = "readings"
    """The log of readings; of the whole installation, because its rows are one chain."""
    POSITIONS = "positions"
    """Where groups were."""
    NOTICES = "notices"
    """What accounts of the region were told, read or not."""
    REQUESTS = "requests"
    """Requests of the public form that waited and were decided."""
    RECEIPTS = "receipts"
    """With a receipt the writer of a request finds its questions again; of the whole installation."""
    IMPORTS = "imports"
    """What became of files for the registers."""


SHARED: Final = frozenset({DataKind.READINGS, DataKind.RECEIPTS})
"""Kinds that belong to no one centre: kept as long as the centre that keeps them longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionApplied:
    """So many rows of a kind, from before a local day, went because their time of keeping was over.

    Of the log of readings: the position of the last row that went, and its hash in hex, which the first row
    that stays still follows from.
    """

    kind: DataKind
    before: date
    rows: int
    last: int | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyRetention:
    """Let what is from before a local day go. How much that is, is found by the server."""

    centre: CentreId
    kind: DataKind
    before: date
    rows: int
    last: int | None = None
    link: str | None = None


def days_of(kind: DataKind, own: CentreSettings, all_rows: Iterable[Mapping[str, Any]]) -> int:
    """How long a centre keeps a kind; a shared one as long as any centre of the installation does.

    `all_rows` are the settings of all its centres as the table of centres has them.
    """
    days: int = getattr(own.retention, kind)
    others = (row["retention"][kind] for row in all_rows)
    return max(days, *others, 0) if kind in SHARED else days


def kept_since(now: datetime, days: int) -> date:
    """The earliest local day whose data is still kept; everything from before it is past its time."""
    return local_date(now) - timedelta(days=days)


def decide(
    state: Centre, command: ApplyRetention, *, days: int, now: datetime
) -> tuple[RetentionApplied, ...] | Refused:
    """`days`: how long the kind is kept. Nothing goes before its time, and nothing is told of nothing."""
    if state.region is None:
        return Refused(code="centre-unknown")
    latest = kept_since(now, days)
    if command.before > latest:
        return Refused(code="still-kept", params={"before": f"{latest:%d.%m.%Y}"})
    if command.rows < 1:
        return Refused(code="nothing-past")
    return (
        RetentionApplied(
            kind=command.kind,
            before=command.before,
            rows=command.rows,
            last=command.last,
            link=command.link,
        ),
    )
