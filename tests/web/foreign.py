"""Ids by what they name, one's own and others'; bodies of commands made from the commands' own classes."""

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any, Final, NewType, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

from tests.web.client import Client

Ids = Mapping[str, str]
"""Kind of id (`CaseId`) -> an id of it."""

CREATED: Final = {
    "receive-request": "case",
    "assign-team": "visit",
    "start-shift": "shift",
    "register-school": "school",
    "register-specialist": "specialist",
    "register-team": "team",
    "register-vehicle": "vehicle",
    "open-account": "account",
    "ask-deletion": "request",
    "ask-legal-hold": "hold",
    "record-breach": "breach",
}
"""Ids that the sender makes up: a missing one is what the command asks for."""


def done(client: Client, name: str, /, **sent: Any) -> None:
    answer = client.send(name, **sent)
    assert answer.status_code == 200, (name, answer.text)


def things_of(region: str, desk: Client, registrar: Client) -> Ids:
    """A case with a visit of a group on duty, and everything that they are made of, in a region."""
    made = {kind: str(uuid4()) for kind in ("CaseId", "TeamId", "ShiftId", "VisitId", "VehicleId")}
    members = [str(uuid4()) for _ in range(2)]
    for n, member in enumerate(members):
        person = {"specialist": member, "region": region, "name": f"N{n}", "languages": ["kk"]}
        done(registrar, "register-specialist", **person, profession="psychologist")
    group = {"team": made["TeamId"], "region": region, "name": "F", "home": [43.24, 76.9]}
    done(registrar, "register-team", **group, roster=members, vehicle="X 1")
    done(registrar, "register-vehicle", vehicle=made["VehicleId"], region=region, plate=f"F {region}")
    ends = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    shift = {"shift": made["ShiftId"], "team": made["TeamId"], "members": members}
    done(desk, "start-shift", **shift, vehicle="X 1", ends_at=ends)
    school = desk.get("/api/schools")["schools"][0]["id"]
    case = {"case": made["CaseId"], "school": school, "risk_class": 2, "reason": "x"}
    done(desk, "receive-request", channel="phone", **case)
    visit = {"case": made["CaseId"], "visit": made["VisitId"], "team": made["TeamId"]}
    done(desk, "assign-team", **visit)
    promise = {"follow_up": str(uuid4()), "on": "2030-01-01", "what": "x"}
    done(desk, "set-follow-up", case=made["CaseId"], follow_up=promise)
    return {
        **made,
        "UUID": promise["follow_up"],
        "SpecialistId": members[0],
        "SchoolId": school,
        "AccountId": desk.me["account"],
        "CentreId": desk.me["centre"],
    }


def id_positions(asked: type, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """Name of each field that takes an id (or several) -> the kind of id."""
    hints = get_type_hints(asked)
    found = {name: _kind(hint) for name, hint in hints.items() if name not in without}
    return {name: kind for name, kind in found.items() if kind is not None}


def _kind(hint: Any) -> str | None:
    if isinstance(hint, NewType):
        return hint.__name__ if hint.__supertype__ is UUID else None
    if hint is UUID:
        return "UUID"
    return next((kind for each in get_args(hint) if (kind := _kind(each)) is not None), None)


def body(asked: type, own: Ids, region: str, without: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A body in which every id is one's own and every other field that must be there has a plain value."""
    hints = get_type_hints(asked)
    made: dict[str, Any] = {}
    for spec in fields(asked):
        if spec.name in without:
            continue
        kind = _kind(hints[spec.name])
        if kind is not None:
            made[spec.name] = put(hints[spec.name], own[kind])
        elif spec.default is MISSING and spec.default_factory is MISSING:
            made[spec.name] = region if spec.name == "region" else _plain(hints[spec.name])
    return made


def put(hint: Any, one: str) -> Any:
    """The id where the field wants it: alone or in a list."""
    several = get_origin(hint) is tuple or any(get_origin(each) is tuple for each in get_args(hint))
    return [one] if several else one


def _plain(hint: Any) -> Any:
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _plain(next(each for each in get_args(hint) if each is not type(None)))
    if origin is tuple:
        parts = [each for each in get_args(hint) if each is not Ellipsis]
        return [43.24, 76.9] if parts == [float, float] else [_plain(parts[0])]
    if is_dataclass(hint):
        return {spec.name: _plain(get_type_hints(hint)[spec.name]) for spec in fields(hint)}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint)).value
    if hint is datetime:
        return (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    if hint is date:
        return "2030-01-01"
    return {str: "kk", int: 1, float: 43.24, bool: True}.get(hint, "x")
