"""Cases whose people nobody else is called like, in the real program; what is known of them beforehand."""

import random
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from time import sleep
from typing import Any
from uuid import UUID

import httpx
import orjson

from dispatch.wrapping import Wrapping
from domain.case.keeping import Part
from domain.identity import CaseId, subject_of
from tests.entering import browser_at, sent
from tests.trials.form_server import prepare
from tests.web.client import Client
from tests.web.public import Writer

PEOPLE = ("operator", "dispatcher", "supervisor", "head")
LETTERS = "бгджзклмнпрстфхцчш"
PARTS = [str(part) for part in Part]


@dataclass
class Known:
    """What the trial knows of one case before anybody in it is forgotten."""

    case: str
    words: tuple[str, ...]
    keys: list[bytes] = field(default_factory=list)
    hashes: list[bytes] = field(default_factory=list)


class World:
    """One data directory over all lives of its server."""

    def __init__(self, place: Path, seed: int, flags: tuple[str, ...] = ()) -> None:
        self.data, self.log = place / "data", place / "server.log"
        self.chance, self.flags = random.Random(seed), flags
        self.people: dict[str, Client] = {}
        self.process: subprocess.Popen[str] | None = None
        self.known: list[Known] = []
        prepare(self.data)

    def start(self, *more: str) -> None:
        command = [sys.executable, "-m", "tests.trials.forgetting_victim", str(self.data), *self.flags, *more]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.process.stdout is not None
        self.url = f"http://localhost:{int(self.process.stdout.readline())}"
        for name in PEOPLE:
            client = browser_at(self.url)
            if name in self.people:
                client.http.cookies = self.people[name].http.cookies
            else:
                assert sent(client, "/api/login", login=name, password=f"{name}-neverwas").status_code == 200
            self.people[name] = client

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        assert self.process is not None
        self.process.send_signal(how)
        self.process.wait()

    def do(self, who: str, name: str, /, **body: Any) -> None:
        answer = self.people[who].send(name, **body)
        assert answer.status_code == 200, (name, answer.text)

    def word(self) -> str:
        return "".join(self.chance.choice(LETTERS) for _ in range(11))

    # ---- how a case comes in

    def receive(self, n: int) -> None:
        words = tuple(self.word() for _ in range(4))
        phone = f"+7 7{self.chance.randrange(10**9):09d}"
        case = (self._typed, self._typed, self._written, self._by_the_lane)[n % 4](words, phone)
        one = {"case": case}
        if n % 4 >= 2:
            self.do("dispatcher", "assess-case", risk_class=3, reason=words[3], **one)
        self.do("dispatcher", "add-note", text=f"{words[0]} {words[2]}", **one)
        asked = {"guardian_name": words[1], "guardian_phone": phone}
        self.do("head", "request-consent", channel="phone", **asked, **one)
        self.people["head"].get(f"/api/cases/{case}/story")
        self.do("head", "consider-case", result=words[2], **one)
        self.do("head", "close-case", result=words[3], **one)
        self.known.append(Known(case=case, words=(*words, phone, phone.replace(" ", ""))))

    def _typed(self, words: tuple[str, ...], phone: str) -> str:
        child = {"child_name": words[0], "child_birth_date": "2014-02-01", "child_phone": phone}
        caller = {"caller_name": words[1], "caller_phone": phone, "story": words[2]}
        return self.people["dispatcher"].received(**child, **caller, risk_class=3, reason=words[3])

    def _written(self, words: tuple[str, ...], phone: str, *, once: str | None = None) -> str:
        desk = self.people["dispatcher"]
        school = desk.get("/api/schools")["schools"][0]["id"]
        code = re.search(r"/q/(\w+)", desk.http.get(f"/sheets/{school}").text)
        assert code is not None
        http = httpx.Client(base_url=self.url, headers={"accept-language": "kk"}, timeout=15)
        before = self._cases()
        with http:
            writer = Writer(http=http, origin=self.url, code=code[1])
            answer = writer.write(
                f"{words[2]} {words[3]}", once=once, name=words[0], contact=phone, who="child"
            )
        assert answer.status_code == 200, answer.text
        if once is not None:
            entries = self.people["operator"].get("/api/lane")["entries"]
            (number,) = [one["number"] for one in entries if words[2] in one["text"]]
            decided = sent(self.people["operator"], "/api/lane/decide", entries=[number])
            assert decided.json()["decided"] == 1
        return self._new_case(before)

    def _by_the_lane(self, words: tuple[str, ...], phone: str) -> str:
        return self._written(words, phone, once="")

    def _cases(self) -> set[str]:
        return {row["id"] for row in self.people["dispatcher"].get("/api/cases", limit=200)["cases"]}

    def _new_case(self, before: set[str]) -> str:
        for _ in range(200):
            if new := self._cases() - before:
                return new.pop()
            sleep(0.05)
        raise AssertionError("the request never came to the board")

    # ---- what is known before

    def take_down(self) -> None:
        """Keys and hashes as they stand in the files."""
        wrapping = Wrapping(self.data / "keys.kek")
        with closing(sqlite3.connect(self.data / "keys.db")) as keys, closing(self._log()) as log:
            for known in self.known:
                for part in Part:
                    subject = subject_of(CaseId(UUID(known.case)), part)
                    row = keys.execute(
                        "SELECT kek, wrapped FROM subject_key WHERE subject=?", (subject.bytes,)
                    ).fetchone()
                    if row is not None and row[1] is not None:
                        raw = wrapping.unwrap(row[0], row[1], b"jedel-subject-1" + subject.bytes)
                        known.keys += [raw, raw.hex().encode(), row[1], row[1][12:]]
                known.hashes += _hashes(log, known.case)

    def _log(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.data / 'log.db'}?mode=ro", uri=True)


def _hashes(log: sqlite3.Connection, case: str) -> list[bytes]:
    """The keyed hashes by which the people of a case are found again, and those of what was sent about it."""
    query = "SELECT body FROM hot_row WHERE fold='traces' AND key=?"
    row = log.execute(query, (case,)).fetchone()
    traces = orjson.loads(row[0]) if row is not None else {}
    found = [digest.encode() for part in traces.get("people", {}).values() for digest in part.values()]
    query = "SELECT state FROM stored_events WHERE originator_id=?"
    for (state,) in log.execute(query, (UUID(case).hex,)).fetchall():
        told = orjson.loads(state)
        if "s" not in told:
            continue
        by = UUID(told["m"]["by"]).bytes if "by" in told["m"] else bytes(16)
        sent_as = (UUID(told["m"]["command_id"]).bytes, by)
        kept = "SELECT digest FROM kept_command WHERE command_id=? AND account=?"
        found += [bytes(each[0]) for each in log.execute(kept, sent_as)]
    return found
