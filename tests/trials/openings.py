"""Cards opened under kill -9: whatever was answered must stand in the log of readings, one row for each.

The same person opens cards, several at a time; the server is killed in the middle of it and started anew.
"""

import asyncio
import json
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx

from dispatch.reads_found import Wanted
from dispatch.reads_store import breaks
from dispatch.schema import open_to_read
from dispatch.sql.port import asking
from tests.reads import rows_of
from web.bootstrap import build, close, set_up
from web.setting_up import draw_town, load_town, town_of
from web.settings import Settings

AT_A_TIME = 4
CASES = 8
MOST_PER_LIFE = 24
LOGIN = "dispatcher"


@dataclass
class Trial:
    """What was answered, case by case, over all lives of the server."""

    directory: Path
    chance: random.Random
    flags: tuple[str, ...] = ()
    cases: list[str] = field(default_factory=list)
    cookies: dict[str, str] = field(default_factory=dict)
    answered: Counter[str] = field(default_factory=Counter)
    lives: int = 0

    def life(self) -> None:
        """One life of the server, ended by kill -9 while four cards are being opened."""
        command = [sys.executable, "-m", "tests.trials.reading_victim", str(self.directory), *self.flags]
        self.lives += 1
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            asyncio.run(self._read_on(f"http://localhost:{port}", process))

    async def _read_on(self, url: str, process: "subprocess.Popen[str]") -> None:
        async with httpx.AsyncClient(base_url=url, cookies=self.cookies, headers={"origin": url}) as client:
            if not self.cases:
                await self._begin(client)
            for _ in range(self.chance.randrange(MOST_PER_LIFE) // AT_A_TIME):
                await asyncio.gather(*(self._open(client) for _ in range(AT_A_TIME)))
            last = [asyncio.create_task(self._open(client)) for _ in range(AT_A_TIME)]
            await asyncio.sleep(self.chance.random() * 0.02)
            process.kill()
            await asyncio.gather(*last, return_exceptions=True)

    async def _begin(self, client: httpx.AsyncClient) -> None:
        await _sent(client, "/api/login", login=LOGIN, password=f"{LOGIN}-neverwas")
        self.cookies = dict(client.cookies)
        for _ in range(CASES):
            case = str(uuid4())
            told = {"case": case, "channel": "phone", "child_name": "Trial"}
            await _sent(client, "/api/commands/receive-request", command_id=str(uuid4()), **told)
            self.cases.append(case)

    async def _open(self, client: httpx.AsyncClient) -> None:
        case = self.chance.choice(self.cases)
        answer = await client.get(f"/api/cases/{case}")
        assert answer.status_code == 200, answer.text
        self.answered[case] += 1


async def _sent(client: httpx.AsyncClient, path: str, **body: str) -> None:
    headers = {"content-type": "application/json"}
    answer = await client.post(path, content=json.dumps(body), headers=headers)
    assert answer.status_code == 200, answer.text


@dataclass(frozen=True)
class Verdict:
    """What the log of readings says after all kills."""

    lives: int
    answered: int
    rows: int
    unlogged: int
    breaks: int

    @property
    def clean(self) -> bool:
        return not (self.unlogged or self.breaks) and self.rows >= self.answered


def verdict(trial: Trial) -> Verdict:
    """Compare what was answered with what stands in the log."""
    path = trial.directory / "reads.db"
    rows = Counter(one.case_id for one in rows_of(path, Wanted(door="card", result="shown")))
    return Verdict(
        lives=trial.lives,
        answered=trial.answered.total(),
        rows=rows.total(),
        unlogged=sum(max(0, count - rows[case]) for case, count in trial.answered.items()),
        breaks=len(list(breaks(asking(open_to_read(path))))),
    )


def run(directory: Path, opens: int, seed: int, *, asynchronous: bool = False) -> Verdict:
    """Open cards until so many were answered, over as many lives as that takes; the verdict."""
    set_up(directory, {"demonstration": True, "seed": 1})
    draw_town(directory, town_of({"seed": 1}))
    system = build(Settings(data=directory))
    try:
        asyncio.run(load_town(system, town_of({"seed": 1}), lambda _: None))
    finally:
        close(system)
    trial = Trial(directory, random.Random(seed), ("--asynchronous",) if asynchronous else ())
    while trial.answered.total() < opens:
        trial.life()
    return verdict(trial)
