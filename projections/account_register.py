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
    AccountReopened,
    LanguageChosen,
    RolesChanged,
)
from domain.account_entering import EnteringEvent, ResetAsked, SecondFactorEnrolled, SecondFactorReset
from projections.registers import Register, Row

Told = AccountEvent | EnteringEvent
"""Also what says nothing of the row: it stands in the account's history."""


def _account(row: Row | None, event: Told, key: str) -> Row | None:
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
            "reset": None,
            "enrolled": False,
        }
    return None if row is None else {**row, **_said(event)}


def _said(event: Told) -> Row:
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
        case ResetAsked():
            by = _key(event.by)
            return {"reset": {"by": by, "until": event.until.isoformat(), "password": event.password}}
        case SecondFactorReset():
            return {"reset": None, "enrolled": True}
        case SecondFactorEnrolled():
            return {"enrolled": True}
        case AccountClosed() | AccountReopened():
            return {"closed": isinstance(event, AccountClosed)}
        case _:
            return {}


def _key(thing: UUID | None) -> str | None:
    return None if thing is None else str(thing)


ACCOUNTS = Register("accounts", 5, get_args(Told), _account)
