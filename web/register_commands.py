"""The part of the table of commands that keeps registers: accounts, centre, schools, people, teams, cars."""

from collections.abc import Mapping
from typing import Any, Final

from domain import account, account_keeping, centre, school, specialist, team, vehicle
from domain.access import Action
from domain.verdict import Thing
from web.command_entry import Entry, Find, entries, there
from web.problems import Problem
from web.system import System
from web.visitor import Visitor


def _registered(table: str, key: str) -> Find:
    """A register's entry belongs to the region it names, and to none other before."""

    def find(system: System, visitor: Visitor, command: Any) -> Thing:
        known = system.row(table, str(getattr(command, key)))
        if command.region != visitor.region or (known is not None and known["region"] != visitor.region):
            raise Problem("other-region")
        return Thing(region=command.region)

    return find


def _kept(table: str, key: str, unknown: str) -> Find:
    """A thing of a register that is there."""

    def find(system: System, visitor: Visitor, command: Any) -> Thing:
        row = there(system.row(table, str(getattr(command, key))), unknown)
        return Thing(region=row["region"])

    return find


def _keeping(table: str, key: str, *classes: type) -> dict[str, Entry]:
    unknown = f"{key}-unknown"
    return entries(Action.KEEP_REGISTERS, _kept(table, key, unknown), unknown, *classes)


REGISTER_ENTRIES: Final[Mapping[str, Entry]] = {
    **entries(Action.KEEP_REGISTERS, _registered("schools", "school"), "other-region", school.RegisterSchool),
    **entries(
        Action.KEEP_REGISTERS,
        _registered("specialists", "specialist"),
        "other-region",
        specialist.RegisterSpecialist,
    ),
    **entries(Action.KEEP_REGISTERS, _registered("teams", "team"), "other-region", team.RegisterTeam),
    **entries(
        Action.KEEP_REGISTERS, _registered("vehicles", "vehicle"), "other-region", vehicle.RegisterVehicle
    ),
    **_keeping("schools", "school", school.CloseSchool, school.ReopenSchool),
    **_keeping(
        "specialists",
        "specialist",
        specialist.RecordQualifications,
        specialist.DismissSpecialist,
        specialist.ReadmitSpecialist,
    ),
    **_keeping("teams", "team", team.CloseTeam, team.ReopenTeam),
    **entries(
        Action.KEEP_SETTINGS,
        _kept("centres", "centre", "centre-unknown"),
        "centre-unknown",
        centre.ChangeSettings,
        centre.DescribeCentre,
        centre.CountPosts,
    ),
    **entries(Action.KEEP_ACCOUNTS, _registered("accounts", "account"), "other-region", account.OpenAccount),
    **entries(
        Action.KEEP_ACCOUNTS,
        _kept("accounts", "account", "account-unknown"),
        "account-unknown",
        account_keeping.ChangeAccount,
        account_keeping.MoveAccount,
        account_keeping.CloseAccount,
        account_keeping.ReopenAccount,
    ),
}
