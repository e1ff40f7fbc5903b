"""What other processes do is taken in: at their hint, and every second besides."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

from dispatch.exchange import Exchange
from dispatch.hints.port import Memory
from dispatch.lookout import Lookout
from dispatch.newest import NewestTable
from dispatch.ports import Changes, StoreUnavailable
from web.inbox import row_of
from web.parts import tables_of
from web.system import System

EVERY: Final = 1.0
"""Seconds between two looks without a hint."""
_log = logging.getLogger(__name__)


def look_together(system: System) -> None:
    """Listen to the others and tell them; before anything is started. Who has a log in a file is alone."""
    if system.settings.store.partition(":")[0] == "sqlite":
        return
    _follow_log(system)
    _follow_lane(system)
    _follow_sessions(system)
    _follow_inboxes(system)
    _exchange_positions(system)
    if system.hints.memory is not None:
        _measure_together(system, system.hints.memory)
    system.hints.present(lambda: boards_by_region(system))


def boards_by_region(system: System) -> Counter[str]:
    """How many live connections follow the queue of each region."""
    topics = (topic for screen in tuple(system.hub.screens) for topic in tuple(screen.session.sent))
    return Counter(topic.partition(":")[2] for topic in topics if topic.startswith("queue:"))


def _follow_log(system: System) -> None:
    """The store looks every second by itself. What was heard of need not be told again."""
    writer, hints = system.store.writer, system.hints
    heard_of = 0

    def heard(key: str) -> None:
        nonlocal heard_of
        reached = int(key) if key else None
        heard_of = max(heard_of, reached or 0)
        writer.look(reached)

    def tell(changes: Changes) -> None:
        if changes.position > heard_of:
            hints.tell("log", str(changes.position))

    hints.listen("log", heard)
    writer.subscribe(tell, before_answering=True)  # it only puts it where another thread takes it from


def _follow_lane(system: System) -> None:
    """The lane's own thread looks every second by itself."""
    lane, hints = system.form.lane, system.hints
    hints.listen("lane", lambda _: lane.look())
    lane.told = lambda: hints.tell("lane")


def _follow_sessions(system: System) -> None:
    """Whoever was shut out elsewhere loses their live connections here, too."""
    sessions, hints, hub = system.sessions, system.hints, system.hub

    def differ(accounts: Iterable[UUID]) -> None:
        for account in accounts:
            hub.rights_differ(str(account))

    lookout = _looks(system, "access", lambda: differ(sessions.look()))
    sessions.watch = lambda: hints.tell("access")
    hints.listen("access", lambda _: lookout.wake())


def _follow_inboxes(system: System) -> None:
    inbox, hints, hub, clock = system.inbox, system.hints, system.hub, system.clock

    def show() -> None:
        changes = [row_of(inbox, account) for account in inbox.look()]
        if changes:
            hub.move(clock.now(), changes)

    lookout = _looks(system, "inbox", show)

    def changed(_: UUID) -> None:
        lookout.wake()
        hints.tell("inbox")

    inbox.watch = changed
    hints.listen("inbox", lambda _: lookout.wake())


def _measure_together(system: System, memory: Memory) -> None:
    """What strangers may do so many times, they may do so many times at all processes together."""
    secret = system.store.keys.blind("measures", "together").encode()
    system.form.gate.share(memory)
    for each in system.feed_gate:
        each.share(memory, secret)


def _exchange_positions(system: System) -> None:
    def on_duty(team: UUID) -> bool:
        row = system.row("teams", str(team))
        return row is not None and row["shift"] is not None

    table = NewestTable(tables_of(system.settings, "positions"))
    system.lookouts.append(Exchange(system.positions, table, system.hints, on_duty, system.clock))


def _looks(system: System, name: str, look: Callable[[], None]) -> Lookout:
    """Looks on a thread of its own; what cannot be looked at now is looked at a second later."""

    def safely() -> None:
        try:
            look()
        except StoreUnavailable as fault:
            _log.warning("%s of other processes is not looked at: %s", name, fault.reason)
        except Exception:  # noqa: BLE001 - looked at again in a second
            _log.exception("%s of other processes could not be looked at", name)

    lookout = Lookout(name, safely, EVERY)
    system.lookouts.append(lookout)
    return lookout
