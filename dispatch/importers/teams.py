"""Groups: `name`, `lat`, `lon` of the base, `vehicle`, `members` (ids of the specialists' file, or names)."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from dispatch.importers.found import Found, Matched, Register, folded
from dispatch.importers.order import Fault
from dispatch.importers.specialists import specialist_of
from dispatch.importers.table import Row, listed, place
from domain.identity import SpecialistId, TeamId
from domain.team import RegisterTeam

COMMAND: Final = "register-team"
COLUMNS: Final = (("name", "name_kk", "name_ru"), ("lat",), ("lon",))

LARGEST_ROSTER: Final = 12


def read_team(row: Row, register: Register) -> Found | Fault:
    """What the row says of a group."""
    name = row.get("name", "name_ru", "name_kk", "number")
    if not name:
        return Fault(row=row.number, code="name-missing")
    home = place(row)
    if isinstance(home, Fault):
        return home
    says: dict[str, Any] = {"name": name, "home": (home.lat, home.lon)}
    if row.get("vehicle"):
        says["vehicle"] = row.get("vehicle")
    members = listed(row.get("members"))
    if len(members) > LARGEST_ROSTER:
        return Fault(row=row.number, code="roster-too-large", params={"limit": LARGEST_ROSTER})
    roster = [_member(register, member) for member in members]
    if None in roster:
        unknown = members[roster.index(None)]
        return Fault(row=row.number, code="member-unknown", params={"member": unknown})
    if roster:
        says["roster"] = tuple(dict.fromkeys(roster))
    source_id = row.get("id").lower()
    return Found(row=row.number, source_id=source_id, key=source_id or name.lower(), says=says)


def _member(register: Register, name: str) -> str | None:
    """Whom the file means: by an id of a source, or by a name that only one has."""
    members, derived = register.members, str(specialist_of(register.region, name))
    return members.get(derived, members.get(" ".join(name.lower().split()), members.get(folded(name))))


def team_row(known: Mapping[str, Any]) -> dict[str, Any]:
    """A register's row by the fields that a file can say."""
    return {
        "name": known["name"],
        "home": tuple(known["home"]),
        "vehicle": known["usual_vehicle"],
        "roster": tuple(known["roster"]),
    }


def team_command(matched: Matched, register: Register, says: Mapping[str, Any], source: str) -> RegisterTeam:
    """The command that makes the register say `says`."""
    return RegisterTeam(
        team=TeamId(matched.thing),
        region=register.region,
        name=says["name"],
        home=says["home"],
        vehicle=says.get("vehicle", ""),
        roster=tuple(SpecialistId(UUID(member)) for member in says.get("roster", ())),
    )
