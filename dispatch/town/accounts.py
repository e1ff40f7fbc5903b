"""Logins of the demonstration: one for each role, and one for each group's phone. Everybody may know them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from dispatch.access_store import DemoLogin
from dispatch.importers.order import Order, order
from dispatch.town.plan import Town
from domain.account import OpenAccount, Role
from domain.identity import AccountId, SpecialistId, TeamId

TOTP_SECRET: Final = "JEDELDEMONSTRATIONFOREVERYBODY2N"  # noqa: S105  meant to be known
"""Secret of everybody's one-time codes in a demonstration: as public as their passwords."""

# Login, role, name, language.
_OTHERS: Final = (
    ("dispatcher", Role.DISPATCHER, "Сәуле Тұмарова", "kk"),
    ("dispatcher2", Role.DISPATCHER, "Игорь Былинин", "ru"),
    ("operator", Role.OPERATOR, "Марина Облакова", "ru"),
    ("supervisor", Role.SUPERVISOR, "Ерлан Аңызов", "kk"),
    ("head", Role.HEAD, "Ботагөз Қиялова", "kk"),
    ("analyst", Role.ANALYST, "Асқар Есепбаев", "kk"),
    ("auditor", Role.AUDITOR, "Вера Проверкина", "ru"),
    ("administrator", Role.ADMINISTRATOR, "Олег Выдумкин", "ru"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """An account of the demonstration: the command that opens it and the login to show."""

    account: AccountId
    open: Order
    login: DemoLogin


def accounts(town: Town) -> Iterator[DemoAccount]:
    """Every account of the demonstration; opening them twice changes nothing."""
    for login, role, name, language in _OTHERS:
        yield _account(town, login, role, name, language)
    first = town.teams[0]
    lead, member, *_ = first.members
    yield _person(town, "lead1", Role.LEAD, lead, TeamId(first.id))
    yield _person(town, "specialist", Role.SPECIALIST, member, None)
    for team in town.teams:
        yield _account(town, f"team{team.number}", Role.TEAM, team.name, "kk", TeamId(team.id))


def _person(town: Town, login: str, role: Role, person: UUID, team: TeamId | None) -> DemoAccount:
    """A login of somebody who goes on visits, under their own name."""
    name = next(one.name for one in town.specialists if one.id == person)
    return _account(town, login, role, name, "kk", team, SpecialistId(person))


def _account(
    town: Town,
    login: str,
    role: Role,
    name: str,
    language: str,
    team: TeamId | None = None,
    specialist: SpecialistId | None = None,
) -> DemoAccount:
    account = AccountId(uuid5(town.centre.id, f"account/{login}"))
    command = OpenAccount(
        account=account,
        login=login,
        name=name,
        roles=(role,),
        region=town.region,
        language=language,
        specialist=specialist,
        team=team,
    )
    return DemoAccount(
        account=account,
        open=order(0, "open-account", account, command),
        login=DemoLogin(login=login, password=f"{login}-neverwas", role=str(role), name=name),
    )
