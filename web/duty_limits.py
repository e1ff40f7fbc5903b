"""Bounds on what is read of the duty ledger outside a session."""

from dataclasses import dataclass, field

from web.bounds import COUNT, bound
from web.paper_limits import PaperLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLimits(PaperLimits):
    """The part of `web.limits.Limits` that calendar feeds go by."""

    feed_rows: int = field(
        default=500, metadata=bound(10, 5_000, COUNT, "due times of one calendar feed, the earliest first")
    )
    feed_hour: int = field(
        default=60, metadata=bound(4, 10_000, COUNT, "times in an hour that one calendar feed is answered")
    )
    feed_wrong_hour: int = field(
        default=60,
        metadata=bound(4, 10_000, COUNT, "wrong addresses of feeds in an hour, of one network"),
    )
