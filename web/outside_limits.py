"""Bounds on what goes out to people and comes in from people without an account."""

from dataclasses import dataclass, field
from datetime import timedelta

from web.bounds import BYTES, COUNT, DAYS, bound
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
    # the public form
    form_network_burst: int = field(
        default=10, metadata=bound(1, 10_000, COUNT, "requests of one network at once that go to the board")
    )
    form_network_hour: int = field(
        default=60, metadata=bound(1, 100_000, COUNT, "and how many more of it in an hour")
    )
    form_school_burst: int = field(
        default=20, metadata=bound(1, 10_000, COUNT, "requests for one school at once that go to the board")
    )
    form_school_hour: int = field(
        default=60, metadata=bound(1, 100_000, COUNT, "and how many more for it in an hour")
    )
    form_burst: int = field(
        default=60, metadata=bound(1, 10_000, COUNT, "requests of the form at once that go to the board")
    )
    form_hour: int = field(
        default=600,
        metadata=bound(1, 100_000, COUNT, "and how many more in an hour; the rest waits in the lane"),
    )
    form_waiting: int = field(
        default=1_000,
        metadata=bound(10, 100_000, COUNT, "requests of the form under way; more are not taken"),
    )
    networks_remembered: int = field(
        default=10_000,
        metadata=bound(100, 1_000_000, COUNT, "networks and schools whose measure is remembered"),
    )
    receipt_tries: int = field(
        default=10, metadata=bound(1, 1_000, COUNT, "wrong receipts of one network in an hour")
    )
    receipt_tries_all: int = field(
        default=1_200, metadata=bound(10, 100_000, COUNT, "receipts looked at in an hour, of all networks")
    )
    receipts_waiting: int = field(
        default=32, metadata=bound(1, 1_000, COUNT, "receipts that may wait to be looked at")
    )
    lane_bytes: int = field(
        default=256 * 1024**2,
        metadata=bound(64 * 1024, 2**40, BYTES, "what the unverified lane takes on the disk at the most"),
    )
    lane_waiting: int = field(
        default=4_096, metadata=bound(16, 100_000, COUNT, "requests that may wait to be written to the lane")
    )
    lane_rows: int = field(
        default=50, metadata=bound(5, 500, COUNT, "requests of the lane that an operator sees at once")
    )
    # keys
    key_backups: timedelta = field(
        default=timedelta(days=30),
        metadata=bound(1, 3_660, DAYS, "backups of keys.db are kept at the most; the pages say so"),
    )
