"""What is known about a drive before it is driven: a time with its range, a distance, and who says so."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """From one origin to the destination. Times in seconds, distance in metres along the road.

    `source` names the rung that answered (`roads`, `roads-builtin`, `air`). An unusable leg has a `fault` (a
    code of `domain.places`, or the rung's own) and no figures. `snap_m`: how far from its road the farther of
    both ends lies, where there are roads.
    """

    source: str
    seconds_low: int | None = None
    seconds: int | None = None
    seconds_high: int | None = None
    metres: int | None = None
    snap_m: int | None = None
    fault: str | None = None
