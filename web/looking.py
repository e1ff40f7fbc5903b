"""What other processes do is taken in: at their hint, and every second besides."""

from uuid import UUID

from dispatch.exchange import Exchange
from dispatch.newest import NewestTable
from dispatch.ports import Changes
from web.parts import tables_of
from web.system import System


def look_together(system: System) -> None:
    """Listen to the others and tell them; before anything is started."""
    _follow_log(system)
    _follow_lane(system)
    if system.settings.store.partition(":")[0] != "sqlite":  # a log in a file has this process alone
        _exchange_positions(system)


def _exchange_positions(system: System) -> None:
    def on_duty(team: UUID) -> bool:
        row = system.row("teams", str(team))
        return row is not None and row["shift"] is not None

    table = NewestTable(tables_of(system.settings, "positions"))
    system.exchange = Exchange(system.positions, table, system.hints, on_duty, system.clock)


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
    writer.subscribe(tell)


def _follow_lane(system: System) -> None:
    """The lane's own thread looks every second by itself."""
    lane, hints = system.form.lane, system.hints
    hints.listen("lane", lambda _: lane.look())
    lane.told = lambda: hints.tell("lane")
