"""Shifts of the demonstration start and end by themselves: which commands the clock asks for now."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from dispatch.importers.order import Order
from domain.identity import ShiftId, SpecialistId, TeamId
from domain.shift import EndShift, StartShift

LENGTH: Final = timedelta(hours=12)
AHEAD: Final = timedelta(minutes=45)
"""A free group whose shift ends sooner than this is relieved: its shift ends and a new one starts."""

Row = Mapping[str, Any]


def wanted(teams: Mapping[str, Row], now: datetime) -> Iterator[Order]:
    """Commands that bring every group of the town on duty; `teams` are the rows of its region.

    Asked again and again, it asks for nothing that is so already. Whom somebody sent home rests a minute.
    """
    for row in teams.values():
        team = TeamId(UUID(row["id"]))
        if row["shift"] is None:
            if row["since"] is None or now - datetime.fromisoformat(row["since"]) > timedelta(minutes=1):
                yield _start(team, row, now)
        elif row["status"] == "free" and datetime.fromisoformat(row["ends_at"]) - now < AHEAD:
            shift = ShiftId(UUID(row["shift"]))
            yield Order(
                row=0, name="end-shift", command_id=uuid5(shift, "end"), command=EndShift(shift=shift)
            )


def _start(team: TeamId, row: Row, now: datetime) -> Order:
    shift = ShiftId(uuid5(team, f"shift/{row['since']}/{now:%Y-%m-%dT%H:%M}"))
    command = StartShift(
        shift=shift,
        team=team,
        members=tuple(SpecialistId(UUID(member)) for member in row["roster"]),
        ends_at=now.replace(second=0, microsecond=0) + LENGTH,
    )
    return Order(row=0, name="start-shift", command_id=uuid5(shift, "start"), command=command)
