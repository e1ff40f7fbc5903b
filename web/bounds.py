"""What a limit says of itself: how far it may be moved, its unit, and its words for operators."""

from dataclasses import dataclass
from typing import Final

SECONDS: Final = "seconds"
DAYS: Final = "days"
BYTES: Final = "bytes"
COUNT: Final = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """Smallest and largest value in `unit`, and what the limit is, for operators."""

    least: float
    most: float
    unit: str
    says: str


def bound(least: float, most: float, unit: str, says: str) -> dict[str, Bound]:
    return {"bound": Bound(least, most, unit, says)}
