"""A process that goes on commanding on the same log while another one is killed again and again."""

from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from uuid import UUID

from dispatch.clock import SystemClock
from dispatch.ports import Accepted
from tests.dispatch.toy import Note, Open, open_store, submission
from tests.trials.kill9 import rows_as_folded

BOX = UUID(int=0xBE51DE << 8)


class Beside:
    """Sends one command after another from a thread of its own. `failed` says what was not accepted."""

    def __init__(self, directory: Path) -> None:
        self.store = open_store(directory, clock=SystemClock())
        self.accepted = 0
        self.failed: list[object] = []
        self._ended = Event()
        self._thread = Thread(target=self._work, daemon=True)

    def __enter__(self) -> "Beside":
        self.store.start(ticking=False)
        self.store.writer.call(submission(Open(box=BOX)))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self.store.close()

    def rest(self) -> bool:
        """Stop commanding; whether its tables are then what a fold of the whole log makes."""
        self._ended.set()
        self._thread.join()
        self.store.writer.look()
        self.store.writer.aside(lambda _: None)
        return rows_as_folded(self.store)

    def _work(self) -> None:
        while not self._ended.wait(0.002):
            try:
                outcome = self.store.writer.call(submission(Note(box=BOX)), timeout=30)
            except Exception as error:  # noqa: BLE001 - the trial tells it
                outcome = error  # type: ignore[assignment]
            if isinstance(outcome, Accepted):
                self.accepted += 1
            else:
                self.failed.append(outcome)
