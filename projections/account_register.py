"""The register of accounts: who may enter, as what, where. A pure fold."""

from typing import get_args
from uuid import UUID

from domain.account import (
    AccountClosed,
    AccountEvent,
    AccountMoved,
    AccountOpened,
    AccountPlaced,
    AccountRenamed,
    LanguageChosen,
    RolesChanged,
)
from projections.registers import Register, Row


def _account(row: Row | None, event: AccountEvent, key: str) -> Row | None:
    if isinstance(event, AccountOpened):
        return {
            "id": key,
            "login": event.login,
            "name": event.name,
            "roles": [str(role) for role in event.roles],
            "region": event.region,
            "language": event.language,
            "specialist": _key(event.specialist),
            "team": _key(event.team),
            "closed": False,
        }
    return None if row is None else {**row, **_said(event)}


def _said(event: AccountEvent) -> Row:
    """What an event says anew of an account."""
    match event:
        case LanguageChosen():
            return {"language": event.language}
        case RolesChanged():
            return {"roles": [str(role) for role in event.roles]}
        case AccountRenamed():
            return {"name": event.name}
        case AccountPlaced():
            return {"team": _key(event.team), "specialist": _key(event.specialist)}
        case AccountMoved():
            return {"region": event.region, "roles": [], "team": None, "specialist": None}
        case _:
            return {"closed": isinstance(event, AccountClosed)}


def _key(thing: UUID | None) -> str | None:
    return None if thing is None else str(thing)


ACCOUNTS = Register("accounts", 2, get_args(AccountEvent), _account)
