"""What whoever ranks teams asks for travel times, and what each rung of the ladder gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.places import Point
from domain.travel import Leg


class RungDown(Exception):
    """This rung cannot answer now. `code` says why (`rung.<code>` in the messages), never where to."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One drive as a line: `points` from origin to destination along the road, seconds, metres."""

    rung: str
    data_version: str
    seconds: int
    metres: int
    points: tuple[Point, ...]


class Rung(Protocol):
    """One source of travel times. A bad point never raises: its leg is unusable and says why."""

    @property
    def name(self) -> str:
        """As screens and events show it: `roads`, `roads-builtin` or `air`."""
        ...

    @property
    def data_version(self) -> str:
        """What the figures rest on."""
        ...

    def legs(self, origins: Sequence[Point], destinations: Sequence[Point], at: datetime) -> list[list[Leg]]:
        """Per destination one leg per origin, in their order, for a start at `at` (aware).

        Raises `RungDown` when it cannot answer at all.
        """
        ...

    def way(self, origin: Point, destination: Point, at: datetime) -> Way | None:
        """The drive itself, for the map; nothing if there is none. Raises `RungDown`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallen:
    """A better rung that was not used for this answer, and why."""

    rung: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Travel times, all of one rung. `legs[d][o]` is the drive from origin `o` to destination `d`.

    `factor`: what the rung's own times were multiplied by (`dispatch.routing.calibrated`).
    """

    rung: str
    data_version: str
    legs: list[list[Leg]]
    fallen: tuple[Fallen, ...] = ()
    factor: float = 1.0


class Router(Protocol):
    """Always answers: rungs that cannot are named in `Times.fallen`, the straight line never fails."""

    def times(self, origins: Sequence[Point], destinations: Sequence[Point], at: datetime) -> Times:
        """How long every origin takes to every destination, for a start at `at` (aware)."""
        ...

    def way(self, origin: Point, destination: Point, at: datetime) -> Way:
        """The drive for the map; on the lowest rung a straight line of two points."""
        ...
