"""The one thread that writes: takes what waits, carries it out as one batch, answers, tells the watchers.

No artificial delay: while one batch is being synced the next one gathers.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Final, TypeAlias

from dispatch.answers import Waiting, Watchers, answer
from dispatch.commit import Committer, Outcome
from dispatch.limits import EngineLimits
from dispatch.log import Log
from dispatch.ports import Accepted, Changes, QueueFull, StoreUnavailable, Submission, Watcher
from dispatch.sql.port import Connection
from domain.refusal import Refused

_DEFAULT = EngineLimits()
LOOK_AGAIN: Final = 1.0  # seconds between two looks at a database that left us in doubt
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Job:
    """Something else that only the writer's thread may do."""

    work: Callable[[], Changes | None]
    future: "Future[None]"


class _Look:
    pass


class _Stop:
    pass


_Item: TypeAlias = Waiting | _Job | _Look | _Stop


class Writer:
    """Submit from any event loop (`submit`) or thread (`call`); stopped once, for good."""

    def __init__(
        self,
        committer: Committer,
        *,
        most_waiting: int = _DEFAULT.waiting,
        most_per_batch: int = _DEFAULT.batch,
    ) -> None:
        self._most_per_batch = most_per_batch
        self._committer = committer
        self._most_waiting = most_waiting
        self._queue: SimpleQueue[_Item] = SimpleQueue()
        self._watchers = Watchers()
        self._closed: StoreUnavailable | None = None
        self.trouble: StoreUnavailable | None = None
        """Why nothing could be saved when it was last tried or looked at; nothing while all is well."""
        self._look_waits = Lock()
        self._thread = Thread(target=self._work, name="writer", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def failed(self) -> StoreUnavailable | None:
        """Why this process acknowledges nothing any more; nothing while all is well."""
        return self.trouble if self.trouble is not None and self.trouble.lasting else None

    @property
    def unheard(self) -> int:
        """How often a watcher failed to take in what was committed: what it shows may be old."""
        return self._watchers.unheard

    @property
    def waiting(self) -> int:
        """How many commands wait, about."""
        return self._queue.qsize()

    def subscribe(self, watcher: Watcher, *, before_answering: bool = False) -> None:
        """Be told of every batch after it is durable, on the writer's thread.

        `before_answering`: before those who sent the commands are. For what their next question is answered
        from; whoever shows screens has time until they are.
        """
        self._watchers.add(watcher, first=before_answering)

    async def submit(self, submission: Submission) -> Accepted | Refused:
        """Durable once `Accepted` is back. Raises `QueueFull`, `StoreUnavailable`, the command's defect."""
        self._admit()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Accepted | Refused] = loop.create_future()
        self._queue.put(Waiting(submission, future, loop))
        return await future

    def send(self, submission: Submission) -> "Future[Accepted | Refused]":
        """The same for a thread without event loop, which may wait for several at once."""
        self._admit()
        future: Future[Accepted | Refused] = Future()
        self._queue.put(Waiting(submission, future, None))
        return future

    def call(self, submission: Submission, timeout: float | None = None) -> Accepted | Refused:
        """`send` and wait, at most `timeout` seconds."""
        return self.send(submission).result(timeout)

    def refold(self, log: Log, table: str, key: str, timeout: float | None = None) -> None:
        """Fold one damaged row anew, between two batches."""
        self._admit()
        future: Future[None] = Future()
        self._queue.put(_Job(lambda: self._committer.refold(log, table, key), future))
        future.result(timeout)

    def aside(self, work: Callable[[Connection], None], timeout: float | None = None) -> None:
        """Something beside the events that only the writer may write: a transaction between two batches."""
        self._admit()
        future: Future[None] = Future()
        self._queue.put(_Job(lambda: self._committer.aside(work), future))
        future.result(timeout)

    def look(self, reached: int | None = None) -> None:
        """For any thread: other processes may have appended, up to `reached` if that is known.

        What they did is told to the watchers as what was done here. Returns at once; as long as one look
        waits, no other does.
        """
        known = reached is not None and reached <= self._committer.head
        if not known and self._look_waits.acquire(blocking=False):
            self._queue.put(_Look())

    def stop(self) -> None:
        """Carry out what waits, then end the thread. Whatever comes later is refused."""
        if self._closed is None:
            self._closed = StoreUnavailable("the program is stopping", lasting=True)
        self._queue.put(_Stop())
        if self._thread.is_alive():
            self._thread.join()

    def _admit(self) -> None:
        if (fault := self._closed or self.trouble) is not None and (fault.lasting or fault.silent):
            raise fault
        if self._queue.qsize() >= self._most_waiting:
            raise QueueFull(f"{self._most_waiting} commands wait already")

    def _work(self) -> None:
        while True:
            item: _Item | None = self._next()
            if isinstance(item, Waiting):
                batch, item = self._drain(item)
                self._serve(batch)
            if isinstance(item, _Job):
                self._do(item)
            if isinstance(item, _Look):
                self._look_waits.release()  # whoever asks from here on may mean what this look does not see
                self._take_in()
            if isinstance(item, _Stop):
                break
        self._turn_away(StoreUnavailable("the program is stopping", lasting=True))

    def _next(self) -> _Item:
        """What comes next; meanwhile, in doubt about how a transaction ended, a look at what is durable."""
        while self._committer.unsure and self.failed is None:
            with suppress(Empty):
                return self._queue.get(timeout=LOOK_AGAIN)
            self._take_in()
        return self._queue.get()

    def _take_in(self) -> None:
        """What is durable and was not done here; also how a database that was silent is heard again."""
        if self.failed is not None:
            return
        try:
            changes = self._committer.look()
        except StoreUnavailable as fault:
            self._note(fault)
        except Exception:  # noqa: BLE001 - nobody waits for it; the next transaction loads everything
            _log.exception("what others appended could not be taken in")
        else:
            self.trouble = None
            self._watchers.tell_first(changes)
            self._watchers.tell(changes)

    def _drain(self, first: Waiting) -> tuple[list[Waiting], _Item | None]:
        """What waits, up to the most of a batch, and what else was met and ends it."""
        batch = [first]
        while len(batch) < self._most_per_batch:
            try:
                item = self._queue.get_nowait()
            except Empty:
                break
            if isinstance(item, _Look):  # a batch looks first anyway
                self._look_waits.release()
                continue
            if not isinstance(item, Waiting):
                return batch, item
            batch.append(item)
        return batch, None

    def _serve(self, batch: list[Waiting]) -> None:
        outcomes: Sequence[Outcome]
        changes = None
        if (failed := self.failed) is not None:
            outcomes = [failed] * len(batch)
        else:
            try:
                outcomes, changes = self._committer.carry_out([each.submission for each in batch])
                self.trouble = None
            except StoreUnavailable as fault:
                outcomes = [fault] * len(batch)
                self._note(fault)
        self._watchers.tell_first(changes)
        answer(batch, outcomes)
        self._watchers.tell(changes)

    def _note(self, fault: StoreUnavailable) -> None:
        _log.error("the store is unavailable", extra={"reason": fault.reason})
        self.trouble = self.failed or fault
        if fault.silent:
            self.trouble = StoreUnavailable("the database does not answer: nothing was saved", silent=True)
            self._turn_away(self.trouble)

    def _turn_away(self, fault: StoreUnavailable) -> None:
        """Answer whoever waits: the next try is made without them."""
        found = [self._queue.get() for _ in range(self._queue.qsize())]
        for item in found:
            if isinstance(item, Waiting):
                answer([item], [fault])
            elif isinstance(item, _Job):
                item.future.set_exception(fault)
            else:
                self._queue.put(item)

    def _do(self, job: _Job) -> None:
        try:
            changes = job.work()
        except Exception as error:  # noqa: BLE001 - it reaches whoever asked
            if isinstance(error, StoreUnavailable):
                self._note(error)
            job.future.set_exception(error)
            return
        self._watchers.tell_first(changes)
        job.future.set_result(None)
        self._watchers.tell(changes)
