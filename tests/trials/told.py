"""kill -9 while notices are carried: each stored event is told, and told once.

    python -m tests.trials.told DIRECTORY FIRST LAST [--careless]

opens boxes FIRST to LAST and says each number when its event is durable. `--careless` is the planted fault:
no outbox, a task in the background tells of what was committed.
"""

import queue
import random
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid5

from dispatch.clock import SystemClock
from dispatch.courier import Post
from dispatch.inbox import Inbox
from dispatch.outbox import Parcel
from dispatch.ports import Changes
from dispatch.store import Store
from dispatch.tables.sqlite import FileTables
from tests.dispatch.post import HEAD, addressees
from tests.dispatch.toy import CENTRE, START, BoxOpened, Open, open_store, submission
from tests.trials.victim import NAMES

PER_LIFE = 60


class Slow(Inbox):
    """An inbox that takes its time, so that kills fall into every step of a delivery."""

    def deliver(self, parcel, recipients):  # type: ignore[no-untyped-def]
        time.sleep(0.001)
        receipt = super().deliver(parcel, recipients)
        time.sleep(0.001)
        return receipt


def opened(directory: Path, inbox: Inbox, *, careless: bool) -> Store:
    post = None if careless else Post(channels=(inbox,), addressees=addressees)
    store = open_store(directory, clock=SystemClock(), post=post)
    if careless:
        waiting: queue.SimpleQueue[str] = queue.SimpleQueue()

        def tell() -> None:
            while True:
                key = waiting.get()
                told = {"kind": "term-missed", "to": None, "roles": (), "author": None, "case": UUID(key)}
                rest = {"ref": "", "centre": CENTRE, "created": START, "attempts": 0}
                inbox.deliver(Parcel(id=uuid5(NAMES, key), **told, **rest), (HEAD,))  # type: ignore[arg-type]

        def watch(changes: Changes) -> None:
            for change in changes.rows:
                if change.table == "shelf" and change.before is None:
                    waiting.put(change.key)

        threading.Thread(target=tell, daemon=True).start()
        store.writer.subscribe(watch)
    store.start(ticking=False)
    return store


def victim(directory: Path, first: int, last: int, *, careless: bool) -> None:
    """One life."""
    inbox = Slow(FileTables(directory / "inbox.db"))
    store = opened(directory, inbox, careless=careless)
    for number in range(first, last):
        command = submission(Open(box=uuid5(NAMES, f"told {number}")), command_id=uuid5(NAMES, f"t{number}"))
        store.writer.call(command)
        print(number, flush=True)
    while not careless and store.undelivered()[0]:
        time.sleep(0.01)
    store.close()


@dataclass(frozen=True)
class Told:
    """What the inbox says after all lives."""

    events: int
    untold: int
    twice: int
    waiting: int

    @property
    def clean(self) -> bool:
        return not (self.untold or self.twice or self.waiting)


def run(directory: Path, kills: int, seed: int, *, careless: bool = False) -> Told:
    """`kills` lives that end by kill -9, one that ends by itself, and the verdict."""
    chance, number = random.Random(seed), 0
    directory.mkdir(parents=True, mode=0o700)
    for life in range(kills + 1):
        flags = ["--careless"] if careless else []
        span = [str(number), str(number + PER_LIFE)]
        command = [sys.executable, "-m", "tests.trials.told", str(directory), *span, *flags]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            for _ in range(chance.randrange(1, PER_LIFE) if life < kills else PER_LIFE):
                number = int(process.stdout.readline()) + 1
            if life < kills:
                process.kill()
    return verdict(directory)


def verdict(directory: Path) -> Told:
    store = open_store(directory)
    opened = {each.stream for each in store.log.read_all() if isinstance(each.event, BoxOpened)}
    waiting, _ = store.undelivered()
    store.close()
    inbox = Inbox(FileTables(directory / "inbox.db"))
    told = [each.case for each in inbox.page(HEAD, None, 10**6)]
    inbox.close()
    return Told(
        events=len(opened),
        untold=len(opened - set(told)),
        twice=len(told) - len(set(told)),
        waiting=waiting,
    )


if __name__ == "__main__":
    victim(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), careless="--careless" in sys.argv)
