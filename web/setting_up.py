"""Filling a data directory before anybody is in: a real installation's first entries, or the town."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import UUID, uuid5

from dispatch.clock import SystemClock
from dispatch.importers.order import Order, Report, carry_out
from dispatch.office import Submitting
from dispatch.ports import Accepted, Submission
from dispatch.town.accounts import TOTP_SECRET, accounts
from dispatch.town.build import DEFAULT_SEED, build_town
from dispatch.town.plan import Town
from dispatch.town.registration import registrations
from domain.account import OpenAccount
from domain.account_recovery import HandFirstCode, ResetAlone
from domain.centre import RegisterCentre
from domain.identity import AccountId
from domain.refusal import Refused
from web.system import System

ROLE: Final = "set-up"
Progress = Callable[[int], None]


async def submit(
    system: System,
    order: Order,
    region: str,
    centre: UUID,
    role: str = ROLE,
    writer: Submitting | None = None,
) -> Accepted | Refused:
    """One command in nobody's name: by set-up, an import or the demonstration's own clock."""
    return await (writer or system.store.writer).submit(
        Submission(
            name=order.name,
            command=order.command,
            command_id=order.command_id,
            by=None,
            role=role,
            region=region,
            centre=centre,
            body=repr(order.command).encode(),
        )
    )


def town_of(installation: dict[str, Any]) -> Town:
    """The invented town that a demonstration's settings name."""
    return build_town(int(installation.get("seed", DEFAULT_SEED)))


def town_size(town: Town) -> int:
    """How many steps `load_town` takes, for a progress bar."""
    return sum(1 for _ in registrations(town)) + 2 * sum(1 for _ in accounts(town))


async def load_town(system: System, town: Town, progress: Progress) -> Report:
    """The whole town through commands, and a login for each role. Loading it twice changes nothing."""
    region, centre = town.region, town.centre.id

    async def one(order: Order) -> Accepted | Refused:
        return await submit(system, order, region, centre)

    everything = list(registrations(town))
    first = await carry_out(everything[:1], one, progress)
    people = [item for item in everything[1:] if item.name != "register-team"]
    groups = [item for item in everything[1:] if item.name == "register-team"]
    opened = list(accounts(town))
    reports = [first]
    for part in (people, groups, [one_.open for one_ in opened]):
        reports.append(await carry_out(part, one, progress))
    for account in opened:
        if system.access.hash_of(account.account) is None:
            system.access.set_password(account.account, system.passwords.hash(account.login.password))
        progress(1)
    enrol_everybody(system, town)
    system.access.show_logins([account.login for account in opened])
    return Report(
        stored=sum(report.stored for report in reports),
        unchanged=sum(report.unchanged for report in reports),
        refused=sum(report.refused for report in reports),
        faults=tuple(fault for report in reports for fault in report.faults),
    )


def enrol_everybody(system: System, town: Town) -> None:
    """The one published secret of a demonstration as everybody's second factor, where it is missing."""
    for account in accounts(town):
        if not system.factors.of(account.account):
            system.factors.enrol_totp(account.account, TOTP_SECRET)


def draw_town(data: Path, town: Town) -> None:
    """Make the town's roads and base map those in use, unless others are."""
    from dispatch.roads.bundle import BadBundle, read_manifest
    from dispatch.roads.importer import import_roads
    from dispatch.roads.shelf import Shelf
    from dispatch.town.map_extract import write_map

    shelf, version = Shelf(data), f"town-{town.seed}"
    if shelf.current() not in (None, version):
        return
    with suppress(BadBundle):
        if read_manifest(shelf.folder / version) and shelf.current() == version:
            return
    notice = {"kk": town.notice.kk, "ru": town.notice.ru, "en": town.notice.en}
    with TemporaryDirectory(prefix="jedel-town-") as folder:
        path = Path(folder) / "town.osm.pbf"
        write_map(town, path)
        import_roads(path, data, SystemClock().now(), lambda _: None, version=version, attribution=notice)


async def register_centre(system: System, command: RegisterCentre) -> Accepted | Refused:
    """A real installation's centre: the first thing in its log."""
    order = Order(
        row=1,
        name="register-centre",
        command_id=uuid5(command.centre, "register-centre"),
        command=command,
    )
    return await submit(system, order, command.region, command.centre)


async def reset_alone(system: System, account: UUID, *, password: bool) -> Accepted | Refused:
    """Whoever runs the machine says that somebody has lost their second factors."""
    return await _alone(system, "reset-alone", ResetAlone(account=AccountId(account), password=password))


async def first_code_alone(system: System, account: UUID) -> Accepted | Refused:
    """Whoever runs the machine makes a one-time code for somebody who never had a second factor."""
    return await _alone(system, "hand-first-code", HandFirstCode(account=AccountId(account)))


async def _alone(system: System, name: str, command: ResetAlone | HandFirstCode) -> Accepted | Refused:
    row = system.row("accounts", str(command.account)) or {}
    made = UUID(bytes=secrets.token_bytes(16), version=4)
    order = Order(row=1, name=name, command_id=made, command=command)
    return await submit(system, order, row["region"], system.centre_of(row["region"]))


async def open_account(system: System, command: OpenAccount, password: str) -> Accepted | Refused:
    """An account with its password; the password goes beside the log, never into it."""
    hashed = system.passwords.hash(password)
    order = Order(
        row=1, name="open-account", command_id=uuid5(command.account, repr(command)), command=command
    )
    outcome = await submit(system, order, command.region, system.centre_of(command.region))
    if isinstance(outcome, Accepted):
        system.access.set_password(command.account, hashed)
    return outcome
