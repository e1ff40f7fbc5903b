"""The process that is killed: carries out commands by number, says "number position" when one is durable.

    python -m tests.trials.victim DIRECTORY [--forgetful] [--torn] [URL of a log in PostgreSQL]

Command n is always the same command with the same id. A follower keeps a view of the log beside it. Two
planted faults: `--forgetful` does not remember commands that were accepted, so a repeat is carried out again;
`--torn` writes down how far the follower is before it has written what it made of that.
"""

import sys
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from threading import Lock
from uuid import UUID, uuid5

from dispatch import follower as following
from dispatch.clock import SystemClock
from dispatch.follower import Follower
from dispatch.idempotency import KeptCommands
from dispatch.ports import Accepted, Submission
from dispatch.store import Store
from dispatch.view_folding import Folding, View
from dispatch.view_tables import renewable
from domain.envelope import Recorded
from tests.dispatch import toy
from tests.dispatch.toy import Note, Open, Shelf, open_store, submission

NAMES = UUID(int=0xC0FFEE)
NOTES_PER_BOX = 4


def box_of(number: int) -> UUID:
    return uuid5(NAMES, f"box {number - number % (NOTES_PER_BOX + 1)}")


def id_of(number: int) -> UUID:
    return uuid5(NAMES, f"command {number}")


def command(number: int) -> Submission:
    """Every fifth command opens a box (with two new keys), the others note something in it."""
    first = number % (NOTES_PER_BOX + 1) == 0
    what = Open(box=box_of(number)) if first else Note(box=box_of(number), text=f"note {number}")
    return submission(what, command_id=id_of(number))


def forget_commands() -> None:
    KeptCommands.find = lambda *_: None  # type: ignore[assignment, method-assign]
    KeptCommands.flush = lambda *_: None  # type: ignore[assignment, method-assign]


def in_postgres(url: str) -> None:
    """Logs of this process's stores are there from here on."""
    from dispatch.sql.postgres import PostgresDatabase

    toy.database_of = lambda _: PostgresDatabase(url)


def follower_of(directory: Path, store: Store) -> Follower:
    return Follower(renewable(directory / "views.db"), store.log, [View(fold=Shelf())], batch=3)


def tear(store: Store) -> None:
    take = Folding.take

    def torn(self: Folding, page: Sequence[Recorded]) -> None:
        self._tables.write("COMMIT")  # how far it is stands there already
        take(self, page)
        self._tables.write("BEGIN")

    Folding.take = torn  # type: ignore[method-assign]


def main(directory: str, *flags: str) -> None:
    if flags and flags[-1].startswith("postgresql:"):
        in_postgres(flags[-1])
    if "--forgetful" in flags:
        forget_commands()
    store = open_store(Path(directory), clock=SystemClock())
    if "--torn" in flags:
        tear(store)
    following.REST = 0.0  # type: ignore[misc]  # at work all the time: kills are to find it there
    follower = follower_of(Path(directory), store)
    store.writer.subscribe(lambda changes: follower.wake())
    store.start(ticking=False)
    follower.start()
    speaking = Lock()

    def say(number: int, done: "Future[Accepted]") -> None:
        with speaking:
            print(
                number,
                done.result().position if isinstance(done.result(), Accepted) else "refused",
                flush=True,
            )

    print("ready", flush=True)
    for line in sys.stdin:
        number = int(line)
        store.writer.send(command(number)).add_done_callback(lambda done, n=number: say(n, done))  # type: ignore[misc]
    follower.stop()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
