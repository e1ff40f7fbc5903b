"""`jedel account`: people of an installation that is not being served: add one, list them, set a password."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from domain.account import Role
from web.bootstrap import build, close
from web.cli.codes import tell_code
from web.cli.init import account_command
from web.cli.options import (
    EXPECTED,
    check,
    data_option,
    language_option,
    password_from,
    password_option,
    settings_from,
    told,
)
from web.cli.speech import SpokenGroup, fault, option, words
from web.login import account_of
from web.one_time_codes import hand_out
from web.recovering import forget_factors
from web.setting_up import first_code_alone, open_account, reset_alone
from web.system import System


@click.group("account", cls=SpokenGroup, help="cli.account")
def account() -> None:
    """People of an installation and their passwords. Stop the server first: one process writes."""


@contextmanager
def opened(data: Path) -> Iterator[System]:
    """The installation for one command."""
    try:
        system = build(settings_from(data=data))
    except EXPECTED as error:
        raise told(error) from None
    try:
        yield system
    finally:
        close(system)


@account.command("add", help="cli.account.add")
@data_option
@option("--login", metavar="LOGIN", prompt="cli.ask.login", help="cli.ask.login")
@option("--name", metavar="NAME", prompt="cli.ask.name", help="cli.option.name")
@option(
    "--role",
    "roles",
    type=click.Choice([str(role) for role in Role]),
    multiple=True,
    required=True,
    help="cli.option.role",
)
@option("--team", metavar="NAME", help="cli.option.team")
@language_option
@password_option
def add(data: Path, roles: tuple[str, ...], team: str | None, password_file: Any, **given: Any) -> None:
    """Open an account."""
    password = password_from(password_file)
    with opened(data) as system:
        region = _region(system)
        chosen = tuple(Role(role) for role in roles)
        command = account_command(given, region, chosen, _team(system, region, team))
        check(asyncio.run(open_account(system, command, password)))
        handed = hand_out(system, command.account)
    click.echo(words("account.added", login=given["login"]))
    tell_code(given["login"], *handed)


@account.command("password", help="cli.account.password")
@data_option
@option("--login", metavar="LOGIN", prompt="cli.ask.login", help="cli.ask.login")
@password_option
def password(data: Path, login: str, password_file: Any) -> None:
    """Set a new password; whoever is in with the old one is out."""
    text = password_from(password_file)
    with opened(data) as system:
        found = _found(system, login)
        system.access.set_password(found, system.passwords.hash(text))
        system.sessions.end_all(found)
    click.echo(words("account.password.set", login=login))


@account.command("code", help="cli.account.code")
@data_option
@option("--login", metavar="LOGIN", prompt="cli.ask.login", help="cli.ask.login")
def code(data: Path, login: str) -> None:
    """A one-time code for somebody who never had a second factor."""
    with opened(data) as system:
        found = _found(system, login)
        if system.factors.of(found):
            raise fault("account.has-factor", login=login)
        check(asyncio.run(first_code_alone(system, found)))
        handed = hand_out(system, found)
    tell_code(login, *handed)


@account.command("reset", help="cli.account.reset")
@data_option
@option("--login", metavar="LOGIN", prompt="cli.ask.login", help="cli.ask.login")
@option("--password", "forgotten", is_flag=True, help="cli.option.forgotten")
def reset(data: Path, login: str, forgotten: bool) -> None:
    """Take all second factors of somebody who has lost them away; a one-time code leads to new ones."""
    with opened(data) as system:
        found = _found(system, login)
        check(asyncio.run(reset_alone(system, found, password=forgotten)))
        handed = forget_factors(system, found, password=forgotten)
    tell_code(login, *handed)


@account.command("list", help="cli.account.list")
@data_option
def show(data: Path) -> None:
    """List the accounts."""
    with opened(data) as system:
        for row in sorted(system.rows("accounts").values(), key=lambda one: str(one["login"])):
            click.echo(f"{row['login']:<20} {', '.join(row['roles']):<28} {row['name']}")


def _found(system: System, login: str) -> UUID:
    found = account_of(system, login.strip().lower())
    if found is None:
        raise fault("account.unknown", login=login)
    return found


def _region(system: System) -> str:
    regions = sorted({str(row["region"]) for row in system.rows("centres").values()})
    if len(regions) != 1:
        raise fault("account.no-centre")
    return regions[0]


def _team(system: System, region: str, wanted: str | None) -> UUID | None:
    if wanted is None:
        return None
    for row in system.region_rows("teams", region):
        if wanted in (row["id"], row["name"]):
            return UUID(row["id"])
    raise fault("account.no-team", team=wanted)
