"""Bounds on what goes out to people and comes in from people without an account."""

from dataclasses import dataclass, field
from datetime import timedelta

from web.bounds import COUNT, DAYS, bound
from web.reading_limits import ReadingLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideLimits(ReadingLimits):
    """The part of `web.limits.Limits` that the outbox, the inbox and the public form go by."""

    # notices
    deliveries_at_once: int = field(
        default=100, metadata=bound(1, 1_000, COUNT, "notices carried to one channel at once")
    )
    notice_tries: int = field(
        default=60, metadata=bound(3, 10_000, COUNT, "failed deliveries after which a notice is given up")
    )
    notices_kept: timedelta = field(
        default=timedelta(days=30),
        metadata=bound(
            1, 3_660, DAYS, "notices that were read, and delivered ones' traces, are deleted after"
        ),
    )
    inbox_rows: int = field(default=50, metadata=bound(5, 500, COUNT, "notices of one page of an inbox"))
