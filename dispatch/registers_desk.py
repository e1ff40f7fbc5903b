"""Commands about registers: accounts, the centre, schools, specialists, teams. One stream each."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from dispatch.claims import LOGIN, SPECIALIST_ON_DUTY, TEAM_ON_DUTY
from dispatch.outcomes import Events, Handler, Outcome, one, taken
from dispatch.ports import Reader, Row, StreamKind
from dispatch.streams import ACCOUNT, CENTRE, SCHOOL, SPECIALIST, TEAM, UNUSUAL, VEHICLE
from domain import account, account_keeping, centre, retention, school, specialist, team, unusual, vehicle
from domain.account import Role
from domain.context import Context
from domain.refusal import Refused
from domain.vehicle import plate_of


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


def _apply_retention(reader: Reader, command: retention.ApplyRetention, context: Context) -> Outcome:
    state, version = reader.state(CENTRE, command.centre)
    days = retention.days_of(
        command.kind, state.settings, (row["settings"] for row in reader.rows("centres").values())
    )
    events = retention.decide(state, command, days=days, now=context.now)
    return one(command.centre, version, events, rows=command.rows)


def car_of(cars: Iterable[Row], region: str, vehicle: str) -> Row | None:
    """The region's car with this number plate; none for what is no plate of the register."""
    plate = plate_of(vehicle)
    return next((row for row in cars if row["plate"] == plate and row["region"] == region), None)


def _register_vehicle(reader: Reader, command: vehicle.RegisterVehicle, context: Context) -> Outcome:
    state, version = reader.state(VEHICLE, command.vehicle)
    other = car_of(reader.rows("vehicles").values(), command.region, command.plate)
    if other is not None and other["id"] != str(command.vehicle):
        return Refused(code="plate-taken", params={"field": "plate"})
    return stale(version, context) or one(command.vehicle, version, vehicle.decide(state, command))


def _off_duty_first(
    kind: StreamKind[Any], decided: Callable[[Any, Any], Events | Refused], key: str, claim: str
) -> Handler:
    """Whoever is on duty is not taken out of the register: the shift ends first."""

    def handler(reader: Reader, command: Any, context: Context) -> Outcome:
        thing = getattr(command, key)
        held = reader.holder(claim, str(thing))
        if held is not None:
            return taken(claim, held, **({"specialist": str(thing)} if key == "specialist" else {}))
        state, version = reader.state(kind, thing)
        return stale(version, context) or one(thing, version, decided(state, command))

    return handler


_SCHOOL: Final = _register(SCHOOL, school.decide, "school")
_PERSON: Final = _register(SPECIALIST, specialist.decide, "specialist")
_TEAM: Final = _register(TEAM, team.decide, "team")
_CENTRE: Final = _register(CENTRE, centre.decide, "centre")

HANDLERS: Final[Mapping[type, Handler]] = {
    school.RegisterSchool: _SCHOOL,
    school.CloseSchool: _SCHOOL,
    school.ReopenSchool: _SCHOOL,
    specialist.RegisterSpecialist: _PERSON,
    specialist.RecordQualifications: _PERSON,
    specialist.DismissSpecialist: _off_duty_first(
        SPECIALIST, specialist.decide, "specialist", SPECIALIST_ON_DUTY
    ),
    specialist.ReadmitSpecialist: _PERSON,
    team.RegisterTeam: _TEAM,
    team.CloseTeam: _off_duty_first(TEAM, team.decide, "team", TEAM_ON_DUTY),
    team.ReopenTeam: _TEAM,
    vehicle.RegisterVehicle: _register_vehicle,
    centre.RegisterCentre: _CENTRE,
    centre.ChangeSettings: _CENTRE,
    centre.DescribeCentre: _CENTRE,
    centre.CountPosts: _CENTRE,
    retention.ApplyRetention: _apply_retention,
    account.OpenAccount: _open_account,
    account.ChooseLanguage: _register(ACCOUNT, account.decide, "account"),
    account_keeping.ChangeAccount: _keep_account,
    account_keeping.MoveAccount: _keep_account,
    account_keeping.CloseAccount: _keep_account,
    account_keeping.ReopenAccount: _keep_account,
    unusual.NoticeUnusualReading: _unusual,
}
