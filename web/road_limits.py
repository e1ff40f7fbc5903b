"""Bounds on asking a road engine, and on looking after it."""

from dataclasses import dataclass, field
from datetime import timedelta

from web.bounds import BYTES, SECONDS, bound


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
