"""What stays covered if a team goes: which schools no other free team would reach in the centre's set time.

Reckoned by straight line at the hour's speed, from where the free teams are: a warning needs no better, and
an engine's patience is kept for the ranking. How far that is, `dispatch.routing.straight.reach_m` says.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Final

from domain.identity import TeamId
from domain.places import EARTH_RADIUS_M, Point
from domain.recommendation.shapes import CoverLoss

GRAVE_PART: Final = 20
GRAVE_LEAST: Final = 3
"""Less than one in so many of the covered schools, or fewer than this, is no reason to warn, unless a whole
district is left: some school at the edge is lost whoever goes [ours]."""

DEGREE_M: Final = radians(1) * EARTH_RADIUS_M


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A school, as far as it matters here."""

    district: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Covering:
    """`free`: how many could be sent somewhere now; `covered`: schools in reach of some, by district;
    `alone`: those in reach of one team only, by team and district.
    """

    free: int
    covered: Mapping[str, int]
    alone: Mapping[TeamId, Mapping[str, int]]
    within_minutes: int

    def loss(self, team: TeamId) -> CoverLoss | None:
        """What is grave enough to be told of this team's going; nothing if little or nothing is lost."""
        lost, last = self.alone.get(team, {}), self.free == 1
        if not lost and not last:
            return None
        schools, covered = sum(lost.values()), sum(self.covered.values())
        bare = tuple(sorted(name for name, count in lost.items() if name and count == self.covered[name]))
        few = schools < GRAVE_LEAST or schools * GRAVE_PART < covered
        if few and not bare and not last:
            return None
        return CoverLoss(
            schools=schools,
            covered=covered,
            within_minutes=self.within_minutes,
            districts=bare,
            most_in=min(lost, key=lambda name: (-lost[name], name), default=""),
            last=last,
        )


def covering(
    places: Iterable[Place], free: Mapping[TeamId, Point], radius_m: float, within_minutes: int
) -> Covering:
    """Who covers what. `radius_m` is how far a team gets in `within_minutes`; `free` are all free teams."""
    covered: Counter[str] = Counter()
    alone: dict[TeamId, Counter[str]] = defaultdict(Counter)
    # By latitude, so that of a country's teams only those in the school's belt are looked at.
    teams = sorted(
        ((at.lat, at.lon, cos(radians(at.lat)), team) for team, at in free.items()), key=lambda each: each[0]
    )
    lats = [each[0] for each in teams]
    radius = radius_m / DEGREE_M
    square = radius * radius
    for place in places:
        lat, lon = place.lat, place.lon
        only: TeamId | None = None
        for at_lat, at_lon, narrow, team in teams[
            bisect_left(lats, lat - radius) : bisect_right(lats, lat + radius)
        ]:
            north, east = at_lat - lat, (at_lon - lon) * narrow
            if north * north + east * east > square:
                continue
            if only is not None:
                only = None
                covered[place.district] += 1
                break
            only = team
        if only is not None:
            covered[place.district] += 1
            alone[only][place.district] += 1
    return Covering(free=len(free), covered=covered, alone=alone, within_minutes=within_minutes)
