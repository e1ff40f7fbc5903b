"""The wrapping key turned under kill -9: at every step and at random moments, everything opens all the same.

After each kill the directory is opened as the server opens it and every sealed field, code and waiting
request is read; then the rotation is run to its end and the keys are checked.
"""

import random
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid5

from dispatch.clock import SystemClock
from dispatch.factors import Factors, new_secret
from dispatch.key_place import KeyFile, KeyPlace
from dispatch.key_place_postgres import KeyDatabase
from dispatch.keys_check import NEW_SUFFIX, check
from dispatch.lane_store import LaneStore, Sent
from dispatch.rotation import rotate
from dispatch.sql.port import Database
from dispatch.sql.postgres import PostgresDatabase
from dispatch.sql.sqlite import SqliteFile
from dispatch.store import Store
from dispatch.tables.port import Tables
from dispatch.tables.postgres import PostgresTables
from dispatch.tables.sqlite import FileTables
from dispatch.wrapped import Secrets, secrets_in
from dispatch.wrapping import KeysUnusable, Wrapping
from domain.marks import FORGOTTEN
from tests.dispatch.toy import BoxOpened, Note, Open, open_store, submission
from web.keys_place import secrets_of
from web.log_place import ELSEWHERE
from web.settings import Settings


@dataclass(frozen=True, slots=True)
class Where:
    """An installation: files of a directory, or log and keys in two databases (their URLs)."""

    data: Path
    log: str = ""
    keys: str = ""

    def open(self) -> Store:
        return open_store(self.data, clock=SystemClock(), database=self.database(), keys=self.place())

    def database(self) -> Database:
        return PostgresDatabase(self.log) if self.log else SqliteFile(self.data / "log.db")

    def place(self) -> KeyPlace:
        return KeyDatabase(self.keys) if self.keys else KeyFile(self.data / "keys.db")

    def tables(self, name: str) -> Tables:
        return PostgresTables(self.log, name) if self.log else FileTables(self.data / f"{name}.db")

    def secrets(self) -> Secrets:
        if not self.log:
            return secrets_in(self.data)
        return secrets_of(Settings(data=self.data, store=self.log, keys=self.keys or "sqlite:"))


NAMES = UUID(int=0xD0)
BOXES = 300
"""Two subjects each, so that their keys are wrapped anew in more than one transaction."""

WORDS = b'{"text": "waiting in the lane"}'
ACCOUNTS = tuple(uuid5(NAMES, f"account {n}") for n in range(3))


@dataclass(slots=True)
class Verdict:
    """What went wrong over all kills, and how much was tried."""

    kills: int = 0
    steps: int = 0
    unreadable: int = 0
    unclean: int = 0
    events_changed: int = 0

    @property
    def clean(self) -> bool:
        return not (self.unreadable or self.unclean or self.events_changed)


def make(where: Where) -> None:
    """Everything that is wrapped somewhere: keys of people, secrets of codes, requests that wait."""
    store = where.open()
    if where.log:
        (where.data / ELSEWHERE).touch()
    store.start(ticking=False)
    for n in range(BOXES):
        box = uuid5(NAMES, f"box {n}")
        store.writer.send(submission(Open(box=box), command_id=uuid5(NAMES, f"open {n}"))).result()
    store.writer.send(submission(Note(box=box), command_id=uuid5(NAMES, "note"))).result()
    store.close()
    wrapping = Wrapping(where.data / "keys.kek")
    file = where.tables("access")
    for account in ACCOUNTS:
        Factors(file, SystemClock(), wrapping).enrol_totp(account, new_secret())
    file.close()
    lane = LaneStore(where.tables("form"), wrapping)
    entries = [uuid5(NAMES, f"entry {n}") for n in range(20)]
    moment = datetime(2026, 11, 27, tzinfo=UTC)
    fields = {"school": "1", "region": "KZ-75", "at": moment, "danger": False, "body": WORDS}
    lane.add([(Sent(id=one, **fields), lane.seal(WORDS, one)) for one in entries])  # type: ignore[arg-type]
    lane.close()


def unreadable(where: Where) -> int:
    """How much does not open, as the server opens it; everything if it does not even start."""
    try:
        store = where.open()
    except KeysUnusable:
        return BOXES
    try:
        opened = [each.event for each in store.log.read_all() if isinstance(each.event, BoxOpened)]
        lost = sum(1 for event in opened if FORGOTTEN in (event.story, event.phone, event.born, event.place))
        return lost + abs(BOXES - len(opened)) + len(store.log.breaks()) + _unreadable_elsewhere(where)
    finally:
        store.close()


def _unreadable_elsewhere(where: Where) -> int:
    wrapping = Wrapping(where.data / "keys.kek")
    file, lane = where.tables("access"), LaneStore(where.tables("form"), wrapping)
    try:
        factors = Factors(file, SystemClock(), wrapping)
        codes = sum(1 for account in ACCOUNTS if len(factors._totps(account)) != 1)
        entries = lane.page("KZ-75", 100)
        return codes + sum(1 for entry in entries if entry.body != WORDS) + abs(20 - len(entries))
    finally:
        file.close()
        lane.close()


def last_link(where: Where) -> bytes:
    """What binds all events and their order: no event was touched if it stays and the chain holds."""
    with closing(where.database().open_to_read()) as log:
        link: bytes = log.execute("SELECT link FROM batch ORDER BY last DESC LIMIT 1").fetchone()[0]
    return link


def victim(where: Where, die_at: int, *flags: str, after: float | None = None) -> str:
    """One process: it dies at a step, or after so many seconds, or ends and says how many steps it took."""
    command = [
        sys.executable,
        "-m",
        "tests.trials.rotation_victim",
        str(where.data),
        where.log,
        where.keys,
        str(die_at),
        *flags,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        if after is not None:
            try:
                process.wait(after)
            except subprocess.TimeoutExpired:
                process.kill()
        return process.stdout.read()


def run(where: Where, kills: int, seed: int, *flags: str) -> Verdict:
    """Kill at each step in turn and, every third time, at a random moment; then to the end, then look."""
    chance, verdict = random.Random(seed), Verdict()
    make(where)
    head, began = last_link(where), perf_counter()
    verdict.steps = int(victim(where, -1))
    duration = perf_counter() - began
    step = 0
    for n in range(kills):
        if n % 3 == 2:
            victim(where, -1, after=chance.random() * duration)
        else:
            victim(where, step % verdict.steps, *flags)
            step += 1
        verdict.kills += 1
        verdict.unreadable += unreadable(where)
        if verdict.unreadable:
            break
        if chance.random() < 0.3:
            continue  # the next one is killed in a directory that was left half-way
        _finish(where, verdict)
    if not verdict.unreadable:
        _finish(where, verdict)
    verdict.events_changed = int(last_link(where) != head)
    return verdict


def _finish(where: Where, verdict: Verdict) -> None:
    rotate(where.secrets(), lambda done, of: None)
    found = check(where.secrets(), lambda done, of: None)
    left = (where.data / f"keys.kek{NEW_SUFFIX}").exists()
    verdict.unclean += bool(found.faults) or len(found.keks) != 1 or left
