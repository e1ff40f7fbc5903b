"""Parts of an installation that stand beside its log, each built from the settings; used by `bootstrap`."""

import os
import secrets
import socket
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from dispatch.calibration import Calibration
from dispatch.cards_read import CardsRead
from dispatch.clock import Clock, SystemClock
from dispatch.drives_table import DrivenDrives, DrivesTable
from dispatch.follower import Follower
from dispatch.guessing import FORGOTTEN_AFTER, Guesses, Guessing, Patience, SharedGuessing
from dispatch.hints.in_process import InProcess
from dispatch.hints.port import Hints
from dispatch.lease import SCHEMA, WORK, Lease
from dispatch.ledger_table import Duties, LedgerTable
from dispatch.onlooker import Onlooker
from dispatch.positions import Positions, Watcher
from dispatch.reads import ReadLog
from dispatch.routing.port import Router
from dispatch.samples import Samples
from dispatch.shown import Shown
from dispatch.spool import Spool
from dispatch.staging import Staging
from dispatch.store import Store
from dispatch.tables.port import Tables
from dispatch.tables.sqlite import FileTables
from dispatch.view_folding import View
from dispatch.view_tables import renewable
from dispatch.ways import Ways
from dispatch.wrapping import Wrapping
from projections.drives import Drives
from projections.ledger import Ledger
from web.form_parts import PublicForm, open_form
from web.reading_log import CARD_DOORS
from web.settings import Settings

_LAST_SECOND_MAY_GO: Final = frozenset({"positions", "views"})
"""Tables of which a power cut may take the last second."""


def tables_of(settings: Settings, name: str) -> Tables:
    """Tables beside the log: a file of the data directory, or a schema of the log's database."""
    durable = name not in _LAST_SECOND_MAY_GO
    if not settings.shared:
        return FileTables(settings.data / f"{name}.db", durable=durable)
    from dispatch.tables.postgres import PostgresTables  # a driver that SQLite's installations do not load

    return PostgresTables(settings.store, name, durable=durable)


def hints_of(settings: Settings, store: Store) -> Hints:
    """What tells other processes that there is something to look at, by names of this log alone."""
    if settings.hints.partition(":")[0] == "in-process":
        return InProcess()
    from dispatch.hints.redis import RedisHints  # a driver that one process does not load

    prefix = f"jedel:{store.log.id.hex}"
    return RedisHints(settings.hints, prefix, SystemClock(), secrets.SystemRandom().random)


def work_of(settings: Settings) -> dict[str, Any]:
    """Who acts for the installation, where several processes could."""
    if not settings.shared:
        return {"work": None, "lease": None, "shown_by_all": None}
    work = tables_of(settings, WORK)
    work.prepare(SCHEMA)
    shown = Shown(work, SystemClock().now)
    return {"work": work, "lease": Lease(work, "worker", name_of_process()), "shown_by_all": shown}


def name_of_process() -> str:
    """For whoever asks who acts."""
    return f"{socket.gethostname()} {os.getpid()}"


def views_of(settings: Settings, store: Store) -> dict[str, Any]:
    """The duty ledger and the drives, in tables that can be made again from the log: who folds it into them,
    who reads them, neither started; and what is asked of the ledger."""
    views = [View(fold=Ledger(), lines=LedgerTable()), View(fold=Drives(), lines=DrivesTable())]
    follower = Follower(_tables_of_views(settings), store.log, views)
    folds = [view.fold for view in views]
    onlooker = Onlooker(_tables_of_views(settings), lambda: store.log.head, folds)
    follower.watch = onlooker.wake
    return {"follower": follower, "views": onlooker, "duties": Duties(onlooker.reading)}


def _tables_of_views(settings: Settings) -> Tables:
    return tables_of(settings, "views") if settings.shared else renewable(settings.data / "views.db")


def readings_of(settings: Settings, store: Store, clock: Clock) -> dict[str, Any]:
    """The log of readings, started, and who read how many cards by it."""
    limits = settings.limits
    reads = ReadLog(
        partial(tables_of, settings, "reads"),
        store.log.id,
        clock,
        Spool(settings.spool, limits.readings_spooled),
        most_waiting=limits.readings_waiting,
        most_per_batch=limits.batch,
    )
    reads.start()
    return {"reads": reads, "cards_read": CardsRead(reads.found, CARD_DOORS, shared=settings.shared)}


def form_of(settings: Settings, store: Store) -> PublicForm:
    wrapping = Wrapping(settings.data / "keys.kek")
    return open_form(tables_of(settings, "form"), store.keys, wrapping, settings.limits)


def guessing_of(settings: Settings, tables: Tables, blind: Callable[[str, str], str]) -> dict[str, Guesses]:
    """Tries by login, and by network; in memory where one process has them all."""
    limits = settings.limits

    def patience(free: int, forgotten_after: float) -> Patience:
        return Patience(
            free=free,
            first_wait=limits.first_wait.total_seconds(),
            longest_wait=limits.longest_wait.total_seconds(),
            kept=limits.logins_remembered,
            forgotten_after=forgotten_after,
        )

    found = {
        "guessing": patience(limits.free_tries, FORGOTTEN_AFTER),
        "networks": patience(limits.network_tries, limits.longest_wait.total_seconds()),
    }
    clock = SystemClock()
    if not tables.shared:
        return {kind: Guessing(each, clock.monotonic) for kind, each in found.items()}
    return {kind: SharedGuessing(tables, kind, each, clock, blind) for kind, each in found.items()}


def calibration_of(settings: Settings, demonstration: bool, drives: DrivenDrives) -> Calibration:
    """What finished drives teach; invented ones, of a demonstration, nothing."""
    ratios = None if demonstration else drives.ratios
    return Calibration(ratios, SystemClock().monotonic, settings.limits.drives_read)


def ways_of(settings: Settings, router: Router) -> Ways:
    limits = settings.limits
    points, kept, fresh = limits.way_points, limits.ways_kept, limits.ways_fresh
    return Ways(router, SystemClock().monotonic, points=points, kept=kept, fresh=fresh)


def positions_of(settings: Settings, watch: Watcher) -> Positions:
    limits = settings.limits
    return Positions(
        Samples(tables_of(settings, "positions")),
        watch,
        teams=limits.position_teams,
        sample_every=limits.sample_every,
        waiting=limits.samples_waiting,
        kept_for=limits.positions_kept,
    )


def staging_of(settings: Settings) -> Staging:
    return Staging(
        tables_of(settings, "imports"),
        SystemClock(),
        waiting=settings.limits.imports_waiting,
        kept=settings.limits.imports_kept,
    )
