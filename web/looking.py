"""What other processes do is taken in: at their hint, and every second besides."""

from dispatch.ports import Changes
from web.system import System


def look_together(system: System) -> None:
    """Listen to the others and tell them; before anything is started."""
    _follow_log(system)
    _follow_lane(system)


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
