"""kill -9 at random moments: nothing acknowledged may be lost, nothing may be done twice.

A process carries out numbered commands, several at a time, and is killed again and again. Whatever it had not
acknowledged is sent again, under the same id, to the next one. At the end the log is asked what is true.
"""

import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from dispatch.refold import FoldedTable, fold_tables
from dispatch.store import Store
from dispatch.view_tables import renewable
from domain.marks import FORGOTTEN
from tests.dispatch.toy import BoxOpened, Shelf, Teams, open_store
from tests.trials.victim import id_of

AT_A_TIME = 16
MOST_PER_LIFE = 200


@dataclass
class Trial:
    """What was sent and what was acknowledged, over all lives of the process."""

    directory: Path
    chance: random.Random
    planted: tuple[str, ...] = ()
    torn_views: int = 0
    folded: FoldedTable = field(default_factory=lambda: FoldedTable(Shelf()))
    """The log up to `folded_to`: it is folded once, however often somebody is killed."""
    folded_to: int = 0
    next_number: int = 0
    unanswered: list[int] = field(default_factory=list)
    acknowledged: set[int] = field(default_factory=set)
    retried: int = 0

    def life(self, *, killed: bool) -> None:
        """One life of the process: old questions first, then new ones, then the kill (or a quiet end)."""
        command = [sys.executable, "-m", "tests.trials.victim", str(self.directory), *self.planted]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n", "the process did not start"
            self.retried += len(self.unanswered)
            for number in self.unanswered:
                print(number, file=process.stdin)
            process.stdin.flush()
            for _ in range(self.chance.randrange(MOST_PER_LIFE) if killed else 0):
                self._ask_more(process)
                self._hear(process.stdout.readline())
            if killed:
                process.kill()
            else:
                process.stdin.close()
            for line in process.stdout:
                if line.endswith("\n"):
                    self._hear(line)

    def _ask_more(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        while len(self.unanswered) < AT_A_TIME:
            self.unanswered.append(self.next_number)
            print(self.next_number, file=process.stdin)
            self.next_number += 1
        process.stdin.flush()

    def _hear(self, line: str) -> None:
        number, _, position = line.partition(" ")
        assert line, "the process ended by itself"
        if position != "refused\n":
            self.acknowledged.add(int(number))
        self.unanswered.remove(int(number))


@dataclass(frozen=True)
class Verdict:
    """What the log says after all kills."""

    acknowledged: int
    lost: int
    twice: int
    retried: int
    breaks: int
    unreadable: int
    rows_differ: bool
    torn_views: int

    @property
    def clean(self) -> bool:
        return not (
            self.lost or self.twice or self.breaks or self.unreadable or self.rows_differ or self.torn_views
        )


def verdict(trial: Trial) -> Verdict:
    """Compare what was acknowledged with what is in the log."""
    store = open_store(trial.directory)
    done = Counter(each.envelope.command_id for each in store.log.read_all())
    opened = [each.event for each in store.log.read_all() if isinstance(each.event, BoxOpened)]
    result = Verdict(
        acknowledged=len(trial.acknowledged),
        lost=sum(1 for number in trial.acknowledged if id_of(number) not in done),
        twice=sum(1 for count in done.values() if count > 1),
        retried=trial.retried,
        breaks=len(store.log.breaks()),
        unreadable=sum(1 for event in opened if event.story in (None, FORGOTTEN)),
        rows_differ=not rows_as_folded(store),
        torn_views=trial.torn_views,
    )
    store.close()
    return result


def view_is_torn(trial: Trial) -> bool:
    """Whether what the follower left is anything but a fold of the log up to where it says it is."""
    store = open_store(trial.directory)
    views = renewable(trial.directory / "views.db")
    (build,) = views.rows("SELECT id, position FROM build") or [(0, 0)]
    rows = views.rows("SELECT key, body FROM document WHERE build=?", (build[0],))
    views.close()
    if build[1] < trial.folded_to:  # made anew
        trial.folded, trial.folded_to = FoldedTable(Shelf()), 0
    for recorded in store.log.read_all(after=trial.folded_to, until=build[1]):
        trial.folded.take(recorded)
    trial.folded_to = build[1]
    store.close()
    return {key: orjson.loads(body) for key, body in rows} != trial.folded.rows


def rows_as_folded(store: Store) -> bool:
    """Whether the hot rows are what a fold of the log makes, all of it that the store knows of."""
    tables = fold_tables([Shelf(), Teams()], store.log.read_all(until=store.hot.snapshot("shelf")[0]))
    return all(store.hot.snapshot(table.fold.name)[1] == table.rows for table in tables)


def run(directory: Path, kills: int, seed: int, *planted: str) -> Verdict:
    """`kills` lives that end by kill -9, one that ends by itself, and the verdict."""
    trial = Trial(directory, random.Random(seed), planted)
    for _ in range(kills):
        trial.life(killed=True)
        trial.torn_views += view_is_torn(trial)
    trial.life(killed=False)
    return verdict(trial)
