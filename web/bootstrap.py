"""The only builder: settings in, a started system out. Nothing connects or starts before `build`."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

from dispatch.access_store import AccessStore
from dispatch.clock import Clock, SystemClock
from dispatch.drives_table import DrivenDrives
from dispatch.factors import Factors
from dispatch.feeds import Feeds
from dispatch.identities import Identities
from dispatch.inbox import Inbox
from dispatch.once import Once
from dispatch.one_time import OneTimeCodes
from dispatch.onlooker import Onlooker
from dispatch.passwords import Passwords
from dispatch.phones import Phones
from dispatch.roads.base_map import BaseMaps
from dispatch.roads.places import Places
from dispatch.routing.calibrated import Calibrated
from dispatch.sessions import Sessions
from dispatch.store import Store, make_data_directory
from dispatch.tables.port import Tables
from dispatch.tickets import Tickets
from dispatch.wrapping import Wrapping
from projections.queue import Queue
from projections.search import SchoolSearch
from projections.teams import Teams
from realtime.fanout import Hub
from web import parts
from web.certificate import certificate_of
from web.clocks import clock_of
from web.connecting import connect, show_position
from web.driving import driving_of
from web.engine import open_store
from web.feed_gate import feed_gate
from web.log_place import database_of, is_there
from web.looking import look_together
from web.oidc.sign_on import sign_on_of
from web.press import Press
from web.routing import router_of
from web.settings import BadSettings, Settings
from web.system import System

THREADS_BESIDE: Final = 16
"""Of the entrance, besides one for each login whose password waits to be checked; made when needed."""


def build(settings: Settings) -> System:
    """Everything put together and started; what is done once too, where no other process could do it."""
    if not ((settings.data / "keys.kek").exists() or is_there(settings.data)):
        raise BadSettings("not-set-up", data=str(settings.data))
    demonstration = read_installation(settings.data).get("demonstration") is True
    clock = clock_of(settings, demonstration)
    database_of(settings)  # nothing is made in a place that is not this directory's
    entrance = parts.tables_of(settings, "access")
    access = _access(settings, demonstration, entrance)
    inbox = Inbox(parts.tables_of(settings, "inbox"))
    store, traces = open_store(settings, clock, inbox)
    hub = _hub(settings, store, clock)
    views = parts.views_of(settings, store)
    driving = driving_of(settings, hub, clock)
    system = System(
        settings=settings,
        demonstration=demonstration,
        clock=clock,
        store=store,
        hub=hub,
        hints=parts.hints_of(settings, store),
        positions=parts.positions_of(settings, lambda found: show_position(store, hub, driving, found)),
        driving=driving,
        access=access,
        certificate=certificate_of(settings),
        inbox=inbox,
        form=parts.form_of(settings, store),
        search=SchoolSearch(),
        traces=traces,
        staging=parts.staging_of(settings),
        press=Press(at_once=settings.limits.papers_at_once, waiting=settings.limits.papers_waiting),
        **parts.work_of(settings),
        **parts.readings_of(settings, store, clock),
        **views,
        **_roads(settings, demonstration, clock, views["views"]),
        **_entrance(settings, entrance, store.keys.blind),
    )
    _start(system)
    return system


def _start(system: System) -> None:
    connect(system)
    look_together(system)
    alone = not system.settings.shared
    system.store.start(acting=alone)
    system.hints.start()
    for lookout in system.lookouts:
        lookout.start()
    system.views.start()
    if alone:
        system.follower.start()


def _hub(settings: Settings, store: Store, clock: Clock) -> Hub:
    epoch = f"{store.log.id}.{Queue.version}.{Teams.version}"
    return Hub(epoch=epoch, clock=clock, limits=settings.limits.of_hub())


def _roads(settings: Settings, demonstration: bool, clock: Clock, views: Onlooker) -> dict[str, Any]:
    """The map, its places, and everything that says how long a drive takes and learns from those driven."""
    drives = DrivenDrives(views.reading)
    calibration = parts.calibration_of(settings, demonstration, drives)
    router = Calibrated(router_of(settings, clock), calibration)
    return {
        "router": router,
        "calibration": calibration,
        "drives": drives,
        "ways": parts.ways_of(settings, router),
        "base_maps": BaseMaps(settings.data),
        "places": Places(settings.data),
    }


def _entrance(settings: Settings, tables: Tables, blind: Callable[[str, str], str]) -> dict[str, Any]:
    """Everything about who can enter and who is in; by the machine's own time, as people's phones are."""
    limits, clock, wrapping = settings.limits, SystemClock(), Wrapping(settings.data / "keys.kek")
    once = Once(tables, wrapping, clock)
    return {
        "access_tables": tables,
        "sessions": Sessions(tables, clock, per_account=limits.sessions_per_account),
        "factors": Factors(tables, clock, wrapping),
        "sign_on": sign_on_of(settings, Identities(tables), once),
        "phones": Phones(tables, clock, once, idle=limits.phone_idle, code=limits.phone_code),
        "one_time": OneTimeCodes(tables, clock),
        "feeds": Feeds(tables, clock),
        "feed_gate": feed_gate(limits),
        "tickets": Tickets(tables, wrapping, clock),
        "passwords": Passwords(limits.logins_waiting),
        "entrance": ThreadPoolExecutor(limits.logins_waiting + THREADS_BESIDE, thread_name_prefix="entrance"),
        **parts.guessing_of(settings, tables, blind),
    }


def close(system: System) -> None:
    """Carry out what waits, then let go of everything."""
    system.hints.close()
    for lookout in system.lookouts:
        lookout.stop()
    system.reads.stop()
    system.follower.stop()
    system.views.stop()
    system.store.close()
    system.positions.flush()
    system.entrance.shutdown(wait=False, cancel_futures=True)
    system.passwords.close()
    system.staging.close()
    system.press.close()
    system.access_tables.close()
    if system.work is not None:
        system.work.close()
    system.inbox.close()
    system.form.close()


def read_installation(data: Path) -> dict[str, Any]:
    """What the data directory says of itself; nothing for one that was never set up."""
    path = data / "settings.json"
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if not isinstance(found, dict):
        raise BadSettings("not-an-object", path=str(path))
    return found


def set_up(data: Path, installation: dict[str, Any]) -> None:
    """Make a data directory that says this of itself. Leaves one alone that is there."""
    make_data_directory(data)
    path = data / "settings.json"
    if not path.exists():
        path.write_text(json.dumps(installation, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        path.chmod(0o600)


def _access(settings: Settings, demonstration: bool, tables: Tables) -> AccessStore:
    access = AccessStore(tables)
    if access.shown_logins() and not demonstration:
        tables.close()
        raise BadSettings("demonstration-logins", data=str(settings.data))
    return access
