"""Live positions of teams: the newest of each in memory, samples beside the log, gone after 30 days."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite
from threading import Lock
from typing import Final
from uuid import UUID

from dispatch.samples import Sample, Samples
from domain.places import Point, point_fault
from domain.recommendation import KnownPosition
from domain.refusal import Refused

FUTURE: Final = timedelta(minutes=5)
"""A phone's clock may run ahead of ours by so much."""

PAST: Final = timedelta(hours=1)
"""What a phone kept while it had no connection; older ones say nothing about where the team is."""

SOURCES: Final = frozenset({"phone", "status-press"})
WORST_ACCURACY_M: Final = 10_000.0
TEAMS: Final = 2_000
"""Teams kept in memory at the most."""

SAMPLE_EVERY: Final = timedelta(seconds=5)
"""A team's samples lie at least so far apart; live positions are as frequent as they come."""

WAITING: Final = 20_000
"""Samples kept for the next flush at the most; the oldest are dropped first."""

KEPT_FOR: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class LivePosition:
    """The newest known of one team. `accuracy_m` is the radius that the phone claims, in metres."""

    team: UUID
    point: Point
    at: datetime
    source: str
    accuracy_m: float | None = None

    def row(self) -> dict[str, object]:
        """The row of the topic `positions:<region>`."""
        return {
            "team": str(self.team),
            "lat": round(self.point.lat, 6),
            "lon": round(self.point.lon, 6),
            "at": self.at.isoformat(),
            "source": self.source,
            "accuracy_m": self.accuracy_m,
        }

    def known(self) -> KnownPosition:
        """As the recommendation takes it."""
        return KnownPosition(point=self.point, at=self.at, source=self.source)


Watcher = Callable[[LivePosition], None]


class Positions:
    """Any thread may report and read. `watch` gets every new newest position, on the reporter's thread."""

    def __init__(
        self,
        samples: Samples | None = None,
        watch: Watcher | None = None,
        *,
        teams: int = TEAMS,
        sample_every: timedelta = SAMPLE_EVERY,
        waiting: int = WAITING,
        kept_for: timedelta = KEPT_FOR,
    ) -> None:
        self._most_teams, self._most_waiting = teams, waiting
        self._sample_every, self._kept_for = sample_every, kept_for
        self._samples = samples
        self._watch = watch
        self._lock = Lock()
        self._newest: dict[UUID, LivePosition] = {}
        self._sampled: dict[UUID, datetime] = {}
        self._waiting: list[Sample] = []
        self.told: Watcher = lambda _: None
        """Hears what was reported here and is the newest, on the reporter's thread."""
        self.forgotten: Watcher = lambda _: None
        """Hears the last of a team that is off the map."""

    def report(self, found: LivePosition, now: datetime) -> bool | Refused:
        """True if it is the team's newest now, false if a newer one is known, or a refusal.

        Whether the reporter may speak for the team is asked before, by the rights function.
        """
        fault = _fault(found, now)
        if fault is not None:
            return fault
        with self._lock:
            known = self._newest.get(found.team)
            if known is None and len(self._newest) >= self._most_teams:
                return Refused(code="positions-full", params={"limit": self._most_teams})
            self._sample(found)
            if known is not None and found.at <= known.at:
                return False
            self._newest[found.team] = found
        self.told(found)
        if self._watch is not None:
            self._watch(found)
        return True

    def take_in(self, found: LivePosition) -> bool:
        """What was reported at another process, checked and sampled there; whether it is the newest now."""
        with self._lock:
            known = self._newest.get(found.team)
            if known is None and len(self._newest) >= self._most_teams:
                return False
            if known is not None and found.at <= known.at:
                return False
            self._newest[found.team] = found
        if self._watch is not None:
            self._watch(found)
        return True

    def newest(self, team: UUID) -> LivePosition | None:
        """The newest position of a team, however old."""
        return self._newest.get(team)

    def all(self) -> Mapping[UUID, LivePosition]:
        """A copy of what is known now, by team."""
        with self._lock:
            return dict(self._newest)

    def forget(self, team: UUID) -> None:
        """Takes a team off the map, for instance at the end of its shift."""
        with self._lock:
            last = self._newest.pop(team, None)
            self._sampled.pop(team, None)
        if last is not None:
            self.forgotten(last)

    def flush(self) -> int:
        """Writes the waiting samples; returns how many. Blocks on the disk: not for the event loop."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        if self._samples is not None and waiting:
            self._samples.add(waiting)
        return len(waiting)

    def purge(self, now: datetime) -> int:
        """Deletes the samples that are older than are kept; returns how many."""
        return self._samples.purge(now - self._kept_for) if self._samples is not None else 0

    def _sample(self, found: LivePosition) -> None:
        before = self._sampled.get(found.team)
        if self._samples is None or (before is not None and abs(found.at - before) < self._sample_every):
            return
        self._sampled[found.team] = found.at
        self._waiting.append(
            Sample(
                team=found.team,
                at=found.at,
                lat=found.point.lat,
                lon=found.point.lon,
                source=found.source,
                accuracy_m=found.accuracy_m,
            )
        )
        del self._waiting[: -self._most_waiting]


def _fault(found: LivePosition, now: datetime) -> Refused | None:
    point = point_fault(found.point.lat, found.point.lon)
    if point is not None:
        return Refused(code=point)
    if found.at.tzinfo is None:
        return Refused(code="time-without-zone")
    if found.at - now > FUTURE:
        return Refused(code="position-in-future", params={"minutes": int(FUTURE.total_seconds()) // 60})
    if now - found.at > PAST:
        return Refused(code="position-too-old", params={"minutes": int(PAST.total_seconds()) // 60})
    if found.source not in SOURCES:
        return Refused(code="position-source-unknown")
    accuracy = found.accuracy_m
    if accuracy is not None and not (isfinite(accuracy) and 0 <= accuracy <= WORST_ACCURACY_M):
        return Refused(code="position-accuracy")
    return None
