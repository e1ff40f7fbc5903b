"""The recommendation for one request, from what the boards show: rows of teams, live positions, a router."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import nsmallest
from typing import Any, Final
from uuid import UUID

from dispatch.positions import LivePosition
from dispatch.routing.calibrated import slower
from dispatch.routing.port import Router, Times
from dispatch.routing.straight import AIR, StraightLine, reach_m
from domain.centre import CentreSettings
from domain.identity import ShiftId, TeamId
from domain.places import Point, metres_between
from domain.recommendation import (
    FallenRung,
    Group,
    Need,
    Recommendation,
    Shortlist,
    UsedPosition,
    rank,
    shortlist,
    with_drives,
)
from domain.recommendation.cover import Covering, Place, covering
from domain.recommendation.fitness import hindrances, lacks
from domain.recommendation.ranking import Cover, uncounted
from domain.recommendation.shortfall import shortfalls
from domain.remote import OnSite, remote_first
from domain.travel import Leg

Row = Mapping[str, Any]
Placed = tuple[Group, UsedPosition]

ASIDE: Final = 12
"""Of so many that cannot go it is asked how long they would take: the nearest by air, and as many again, the
nearest of those who would be fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What else is known when a group is asked for; without it the ranking is by time and fitness alone.

    `age`: the child's in whole years; `target`: when somebody should be on site; `expected`: when those
    already sent to this case are; `schools`: the region's, for what stays covered; `under_way`: when the
    region's teams on the road are expected where they go.
    """

    age: int | None = None
    risk_class: int | None = None
    target: OnSite | None = None
    expected: Sequence[datetime] = ()
    schools: Iterable[Row] = ()
    under_way: Mapping[str, datetime] | None = None


EMPTY: Final = Scene()


def recommend(
    teams: Iterable[Row],
    live: Mapping[UUID, LivePosition],
    destination: Point,
    language: str | None,
    settings: CentreSettings,
    router: Router,
    at: datetime,
    scene: Scene = EMPTY,
) -> Recommendation:
    """Ranks the teams for a visit to `destination`, asked for at `at` (aware).

    `language` is the child's, if it is known. Only the eligible are asked the way for, and all of one rung;
    then those who cannot go, on the same rung or not at all: none of them may cost the eligible their
    roads.
    """
    groups = groups_of(teams, live, settings, scene.under_way)
    need = need_of(language, settings, at, scene)
    listed = shortlist(groups, need)
    times = router.times(_points(listed.eligible), [destination], at)
    legs = _by_team(listed.eligible, times.legs[0])
    found = ranked(listed, legs, need, times, cover_of(listed, need, scene.schools, settings))
    beside = _aside(_worth_asking(listed, need, destination), destination, router, times, at)
    known = {team: leg.seconds for team, leg in (legs | beside).items() if leg.seconds is not None}
    within = None if scene.target is None else scene.target.by - at
    told = replace(with_drives(found, beside), shortfalls=shortfalls(groups, need, known, within))
    return with_remote(told, scene, at)


def with_remote(found: Recommendation, scene: Scene, at: datetime) -> Recommendation:
    """With the proposal of a call or video first, where nobody is there by the target."""
    drives = (each.seconds for each in found.ranked)
    return replace(found, remote=remote_first(scene.target, at, drives, scene.expected))


def need_of(language: str | None, settings: CentreSettings, at: datetime, scene: Scene = EMPTY) -> Need:
    """What a visit asks for. `language` is the child's, if it is known."""
    return Need(
        at=at,
        group_size=settings.group_size,
        least_shift_left=timedelta(minutes=settings.least_shift_left),
        languages=frozenset() if language is None else frozenset({language}),
        professions=settings.skills.of(scene.age),
        rest_after_visit=timedelta(minutes=settings.rest_after_visit),
        rest_between_shifts=timedelta(minutes=settings.rest_between_shifts),
        risk_class=scene.risk_class,
    )


def ranked(
    listed: Shortlist, legs: Mapping[TeamId, Leg], need: Need, times: Times, cover: Cover = uncounted
) -> Recommendation:
    """`rank`, with what is stored of where the times came from and of the better rungs that gave none."""
    return rank(
        listed,
        legs,
        need,
        engine=times.rung,
        data_version=times.data_version,
        fallen=tuple(FallenRung(rung=each.rung, code=each.code) for each in times.fallen),
        factor=times.factor,
        cover=cover,
    )


def groups_of(
    teams: Iterable[Row],
    live: Mapping[UUID, LivePosition],
    settings: CentreSettings,
    under_way: Mapping[str, datetime] | None = None,
) -> list[Group]:
    """The teams of these rows, each with where it was seen last and, if busy, when it may be free."""
    takes = timedelta(minutes=settings.visit_takes)
    return [_group(row, live, under_way or {}, takes) for row in teams]


def cover_of(listed: Shortlist, need: Need, schools: Iterable[Row], settings: CentreSettings) -> Cover:
    """What each team's going leaves without a free group. Whoever is at hand covers, fit for this visit or
    not.
    """
    places = [
        Place(district=row["district"], lat=row["lat"], lon=row["lon"])
        for row in schools
        if not row.get("closed")
    ]
    if not places or settings.cover_within == 0:
        return uncounted
    free = {group.team: _point(seen) for group, seen in listed.eligible}
    free |= {group.team: _point(seen) for group, seen in listed.aside if not hindrances(group, need)}
    reach = reach_m(settings.cover_within, need.at)
    who: Covering = covering(places, free, reach, settings.cover_within)
    return who.loss


def _worth_asking(listed: Shortlist, need: Need, destination: Point) -> list[Placed]:
    """Of those who cannot go the nearest, and the nearest of whom only waiting keeps."""

    def near(some: Iterable[Placed]) -> list[Placed]:
        return nsmallest(
            ASIDE, some, key=lambda each: (metres_between(_point(each[1]), destination), each[0].team.hex)
        )

    fit = near(each for each in listed.aside if not lacks(each[0], need))
    chosen = {group.team: (group, seen) for group, seen in (*near(listed.aside), *fit)}
    return list(chosen.values())


def _aside(
    near: Sequence[Placed], destination: Point, router: Router, times: Times, at: datetime
) -> dict[TeamId, Leg]:
    """How long these would take, by the rung of the ranking or not at all."""
    if not near:
        return {}
    if times.rung == AIR:
        # Whatever made the ranking fall so far would cost its patience once more.
        legs = StraightLine().legs(_points(near), [destination], at)[0]
        return _by_team(near, [slower(leg, times.factor) for leg in legs])
    more = router.times(_points(near), [destination], at)
    same = (more.rung, more.data_version) == (times.rung, times.data_version)
    return _by_team(near, more.legs[0]) if same else {}


def _by_team(placed: Sequence[Placed], legs: Sequence[Leg]) -> dict[TeamId, Leg]:
    return {group.team: leg for (group, _), leg in zip(placed, legs, strict=True)}


def _points(placed: Sequence[Placed]) -> list[Point]:
    return [_point(seen) for _, seen in placed]


def _point(seen: UsedPosition) -> Point:
    return Point(lat=seen.lat, lon=seen.lon)


def _group(
    row: Row, live: Mapping[UUID, LivePosition], under_way: Mapping[str, datetime], takes: timedelta
) -> Group:
    team = TeamId(UUID(row["id"]))
    position = live.get(team)
    lat, lon = row["home"]
    rest = row.get("rest_minutes")
    return Group(
        team=team,
        name=row["name"],
        shift=None if row["shift"] is None else ShiftId(UUID(row["shift"])),
        status=row["status"],
        ends_at=_moment(row["ends_at"]),
        members=len(row["members"]),
        languages=frozenset(row["languages"]),
        professions=frozenset(row["professions"]),
        home=Point(lat=lat, lon=lon),
        position=None if position is None else position.known(),
        visit_ended_at=_moment(row.get("visit_ended_at")),
        rested=None if rest is None else timedelta(minutes=rest),
        free_at=_free_at(row, under_way, takes),
    )


def _free_at(row: Row, under_way: Mapping[str, datetime], takes: timedelta) -> datetime | None:
    """When a team on a visit may be free: so long after it has arrived, or is expected to."""
    if row["status"] in ("free", "off"):
        return None
    arrives = _moment(row.get("since")) if row["status"] == "on-site" else under_way.get(row["id"])
    return None if arrives is None else arrives + takes


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
