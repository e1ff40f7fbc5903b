"""What finished drives teach about the times of each rung, read anew now and then. One per process."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from dispatch.drives_table import Bucket
from domain.driving import ENOUGH, day_part, factor_of

Ratios = Callable[[], Mapping[Bucket, Sequence[float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """By which factor times of a rung are multiplied at a part of the day, and of how many drives it comes;
    those beyond `domain.driving.ENOUGH` are not counted."""

    rung: str
    part: str
    drives: int
    factor: float


class Calibration:
    """`ratios`: driven / reckoned of earlier drives, by rung and part of the day; None: nothing is learnt, as
    in a demonstration, whose drives are invented. Safe from any thread.
    """

    def __init__(self, ratios: Ratios | None, monotonic: Callable[[], float], every: float) -> None:
        self._ratios = ratios
        self._monotonic = monotonic
        self._every = every
        self._lock = Lock()
        self._read_at: float | None = None
        self._known: dict[Bucket, tuple[int, float]] = {}

    @property
    def learns(self) -> bool:
        """Whether drives teach anything here."""
        return self._ratios is not None

    def factor(self, rung: str, at: datetime) -> float:
        """For a start at `at` (aware). May read the tables of views: not for the event loop."""
        return self._now().get((rung, day_part(at)), (0, 1.0))[1]

    def learnt(self) -> list[Learnt]:
        """What is known now, by rung and part of the day."""
        return [
            Learnt(rung=rung, part=str(part), drives=min(count, ENOUGH), factor=round(factor, 3))
            for (rung, part), (count, factor) in sorted(self._now().items())
        ]

    def _now(self) -> dict[Bucket, tuple[int, float]]:
        if self._ratios is None:
            return {}
        with self._lock:
            now = self._monotonic()
            if self._read_at is None or now - self._read_at >= self._every:
                found = self._ratios().items()
                self._known = {bucket: (len(ratios), factor_of(ratios)) for bucket, ratios in found}
                self._read_at = now
            return self._known
