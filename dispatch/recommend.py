"""The recommendation for one request, from what the boards show: rows of teams, live positions, a router."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dispatch.positions import LivePosition
from dispatch.routing.port import Router
from domain.centre import CentreSettings
from domain.identity import ShiftId, TeamId
from domain.places import Point
from domain.recommendation import Group, Need, Recommendation, rank, shortlist
from domain.remote import OnSite, remote_first

Row = Mapping[str, Any]


def recommend(
    teams: Iterable[Row],
    live: Mapping[UUID, LivePosition],
    destination: Point,
    language: str | None,
    settings: CentreSettings,
    router: Router,
    at: datetime,
    target: OnSite | None = None,
    arrivals: Sequence[datetime] = (),
) -> Recommendation:
    """Ranks the teams for a visit to `destination`, asked for at `at` (aware).

    `language` is the child's, if it is known. Only the eligible are asked the way for, and all of one rung.
    `target` and `arrivals`: when somebody should be on site, and when those already sent are expected.
    """
    need = need_of(language, settings, at)
    listed = shortlist(groups_of(teams, live), need)
    origins = [Point(lat=position.lat, lon=position.lon) for _, position in listed.eligible]
    times = router.times(origins, [destination], at)
    by_team = {group.team: leg for (group, _), leg in zip(listed.eligible, times.legs[0], strict=True)}
    found = rank(listed, by_team, need, engine=times.rung, data_version=times.data_version)
    remote = remote_first(target, at, (each.seconds for each in found.ranked), arrivals)
    return replace(found, remote=remote, factor=times.factor)


def need_of(language: str | None, settings: CentreSettings, at: datetime) -> Need:
    """What a visit asks for. `language` is the child's, if it is known."""
    return Need(
        at=at,
        group_size=settings.group_size,
        least_shift_left=timedelta(minutes=settings.least_shift_left),
        languages=frozenset() if language is None else frozenset({language}),
    )


def groups_of(teams: Iterable[Row], live: Mapping[UUID, LivePosition]) -> list[Group]:
    """The teams of these rows, each with where it was seen last."""
    return [_group(row, live) for row in teams]


def _group(row: Row, live: Mapping[UUID, LivePosition]) -> Group:
    team = TeamId(UUID(row["id"]))
    position = live.get(team)
    lat, lon = row["home"]
    return Group(
        team=team,
        name=row["name"],
        shift=None if row["shift"] is None else ShiftId(UUID(row["shift"])),
        status=row["status"],
        ends_at=None if row["ends_at"] is None else datetime.fromisoformat(row["ends_at"]),
        members=len(row["members"]),
        languages=frozenset(row["languages"]),
        professions=frozenset(row["professions"]),
        home=Point(lat=lat, lon=lon),
        position=None if position is None else position.known(),
    )
