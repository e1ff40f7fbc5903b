"""Bounds on the log of readings and on what counts as unusual reading."""

from dataclasses import dataclass, field

from web.bounds import COUNT, bound


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLimits:
    """The part of `web.limits.Limits` that the log of readings goes by."""

    readings_waiting: int = field(
        default=1_024,
        metadata=bound(16, 100_000, COUNT, "readings that may wait to be written down; more get 503"),
    )
    readings_spooled: int = field(
        default=1_000,
        metadata=bound(
            10, 100_000, COUNT, "readings of own life-threat cases that wait while the disk refuses"
        ),
    )
