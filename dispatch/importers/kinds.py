"""The registers that files can be read into."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from dispatch.importers import schools, specialists, teams
from dispatch.importers.found import Match, Matched, Read, Register, by_name
from dispatch.importers.matching import NAMES, match_schools

Fields: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One register that files are read into: how a row is read, found again, and made a command.

    `names` are the fields whose change is a renaming, `place` the one that can move; a kind that `remembers`
    keeps the ids that files give.
    """

    table: str
    command: str
    columns: tuple[tuple[str, ...], ...]
    read: Read
    match: Match
    fields: Callable[[Mapping[str, Any]], Fields]
    make: Callable[[Matched, Register, Fields, str], Any]
    names: tuple[str, ...]
    place: str = ""
    remembers: bool = False


KINDS: Final[Mapping[str, Kind]] = {
    "schools": Kind(
        table="schools",
        command=schools.COMMAND,
        columns=schools.COLUMNS,
        read=schools.read_school,
        match=match_schools,
        fields=schools.school_of,
        make=schools.school_command,
        names=("number", *NAMES),
        place="point",
        remembers=True,
    ),
    "specialists": Kind(
        table="specialists",
        command=specialists.COMMAND,
        columns=specialists.COLUMNS,
        read=specialists.read_specialist,
        match=lambda found, register: by_name("specialist", found, register),
        fields=specialists.specialist_row,
        make=specialists.specialist_command,
        names=("name",),
        remembers=True,
    ),
    "teams": Kind(
        table="teams",
        command=teams.COMMAND,
        columns=teams.COLUMNS,
        read=teams.read_team,
        match=lambda found, register: by_name("team", found, register),
        fields=teams.team_row,
        make=teams.team_command,
        names=("name",),
        place="home",
    ),
}
