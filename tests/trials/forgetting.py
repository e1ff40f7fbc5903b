"""People forgotten in the real program, also under kill -9: nothing in a live file brings them back.

Each case has a child that nobody else is called like, typed in at the desk or written through the public
form, straight or by the lane. Before anybody is forgotten the trial takes down their keys, raw and wrapped,
and every keyed hash; afterwards it looks for those, and for every word in every way to write it down.
"""

import signal
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import httpx

from tests.trials.forgetting_world import PARTS, Known, World
from tests.web.canary import Search, files
from web.bootstrap import build, close
from web.settings import Settings


@dataclass
class Verdict:
    """What was found after all of it, and in which files; nothing, if the program keeps its word."""

    forgotten: int = 0
    kills: int = 0
    between: int = 0
    keys: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    hashes: set[str] = field(default_factory=set)
    form_rows: int = 0
    shown: int = 0
    unmarked: int = 0
    breaks: int = 0

    @property
    def clean(self) -> bool:
        found = (self.keys, self.words, self.hashes, self.form_rows, self.shown, self.unmarked, self.breaks)
        return not any(found)


class Trial(World):
    """Forgets them, and looks for what is left."""

    def __init__(self, place: Path, seed: int, flags: tuple[str, ...] = ()) -> None:
        super().__init__(place, seed, flags)
        self.verdict = Verdict()

    def forget(self, known: Known, end: str) -> None:
        """`end`: the server lives on, is killed after the answer, or between the event and the key."""
        one = {"case": known.case}
        self.do("supervisor", "propose-forgetting", parts=PARTS, ground="received-in-error", **one)
        if end == "between":
            self.stop(signal.SIGKILL)
            self.start("--between")
            try:
                self.people["head"].send("confirm-forgetting", **one)
                raise AssertionError("it answered, and should have died")
            except httpx.TransportError:
                self.verdict.between += 1
            assert self.process is not None
            self.process.wait()
            self.start()
        else:
            self.do("head", "confirm-forgetting", **one)
            if end == "killed":
                self.stop(signal.SIGKILL)
                self.verdict.kills += 1
                self.start()
        self.verdict.forgotten += 1

    def look(self) -> None:
        """In every live file, while the server runs."""
        places = files(self.log.parent)
        words = [word for known in self.known for word in known.words]
        self.verdict.words |= set(Search(words).hits(places))
        for name, content in places.items():
            for known in self.known:
                self.verdict.keys |= {name for key in known.keys if key in content}
                self.verdict.hashes |= {name for one in known.hashes if one in content}

    def ask(self) -> None:
        """Card, story and list know nobody of them any more, and say so."""
        for known in self.known:
            for path in (f"/api/cases/{known.case}", f"/api/cases/{known.case}/story"):
                text = self.people["head"].http.get(path).text
                self.verdict.shown += any(word in text for word in known.words)
                self.verdict.unmarked += '"forgotten":true' not in text
        listed = self._cases()
        self.verdict.unmarked += sum(known.case not in listed for known in self.known)
        gone = self.people["head"].get("/api/keeping")["forgotten_in_all"]
        self.verdict.unmarked += abs(gone - len(PARTS) * len(self.known))
        with closing(sqlite3.connect(self.data / "form.db")) as form:
            for known in self.known:
                case = (UUID(known.case).bytes,)
                left = (
                    "SELECT count(body) FROM lane WHERE id=?",
                    "SELECT count(*) FROM receipt WHERE stream=?",
                )
                self.verdict.form_rows += sum(form.execute(query, case).fetchone()[0] for query in left)

    def check_chain(self) -> None:
        system = build(Settings(data=self.data))
        try:
            self.verdict.breaks += len(system.store.log.breaks()) + len(system.store.hot.damaged())
        finally:
            close(system)


ENDS = ("lives", "lives", "killed", "lives", "between")


def run(place: Path, count: int, seed: int, *flags: str) -> Verdict:
    """So many cases, all their people forgotten; what is found of them afterwards."""
    trial = Trial(place, seed, flags)
    trial.start()
    for n in range(count):
        trial.receive(n)
    trial.take_down()
    for n, known in enumerate(trial.known):
        trial.forget(known, ENDS[n % len(ENDS)])
    trial.ask()
    trial.look()
    trial.stop()
    trial.look()
    trial.check_chain()
    return trial.verdict
