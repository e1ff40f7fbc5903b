"""Several commands in one batch, for tests that ask what happens there."""

import threading
from uuid import UUID

from dispatch.ports import Changes, Submission
from dispatch.store import Store
from tests.dispatch.toy import Open, submission

BOX_A, BOX_B, BOX_C = (UUID(int=1 << 8 | number << 4) for number in range(3))
_HOLDERS = 1 << 100


def together(store: Store, *commands: Submission) -> list[object]:
    """Outcomes (or errors) of commands that all wait before the writer takes the first of them.

    The writer is held by a watcher of one more command, a batch of its own.
    """
    hold, held = threading.Event(), threading.Event()

    def watch(_: Changes) -> None:
        held.set()
        hold.wait(5)

    store.writer.subscribe(watch)
    store.writer.send(submission(Open(box=UUID(int=_HOLDERS + (store.log.head << 4)))))
    assert held.wait(5)
    futures = [store.writer.send(each) for each in commands]
    hold.set()
    return [each.exception() or each.result() for each in futures]


def batches(store: Store) -> int:
    """How many batches the log has."""
    return sum(1 for _ in store.office._due.execute("SELECT 1 FROM batch"))
