"""kill -9 of any process of an installation at random, and PostgreSQL falling over, while commands go on.

Two people send requests through whichever web process answers; what is not answered is sent again under the
same id. Every fifth is a day old, so that its moment fires at once. At the end the log is asked what is true.
"""

import json
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import psycopg

from dispatch.evidence.tables import LogTables
from dispatch.evidence.verify import verify
from tests.fleet import Fleet, environment
from tests.patience import eventually
from tests.postgres import Server
from tests.web.client import Client
from tests.web.small import filled
from web.release import release

NAMES = ("web.1", "web.2", "worker.1", "worker.2")
PAUSE = 0.1
"""Seconds between two requests of one person."""


@dataclass
class Verdict:
    """`slowest`: seconds until a process that ran answered; `back`: until one took requests after a fall."""

    sent: int = 0
    retried: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    twice: int = 0
    moments_wrong: int = 0
    damages: int = 0
    slowest: float = 0.0
    back: float = 0.0

    @property
    def clean(self) -> bool:
        return not (self.lost or self.twice or self.moments_wrong or self.damages)


@dataclass
class Request:
    """`at` is its own, to the microsecond: by that the log knows it, whatever ids it came under."""

    at: datetime
    late: bool
    case: str = field(default_factory=lambda: str(uuid4()))
    command_id: str = field(default_factory=lambda: str(uuid4()))


class Person(threading.Thread):
    """Sends one request after another until told to stop. Planted: `careless` ones send each twice, anew."""

    def __init__(self, number: int, fleet: Fleet, account: UUID, verdict: Verdict, *, careless: bool) -> None:
        super().__init__(daemon=True)
        self.acknowledged: list[Request] = []
        self.ended = threading.Event()
        self._number, self._careless, self._verdict = number, careless, verdict
        self._clients = [fleet.client(account, name) for name in ("web.1", "web.2")]

    def run(self) -> None:
        count = 0
        while not self.ended.is_set():
            late = count % 5 == 4
            ago = timedelta(days=1 if late else 0, minutes=1)
            own = timedelta(microseconds=2 * count + self._number)
            at = datetime.now(UTC).replace(microsecond=0) - ago + own
            request = Request(at=at, late=late)
            self._until_taken(request)
            if self._careless:
                self._until_taken(Request(at=at, late=late))
            count += 1
            time.sleep(PAUSE)

    def _until_taken(self, request: Request) -> None:
        tries = 0
        while not self._taken(self._clients[(self._number + tries) % 2], request):
            tries += 1
            self._verdict.retried += 1
            time.sleep(0.05)
        self._verdict.sent += 1
        self.acknowledged.append(request)

    def _taken(self, client: Client, request: Request) -> bool:
        body = {
            "command_id": request.command_id,
            "case": request.case,
            "channel": "phone",
            "happened_at": request.at.isoformat(),
        }
        began = time.monotonic()
        try:
            answer = client.raw("/api/commands/receive-request", json.dumps(body).encode())
        except httpx.TransportError:
            return False
        self._verdict.slowest = max(self._verdict.slowest, time.monotonic() - began)
        assert answer.status_code in (200, 503), answer.text
        return answer.status_code == 200


@contextmanager
def installation(data: Path) -> Iterator[tuple[Server, Fleet, UUID, str]]:
    """Four processes over a PostgreSQL of their own; who sends; and where the log is."""
    server = Server()
    settings = filled(data, server.new_database())
    release(settings)
    fleet = Fleet(environment(data, settings.store))
    try:
        with psycopg.connect(settings.store) as connection:
            rows = connection.execute(b"SELECT body FROM hot_row WHERE fold='accounts'").fetchall()
        account = next(row["id"] for (body,) in rows if (row := json.loads(body))["login"] == "disp")
        fleet.start(*NAMES)
        yield server, fleet, UUID(account), settings.store
    finally:
        fleet.close()
        server.close()


def run(data: Path, kills: int, seed: int, *, careless: bool = False) -> Verdict:
    verdict, chance = Verdict(), random.Random(seed)
    with installation(data) as (server, fleet, account, store):
        people = [Person(number, fleet, account, verdict, careless=careless) for number in range(2)]
        for each in people:
            each.start()
        for _ in range(kills):
            time.sleep(chance.uniform(0.2, 2.0))
            _harm(chance.choice([*NAMES, "postgres"]), server, fleet, people, verdict)
        for each in people:
            each.ended.set()
            each.join(60)
            assert not each.is_alive(), "somebody was never answered"
        acknowledged = [one for each in people for one in each.acknowledged]
        _judge(verdict, data, store, acknowledged)
    return verdict


def _harm(what: str, server: Server, fleet: Fleet, people: list[Person], verdict: Verdict) -> None:
    verdict.kills[what] += 1
    if what != "postgres":
        fleet.running[what].kill()
        fleet.start(what)
        return
    server.stop(signal.SIGQUIT)
    time.sleep(1.0)
    server.start()
    began, before = time.monotonic(), sum(len(each.acknowledged) for each in people)
    eventually(lambda: sum(len(each.acknowledged) for each in people) > before)
    verdict.back = max(verdict.back, time.monotonic() - began)


def _judge(verdict: Verdict, data: Path, store: str, acknowledged: list[Request]) -> None:
    late = {one.case for one in acknowledged if one.late}
    with psycopg.connect(store, autocommit=True) as connection:

        def fired() -> Counter[str]:
            query = b"SELECT originator_id FROM stored_events WHERE topic='target-missed.v1'"
            return Counter(str(case) for (case,) in connection.execute(query))

        eventually(lambda: late <= set(fired()))
        verdict.moments_wrong = sum(fired()[case] != 1 for case in late)
        query = b"SELECT state FROM stored_events WHERE topic='case-received.v1'"
        stored = [json.loads(state)["m"] for (state,) in connection.execute(query)]
    times = Counter(datetime.fromisoformat(each["happened_at"]) for each in stored)
    ids = {each["command_id"] for each in stored}
    verdict.lost = sum(one.command_id not in ids for one in acknowledged)
    verdict.twice = sum(count > 1 for count in times.values())
    verdict.damages = len(verify(data, place=LogTables(store)).damages)
