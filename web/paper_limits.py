"""Bounds on papers and files that are made here."""

from dataclasses import dataclass, field

from web.bounds import COUNT, bound
from web.outside_limits import OutsideLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLimits(OutsideLimits):
    """The part of `web.limits.Limits` that papers go by."""

    papers_at_once: int = field(
        default=2, metadata=bound(1, 16, COUNT, "papers that are made at the same time")
    )
    papers_waiting: int = field(
        default=16, metadata=bound(1, 1_000, COUNT, "papers that may wait to be made; more get 503")
    )
    paper_pages: int = field(default=300, metadata=bound(10, 5_000, COUNT, "pages of one PDF at the most"))
    paper_rows: int = field(
        default=5_000, metadata=bound(100, 100_000, COUNT, "rows of one list that is taken away as a file")
    )
