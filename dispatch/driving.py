"""When the groups on the road will be there: reckoned anew as they report where they are.

Only what is asked here is decided here: who is on the road, whose turn it is, and that nothing is shown of a
drive that is over. Reckoning is done off the event loop by whoever takes the turns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from dispatch.ports import Row
from dispatch.positions import LivePosition
from dispatch.routing.port import Router
from domain.places import Point
from domain.recommendation import STALE


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRoad:
    """A drive under way: the team's visit to a case."""

    team: str
    visit: str
    case: str
    region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """When a team will be there, from where it was at `seen_at`; by the times of `rung`."""

    eta_at: datetime
    rung: str
    seen_at: datetime


Show = Callable[[OnRoad, Arrival | None], None]


def on_road(team: Row) -> OnRoad | None:
    """The drive of a team's row, if it is on the road."""
    if team["status"] != "en-route" or team["visit"] is None or team["case"] is None:
        return None
    return OnRoad(team=team["id"], visit=team["visit"], case=team["case"], region=team["region"])


def arrival(router: Router, seen: LivePosition | None, destination: Point, now: datetime) -> Arrival | None:
    """Nothing if nobody knows where the team is, or no way leads there. The drive goes on from when the team
    was seen; a phone's clock may be ahead. Blocks on the road engine."""
    if seen is None or now - seen.at > STALE:
        return None
    seen_at = min(seen.at, now)
    times = router.times([seen.point], [destination], now)
    seconds = times.legs[0][0].seconds
    if seconds is None:
        return None
    return Arrival(eta_at=seen_at + timedelta(seconds=seconds), rung=times.rung, seen_at=seen_at)


class Driving:
    """Any thread may tell it; `show` is called under its lock, in order, and with None when a drive is over.

    `every`: seconds between two reckonings of one team at the least.
    """

    def __init__(self, show: Show, monotonic: Callable[[], float], every: float) -> None:
        self._show = show
        self._monotonic = monotonic
        self._every = every
        self._lock = Lock()
        self._drives: dict[str, OnRoad] = {}
        self._waiting: dict[str, None] = {}
        self._last: dict[str, float] = {}
        self.wake: Callable[[], None] = lambda: None
        """Called when somebody waits to be reckoned."""

    def load(self, teams: Mapping[str, Row]) -> None:
        """Who is on the road when the program starts."""
        for row in teams.values():
            self.follow(row["id"], row)

    def follow(self, team: str, row: Row | None) -> None:
        """What a commit made of a team's row. Who sets out is reckoned at once."""
        drive = None if row is None else on_road(row)
        with self._lock:
            before = self._drives.get(team)
            if drive == before:
                return
            self._last.pop(team, None)
            if before is not None:
                del self._drives[team]
                self._waiting.pop(team, None)
                self._show(before, None)
            if drive is not None:
                self._drives[team] = drive
                self._waiting[team] = None
        if drive is not None:
            self.wake()

    def moved(self, team: UUID) -> None:
        """A team has told where it is."""
        with self._lock:
            if str(team) not in self._drives:
                return
            self._waiting[str(team)] = None
        self.wake()

    def turns(self) -> list[OnRoad]:
        """Whose turn it is now, longest waiting first. Taken by one alone."""
        now = self._monotonic()
        with self._lock:
            due = [team for team in self._waiting if now - self._last.get(team, -self._every) >= self._every]
            for team in due:
                del self._waiting[team]
                self._last[team] = now
            return [self._drives[team] for team in due]

    @property
    def waiting(self) -> bool:
        """Whether somebody waits for their turn."""
        return bool(self._waiting)

    def reckoned(self, drive: OnRoad, found: Arrival) -> None:
        """Shown, unless that drive has ended meanwhile."""
        with self._lock:
            if self._drives.get(drive.team) == drive:
                self._show(drive, found)
