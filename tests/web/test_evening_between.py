"""A whole evening, played by people whose every request goes to the other of two processes."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from dispatch.clock import FastClock, SystemClock
from dispatch.refold import fold_tables
from projections.queue import Queue
from projections.teams import Teams
from tests.patience import eventually
from tests.postgres import Server as Postgres
from tests.realtime.mirror import Screen
from tests.web.client import Running
from tests.web.small import town_in, two
from web.catching_up import SEEN
from web.demo import player
from web.demo.line import JsonObject, Line
from web.demo.player import Evening, play
from web.live import all_rows

pytestmark = pytest.mark.slow
Pair = tuple[Running, Running]
SPEED = 300
QUICKER = ("team-busy", "held-elsewhere")
"""Two requests of the evening may be offered the same group."""
TOPICS = ("queue:KZ-00", "teams:KZ-00")


@pytest.fixture(scope="module")
def pair(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """The invented town, served by two processes that have one clock and no hints."""
    settings = town_in(tmp_path_factory.mktemp("evening") / "data", postgres.new_database())
    clock = FastClock(SystemClock().now(), SPEED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("web.bootstrap.clock_of", lambda *_: clock)
        with two(settings, "in-process:", "in-process:") as found:
            yield found


class Turning(Line):
    """Each request goes to the other process than the one before. A forgetful one never says what it saw."""

    urls: tuple[str, str]
    forgetful: bool
    refused: list[tuple[str, str, int, str]]
    turn = 0

    def _send(self, method: str, path: str, body: JsonObject | None) -> tuple[int, JsonObject]:
        self._hang_up()
        self.turn = 1 - self.turn
        self._url = self.urls[self.turn]
        if self.forgetful:
            self._cookies.pop(SEEN, None)
        status, found = super()._send(method, path, body)
        if status >= 400 and status != 503:  # asked again
            self.refused.append((method, path, status, str(found.get("code"))))
        return status, found


@contextmanager
def watched(running: Running) -> Iterator[Screen]:
    """The boards of one process, read on a thread of their own."""
    screen = Screen()
    with running.enter("supervisor").live() as live:

        def read() -> None:
            for topic in TOPICS:
                screen.want(topic)
            try:
                for frame in live:
                    for answer in screen.frame(json.loads(frame)):
                        live.send(json.dumps(answer))
            except ConnectionClosed:
                return

        thread = threading.Thread(target=read)
        thread.start()
        yield screen
    thread.join()


def truth(running: Running) -> dict[str, dict[str, Any]]:
    """What the boards should show, by the log alone."""
    tables = fold_tables((Queue(), Teams()), running.system.store.log.read_all())
    rows = {each.fold.name: [(key, row) for key, row in each.rows.items() if row] for each in tables}
    found: dict[str, dict[str, Any]] = {topic: {} for topic in TOPICS}
    for topic, key, row in all_rows(rows):
        if topic in found:
            found[topic][key] = row
    return json.loads(json.dumps(found))


@pytest.mark.parametrize("forgetful", [False, True], ids=["as-browsers-do", "forgetful"])
def test_every_answer_is_right_and_both_boards_end_with_the_truth(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, forgetful: bool
) -> None:
    """Who remembers is only ever beaten to it. Who forgets may ask for what is over since a second, and hears
    that; nobody hears that something is not there."""
    told: list[str] = []

    def say(code: str, /, **_: object) -> None:
        told.append(code)

    monkeypatch.setattr(Turning, "urls", tuple(each.url for each in pair), raising=False)
    monkeypatch.setattr(Turning, "forgetful", forgetful, raising=False)
    monkeypatch.setattr(Turning, "refused", [], raising=False)
    monkeypatch.setattr(player, "Line", Turning)
    count, before = (4 if forgetful else 10), len(list(pair[1].system.every_row("queue")))
    with ExitStack() as stack:
        boards = [stack.enter_context(watched(each)) for each in pair]
        evening = Evening(url=pair[0].url, requests=count, every=30, seed=2)
        asyncio.run(asyncio.wait_for(play(evening, say), 120))
        wrong = [each for each in Turning.refused if each[2] != 409 or not (forgetful or each[3] in QUICKER)]
        assert wrong == [], wrong
        assert [code for code in told if code == "desk-refused"] == [], Turning.refused
        assert told.count("received") == count
        for board in boards:
            eventually(lambda board=board: {t: m.rows for t, m in board.mirrors.items()} == truth(pair[0]))
        rows = list(pair[1].system.every_row("queue"))
        assert len(rows) == before + count
        assert {row["stage"] for row in rows} <= {"closed", "considered"}
