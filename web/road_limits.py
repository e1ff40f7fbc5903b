"""Bounds on asking a road engine, on looking after it, and on what is made of its answers."""

from dataclasses import dataclass, field
from datetime import timedelta

from web.bounds import BYTES, COUNT, SECONDS, bound


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadLimits:
    """The part of `web.limits.Limits` that travel times by road go by."""

    engine_patience: float = field(
        default=0.8, metadata=bound(0.05, 5, SECONDS, "a road engine may take so long to answer, all in all")
    )
    engine_bytes: int = field(
        default=16 * 1024**2, metadata=bound(65_536, 256 * 1024**2, BYTES, "largest answer of a road engine")
    )
    engine_rest: timedelta = field(
        default=timedelta(seconds=30),
        metadata=bound(1, 3_600, SECONDS, "a road engine that failed three times is left alone so long"),
    )
    roads_look: float = field(
        default=5.0, metadata=bound(0.5, 300, SECONDS, "between two looks whether travel times can be had")
    )
    # groups on the road
    eta_every: float = field(
        default=15.0,
        metadata=bound(1, 600, SECONDS, "the arrival of one group is reckoned anew at most so often"),
    )
    way_points: int = field(
        default=400, metadata=bound(20, 5_000, COUNT, "points of one way on the map; the least telling go")
    )
    ways_kept: int = field(
        default=500, metadata=bound(10, 100_000, COUNT, "ways of groups that are kept for the next who asks")
    )
    ways_fresh: float = field(
        default=60.0, metadata=bound(1, 3_600, SECONDS, "a way is asked for anew after so long")
    )
    drives_read: float = field(
        default=60.0,
        metadata=bound(1, 86_400, SECONDS, "between two readings of what finished drives teach"),
    )
    roads_reach: timedelta = field(
        default=timedelta(hours=1),
        metadata=bound(
            60,
            86_400,
            SECONDS,
            "groups so far away by road are looked for first, others if these are too few",
        ),
    )
