"""Asks which team to send: rows of teams and their live positions in, one rung's times, the answer out."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from dispatch.positions import LivePosition
from dispatch.routing import Router
from domain.centre import CentreSettings
from domain.identity import ShiftId, TeamId
from domain.places import Point
from domain.recommendation import Group, Need, Recommendation, rank, shortlist

Row = Mapping[str, Any]


def recommend(
    teams: Iterable[Row],
    positions: Mapping[UUID, LivePosition],
    destination: Point,
    language: str | None,
    settings: CentreSettings,
    router: Router,
    now: datetime,
) -> Recommendation:
    """Teams of the case's region ranked for `destination`; `language` is the child's, where it is known."""
    need = Need(
        at=now,
        group_size=settings.group_size,
        least_shift_left=timedelta(minutes=settings.least_shift_left),
        languages=frozenset({language} if language else ()),
    )
    listed = shortlist([_group(row, positions) for row in teams], need)
    origins = [Point(lat=position.lat, lon=position.lon) for _, position in listed.eligible]
    legs = router.times(origins, destination, now)
    by_team = {group.team: leg for (group, _), leg in zip(listed.eligible, legs, strict=True)}
    return rank(listed, by_team, need, engine=router.rung, data_version=router.data_version)


def _group(row: Row, positions: Mapping[UUID, LivePosition]) -> Group:
    team = TeamId(UUID(row["id"]))
    live = positions.get(team)
    return Group(
        team=team,
        name=row["name"],
        shift=None if row["shift"] is None else ShiftId(UUID(row["shift"])),
        status=row["status"],
        ends_at=None if row["ends_at"] is None else datetime.fromisoformat(row["ends_at"]).astimezone(UTC),
        members=len(row["members"]),
        languages=frozenset(row["languages"]),
        professions=frozenset(row["professions"]),
        home=Point(lat=row["home"][0], lon=row["home"][1]),
        position=None if live is None else live.known(),
    )
