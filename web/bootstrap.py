"""The only builder: settings in, a started system out. Nothing connects or starts before `build`."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from dispatch.access_file import AccessFile
from dispatch.access_store import AccessStore
from dispatch.batch import Rules
from dispatch.claims import claims_of
from dispatch.clock import Clock, FastClock, SystemClock
from dispatch.desk import desk
from dispatch.factors import Factors
from dispatch.guessing import Guessing
from dispatch.keys import Keys
from dispatch.passwords import Passwords
from dispatch.ports import Changes, HotFold, Row
from dispatch.positions import LivePosition, Positions, Watcher
from dispatch.reads import ReadLog
from dispatch.routing import AirRouter
from dispatch.samples import Samples
from dispatch.schema import last_recorded
from dispatch.sessions import Sessions
from dispatch.spool import Spool
from dispatch.store import Catalogue, Store, make_data_directory
from dispatch.wrapping import Wrapping
from domain.case.deadlines import moments
from domain.catalogue import EVENTS, UPCASTS
from domain.law.local_time import instant, local_date
from projections.queue import Queue
from projections.registers import ACCOUNTS, CENTRES, SCHOOLS, SPECIALISTS
from projections.search import SchoolSearch, SchoolText
from projections.teams import Teams
from projections.traces import Traces
from realtime.fanout import Hub
from web.live import all_rows, changes_of
from web.settings import BadSettings, Settings
from web.system import System

EVENING = 16 * 60
"""Minutes after local midnight at which a faster evening begins, yesterday."""


def build(settings: Settings) -> System:
    """Open the data directory and put everything together. The writer is started, the ticker with it."""
    if not any((settings.data / name).exists() for name in ("keys.kek", "log.db")):
        raise BadSettings("not-set-up", data=str(settings.data))
    installation = read_installation(settings.data)
    demonstration = installation.get("demonstration") is True
    clock = clock_of(settings, demonstration)
    file = AccessFile(settings.data / "access.db")
    access = _access(settings, demonstration, file)
    limits = settings.limits
    store, traces = _store(settings, clock)
    epoch = f"{store.log.id}.{Queue.version}.{Teams.version}"
    hub = Hub(epoch=epoch, clock=clock, limits=limits.of_hub())
    system = System(
        settings=settings,
        demonstration=demonstration,
        clock=clock,
        store=store,
        hub=hub,
        positions=_positions(settings, lambda found: _show_position(store, hub, found)),
        router=AirRouter(),
        access=access,
        sessions=Sessions(file, SystemClock(), per_account=limits.sessions_per_account),
        factors=Factors(file, SystemClock(), Wrapping(settings.data / "keys.kek")),
        access_file=file,
        reads=_reads(settings, store, clock),
        passwords=Passwords(limits.logins_waiting),
        guessing=_guessing(settings),
        search=SchoolSearch(),
        traces=traces,
        drawing=_drawings(settings.data),
    )
    _connect(system)
    store.start()
    return system


def close(system: System) -> None:
    """Carry out what waits, then let go of everything."""
    system.reads.stop()
    system.store.close()
    system.positions.flush()
    system.passwords.close()
    system.access_file.close()


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


def clock_of(settings: Settings, demonstration: bool) -> Clock:
    """The one clock. Only a demonstration's may run at another rate: law's terms do not hurry.

    A demonstration that was run fast may have been left in the future; it goes on from there.
    """
    now, last = SystemClock().now(), last_recorded(settings.data / "log.db")
    if settings.clock_rate == 1 and settings.clock_start is None:
        ahead = demonstration and last is not None and last > now
        return FastClock(last, 1.0) if ahead and last is not None else SystemClock()
    if not demonstration:
        raise BadSettings("real-clock")
    start = settings.clock_start or yesterday_evening(now)
    return FastClock(start if last is None else max(start, last), settings.clock_rate)


def yesterday_evening(now: datetime) -> datetime:
    """Yesterday at 16:00 local time."""
    return instant(local_date(now) - timedelta(days=1), EVENING)


def _store(settings: Settings, clock: Clock) -> tuple[Store, Traces]:
    """The log with everything that is folded in its transaction."""
    traces: list[Traces] = []

    def folds(keys: Keys) -> Sequence[HotFold]:
        traces.append(Traces(keys.blind))
        return (Queue(), Teams(), SCHOOLS, SPECIALISTS, ACCOUNTS, CENTRES, traces[0])

    rules = Rules(decide=desk, claims_of=claims_of, moments_of=moments)
    catalogue = Catalogue(events=EVENTS, upcasts=UPCASTS)
    return Store(settings.data, catalogue, rules, folds, clock, settings.limits.of_engine()), traces[0]


def _access(settings: Settings, demonstration: bool, file: AccessFile) -> AccessStore:
    access = AccessStore(file)
    if access.shown_logins() and not demonstration:
        file.close()
        raise BadSettings("demonstration-logins", data=str(settings.data))
    return access


def _reads(settings: Settings, store: Store, clock: Clock) -> ReadLog:
    limits = settings.limits
    reads = ReadLog(
        settings.data / "reads.db",
        store.log.id,
        clock,
        Spool(settings.spool, limits.readings_spooled),
        most_waiting=limits.readings_waiting,
        most_per_batch=limits.batch,
    )
    reads.start()
    return reads


def _guessing(settings: Settings) -> Guessing:
    limits = settings.limits
    return Guessing(
        free=limits.free_tries,
        first_wait=limits.first_wait.total_seconds(),
        longest_wait=limits.longest_wait.total_seconds(),
        monotonic=SystemClock().monotonic,
        kept=limits.logins_remembered,
    )


def _positions(settings: Settings, watch: Watcher) -> Positions:
    limits = settings.limits
    return Positions(
        Samples(settings.data / "positions.db"),
        watch,
        teams=limits.position_teams,
        sample_every=limits.sample_every,
        waiting=limits.samples_waiting,
        kept_for=limits.positions_kept,
    )


def _drawings(data: Path) -> dict[str, Any]:
    path = data / "map.json"
    if not path.exists():
        return {}
    drawn = json.loads(path.read_text(encoding="utf-8"))
    return {drawn["region"]: drawn}


def _connect(system: System) -> None:
    """Fill what is made of rows, and keep it so with every commit."""
    tables = {name: system.rows(name) for name in ("queue", "teams", "schools")}
    position = system.store.hot.snapshot("queue")[0]
    system.hub.load(position, all_rows({name: rows.items() for name, rows in tables.items()}))
    for row in tables["schools"].values():
        system.search.put(school_text(row))
    system.store.writer.subscribe(lambda changes: _take_in(system, changes))


def _take_in(system: System, changes: Changes) -> None:
    """A commit, on the writer's thread."""
    for change in changes.rows:
        if change.table == "schools" and change.after is not None:
            system.search.put(school_text(change.after))
        if change.table == "teams" and change.after is not None and change.after["shift"] is None:
            _take_off_the_map(system, change.after, changes.at)
    system.hub.publish(changes.position, changes.at, changes_of(changes))


def _take_off_the_map(system: System, row: Row, at: datetime) -> None:
    system.positions.forget(UUID(row["id"]))
    system.hub.move(at, [(f"positions:{row['region']}", row["id"], None)])


def _show_position(store: Store, hub: Hub, found: LivePosition) -> None:
    row = store.hot.committed("teams", str(found.team))
    if row is not None:
        hub.move(found.at, [(f"positions:{row['region']}", str(found.team), found.row())])


def school_text(row: Row) -> SchoolText:
    """What a school can be found by."""
    return SchoolText(
        id=row["id"],
        region=row["region"],
        number=row["number"],
        texts=tuple(text for text in (row["label"], row["name_kk"], row["name_ru"], row["name_en"]) if text),
        district=row["district"],
    )
