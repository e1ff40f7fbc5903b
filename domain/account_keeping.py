"""What an administrator decides about an account: name, roles, place, region, whether it may enter at all."""

from dataclasses import dataclass

from domain.account import (
    Account,
    AccountClosed,
    AccountEvent,
    AccountMoved,
    AccountPlaced,
    AccountRenamed,
    AccountReopened,
    Role,
    RolesChanged,
    group_missing,
)
from domain.case.limits import lines_too_long
from domain.identity import AccountId, SpecialistId, TeamId
from domain.refusal import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAccount:
    """Everything that an administrator may put right about an account; what is the same stays as it is."""

    account: AccountId
    name: str
    roles: tuple[Role, ...]
    team: TeamId | None = None
    specialist: SpecialistId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAccount:
    """Give the account to another region's administrator."""

    account: AccountId
    to_region: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseAccount:
    """Let nobody enter with it any more; its sessions end."""

    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenAccount:
    """Let the account enter again."""

    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Who keeps accounts: who asks, and how many other open administrators the account's region has."""

    by: AccountId | None
    other_administrators: int


KeepCommand = ChangeAccount | MoveAccount | CloseAccount | ReopenAccount


def keep(state: Account, command: KeepCommand, keeper: Keeper) -> tuple[AccountEvent, ...] | Refused:
    """Nobody changes their own rights, and no region is left without an administrator."""
    if state.opened is None:
        return Refused(code="account-unknown")
    match command:
        case ChangeAccount():
            return _change(state, command, keeper)
        case ReopenAccount():
            return (AccountReopened(),) if state.closed else ()
        case MoveAccount():
            moved = (AccountMoved(region=command.to_region),)
            return () if command.to_region == state.region else _without(state, command, keeper) or moved
        case CloseAccount():
            return () if state.closed else _without(state, command, keeper) or (AccountClosed(),)


def _change(state: Account, command: ChangeAccount, keeper: Keeper) -> tuple[AccountEvent, ...] | Refused:
    if not command.name.strip():
        return Refused(code="name-missing", params={"field": "name"})
    if not command.roles:
        return Refused(code="account-incomplete", params={"field": "roles"})
    wrong = group_missing(command.roles, command.team) or lines_too_long(name=command.name)
    if wrong is not None:
        return wrong
    roles = tuple(dict.fromkeys(command.roles))
    if set(roles) != set(state.roles):
        stays = Role.ADMINISTRATOR in roles
        refused = _own(command, keeper) if stays else _without(state, command, keeper)
        if refused is not None:
            return refused
    placed = AccountPlaced(team=command.team, specialist=command.specialist)
    changes: dict[AccountEvent, bool] = {
        AccountRenamed(name=command.name.strip()): command.name.strip() != state.name,
        RolesChanged(roles=roles): set(roles) != set(state.roles),
        placed: (placed.team, placed.specialist) != (state.team, state.specialist),
    }
    return tuple(event for event, differs in changes.items() if differs)


def _without(state: Account, command: KeepCommand, keeper: Keeper) -> Refused | None:
    """Whether the region can do without this account as one of its administrators."""
    if Role.ADMINISTRATOR in state.roles and not state.closed and keeper.other_administrators == 0:
        return Refused(code="last-administrator")
    return _own(command, keeper)


def _own(command: KeepCommand, keeper: Keeper) -> Refused | None:
    return Refused(code="own-account") if keeper.by == command.account else None
