"""Bounds on the log of readings, on unusual reading, on retention, and on what proves a log."""

from dataclasses import dataclass, field

from web.bounds import COUNT, SECONDS, bound
from web.road_limits import RoadLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLimits(RoadLimits):
    """The part of `web.limits.Limits` that the log of readings and the checkpoints go by."""

    checkpoint_every: float = field(
        default=30.0, metadata=bound(1, 55, SECONDS, "between two signed checkpoints while events come")
    )
    readings_waiting: int = field(
        default=1_024,
        metadata=bound(16, 100_000, COUNT, "readings that may wait to be written down; more get 503"),
    )
    cards_per_hour: int = field(
        default=30,
        metadata=bound(
            1, 10_000, COUNT, "different cases that one account reads in an hour without a notice"
        ),
    )
    readings_listed: int = field(
        default=2_000, metadata=bound(50, 20_000, COUNT, "rows that a page of readings shows at the most")
    )
    cases_past: int = field(
        default=100,
        metadata=bound(1, 1_000, COUNT, "requests past their time that are shown and put forward at once"),
    )
    readings_spooled: int = field(
        default=1_000,
        metadata=bound(
            10, 100_000, COUNT, "readings of own life-threat cases that wait while the disk refuses"
        ),
    )
