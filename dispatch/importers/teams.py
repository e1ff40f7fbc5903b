"""Groups from CSV or JSON: `name`, `lat`, `lon` of the base, `vehicle`, `members` (ids of the staff file)."""

from collections.abc import Iterator
from typing import Final

from dispatch.importers.order import Fault, Item, Order, identity, order
from dispatch.importers.staff import specialist_of
from dispatch.importers.table import Row, listed, place, read_table
from domain.identity import TeamId
from domain.team import RegisterTeam

COMMAND: Final = "register-team"

LARGEST_ROSTER: Final = 12


def read_teams(content: bytes, filename: str, region: str) -> Iterator[Item]:
    """An order or a fault per row. A group's name tells it from others; one that came before is refused."""
    seen: dict[str, int] = {}
    for row in read_table(content, filename):
        if isinstance(row, Fault):
            yield row
            continue
        key = row.get("id", "name").lower()
        if key in seen:
            yield Fault(row=row.number, code="row-again", params={"earlier": seen[key]})
            continue
        item = _team(row, key, region)
        if isinstance(item, Order):
            seen[key] = row.number
        yield item


def _team(row: Row, key: str, region: str) -> Item:
    if not row.get("name"):
        return Fault(row=row.number, code="name-missing")
    home = place(row)
    if isinstance(home, Fault):
        return home
    members = listed(row.get("members", "roster"))
    if len(members) > LARGEST_ROSTER:
        return Fault(row=row.number, code="roster-too-large", params={"limit": LARGEST_ROSTER})
    team = TeamId(identity("team", region, key))
    command = RegisterTeam(
        team=team,
        region=region,
        name=row.get("name"),
        home=(home.lat, home.lon),
        vehicle=row.get("vehicle"),
        roster=tuple(specialist_of(region, member) for member in members),
    )
    return order(row.number, COMMAND, team, command)
