"""The table of rights as those see it who answer for it: head, auditor, administrator."""

from typing import TypedDict

from domain.access import RIGHTS, Action
from domain.account import Role
from domain.levels import FIELDS, Level
from domain.reach import grants
from web.doors import Answer, Call, Door, get
from web.queries import region_of


class GrantAnswer(TypedDict):
    reach: str
    levels: list[str]


class RightAnswer(TypedDict):
    """One action: what each role is granted of it; a role that is not there is granted nothing."""

    action: str
    roles: dict[str, list[GrantAnswer]]


class RightsAnswer(TypedDict):
    roles: list[str]
    rights: list[RightAnswer]
    levels: dict[str, list[str]]


def matrix() -> RightsAnswer:
    """The whole table, row by row, and which field is of which level."""
    return {
        "roles": [str(role) for role in Role],
        "rights": [_row(action) for action in RIGHTS],
        "levels": {
            str(level): sorted(name for name, its in FIELDS.items() if its is level)
            for level in (Level.OPERATIONAL, Level.PERSONAL, Level.CLINICAL)
        },
    }


def _row(action: Action) -> RightAnswer:
    return {
        "action": str(action),
        "roles": {
            str(role): [
                {"reach": str(grant.reach), "levels": [str(level) for level in sorted(grant.levels)]}
                for grant in grants(cell)
            ]
            for role, cell in RIGHTS[action].items()
        },
    }


async def _rights(call: Call) -> Answer:
    region_of(call, Action.READ_RIGHTS)
    return dict(matrix())


def doors() -> tuple[Door, ...]:
    """The page of rights."""
    told = "What each role may do, and which levels of field it reads: the table by which every door decides."
    return (get("/api/rights", _rights, Action.READ_RIGHTS, told, RightsAnswer),)
