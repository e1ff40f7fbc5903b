"""Logs of many sizes, made once by the product itself and kept in `build/growth` for the next run.

Everybody who sent something has ended it: what stands on the boards is the same whatever is behind. What
would be due of all that is taken out: cases of years came within minutes, and would be asked about so, too.
"""

import shutil
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

from dispatch.evidence.names import described
from dispatch.ports import Accepted
from dispatch.schema import open_to_write
from domain.catalogue import EVENTS, UPCASTS
from tests.bench.evening import crews, house, life, open_requests, submission
from tests.house.tree import ROOT
from web.bootstrap import build, close, set_up
from web.demo.stories import STORIES, Fate
from web.settings import Settings
from web.system import System

ENDED: Final = tuple(story for story in STORIES if story.fate is not Fate.HOME)
"""Stories that leave no open case behind."""
EARLIER: Final = range(1_000, 1_016)
"""Callers whose groups were on duty while the log grew; those who measure have others."""
WAITING: Final = 100
"""Requests on the boards."""
AT_ONCE: Final = 48


def prepared(sizes: tuple[int, ...]) -> dict[int, Path]:
    """A data directory for each number of events (rising), not to be written to: copy it."""
    told = described(EVENTS, UPCASTS).hex()[:12]
    folder = ROOT / "build/growth" / told
    if not folder.exists():
        shutil.rmtree(folder.parent, ignore_errors=True)  # of an earlier catalogue
    made = {size: folder / str(size) for size in sizes}
    if not all(path.exists() for path in made.values()):
        _grow(folder, sizes)
    return made


def _grow(folder: Path, sizes: tuple[int, ...]) -> None:
    growing = folder / "growing"
    shutil.rmtree(growing, ignore_errors=True)
    set_up(growing, {"demonstration": False})
    lives = None
    for size in sizes:
        system = build(Settings(data=growing))
        try:
            if lives is None:
                _done(system, *house(), *open_requests(WAITING), *crews(EARLIER))
                lives = [life(caller, ENDED) for caller in EARLIER]
            while system.store.log.head < size:
                few = max(1, min(AT_ONCE, (size - system.store.log.head) // (2 * len(lives))))
                sent = [submission(each) for one in lives for each in islice(one, few)]
                for future in [system.store.writer.send(each) for each in sent]:
                    assert isinstance(future.result(60), Accepted)
        finally:
            close(system)
        with closing(open_to_write(growing / "log.db", UUID(int=0))) as log:
            log.execute("DELETE FROM moment")
        shutil.copytree(growing, folder / str(size), dirs_exist_ok=True)
    shutil.rmtree(growing)


def _done(system: System, *commands: object) -> None:
    for command in commands:
        outcome = system.store.writer.call(submission(command))
        assert isinstance(outcome, Accepted), outcome


def on_duty(system: System, callers: int) -> None:
    """Groups for those who measure."""
    _done(system, *crews(range(callers)))
