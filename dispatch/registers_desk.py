"""Commands about registers: accounts, the centre, schools, specialists, teams. One stream each."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from dispatch.claims import LOGIN
from dispatch.outcomes import Events, Handler, Outcome, one
from dispatch.ports import Reader, StreamKind
from dispatch.streams import ACCOUNT, CENTRE, SCHOOL, SPECIALIST, TEAM, UNUSUAL
from domain import account, account_keeping, centre, school, specialist, team, unusual
from domain.account import Role
from domain.context import Context
from domain.refusal import Refused


def stale(version: int, context: Context) -> Refused | None:
    """A form that was filled in before somebody else's change does not undo it unseen."""
    if context.seen is None or context.seen == version:
        return None
    return Refused(code="changed-meanwhile", params={"version": version})


def _register(kind: StreamKind[Any], decided: Callable[[Any, Any], Events | Refused], key: str) -> Handler:
    """A register's own command: one stream, no context needed but what the sender has seen of it."""

    def handler(reader: Reader, command: Any, context: Context) -> Outcome:
        stream = getattr(command, key)
        state, version = reader.state(kind, stream)
        return stale(version, context) or one(stream, version, decided(state, command))

    return handler


def _open_account(reader: Reader, command: account.OpenAccount, context: Context) -> Outcome:
    held = reader.holder(LOGIN, command.login.strip().lower())
    if held is not None and held.holder != str(command.account):
        return Refused(code="login-taken", params={"field": "login"})
    state, version = reader.state(ACCOUNT, command.account)
    refused = _stranger(reader, command, command.region)
    return refused or one(command.account, version, account.decide(state, command))


def _keep_account(reader: Reader, command: account_keeping.KeepCommand, context: Context) -> Outcome:
    state, version = reader.state(ACCOUNT, command.account)
    if state.opened is None or state.region != context.region:
        return Refused(code="account-unknown")
    refused = stale(version, context) or _nowhere(reader, command)
    if refused is None and isinstance(command, account_keeping.ChangeAccount):
        refused = _stranger(reader, command, state.region)
    if refused is not None:
        return refused
    keeper = account_keeping.Keeper(
        by=context.by, other_administrators=_administrators(reader, state.region, command.account)
    )
    return one(command.account, version, account_keeping.keep(state, command, keeper))


def _stranger(
    reader: Reader, command: account.OpenAccount | account_keeping.ChangeAccount, region: str
) -> Refused | None:
    """The team and the specialist of an account are of its own region."""
    for code, field, table in (
        ("team-unknown", "team", "teams"),
        ("specialist-unknown", "specialist", "specialists"),
    ):
        key = getattr(command, field)
        row = None if key is None else reader.row(table, str(key))
        if key is not None and (row is None or row["region"] != region):
            return Refused(code=code, params={"field": field})
    return None


def _nowhere(reader: Reader, command: account_keeping.KeepCommand) -> Refused | None:
    """An account moves only to where somebody can receive it."""
    if not isinstance(command, account_keeping.MoveAccount):
        return None
    here = {row["region"] for row in reader.rows("centres").values()}
    return None if command.to_region in here else Refused(code="region-unknown", params={"field": "region"})


def _administrators(reader: Reader, region: str, but: UUID) -> int:
    """How many others keep the accounts of a region."""
    return sum(
        row["region"] == region and not row["closed"] and str(Role.ADMINISTRATOR) in row["roles"]
        for key, row in reader.rows("accounts").items()
        if key != str(but)
    )


def _unusual(reader: Reader, command: unusual.NoticeUnusualReading, context: Context) -> Outcome:
    stream = unusual.stream_of(command.account)
    state, version = reader.state(UNUSUAL, stream)
    return one(stream, version, unusual.decide(state, command))


HANDLERS: Final[Mapping[type, Handler]] = {
    school.RegisterSchool: _register(SCHOOL, school.decide, "school"),
    specialist.RegisterSpecialist: _register(SPECIALIST, specialist.decide, "specialist"),
    team.RegisterTeam: _register(TEAM, team.decide, "team"),
    centre.RegisterCentre: _register(CENTRE, centre.decide, "centre"),
    centre.ChangeSettings: _register(CENTRE, centre.decide, "centre"),
    account.OpenAccount: _open_account,
    account.ChooseLanguage: _register(ACCOUNT, account.decide, "account"),
    account_keeping.ChangeAccount: _keep_account,
    account_keeping.MoveAccount: _keep_account,
    account_keeping.CloseAccount: _keep_account,
    account_keeping.ReopenAccount: _keep_account,
    unusual.NoticeUnusualReading: _unusual,
}
