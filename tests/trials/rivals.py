"""Two processes dispatch at the same time: exactly one of two gets a group, a double tap is done once.

The parent prepares two cases and a free group for each round, hands both rivals their line at once, and asks
what became of them; then it frees the group again. Every third round both send the very same command. At the
end all three must hold the same tables.
"""

import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from dispatch.clock import SystemClock
from dispatch.identity import fresh_id
from dispatch.ports import Accepted
from dispatch.store import Store, make_data_directory
from domain.account import OpenAccount, Role
from domain.case.visit_commands import CancelAssignment
from domain.identity import AccountId, VisitId
from tests.bench.evening import DISPATCHER, REGION, open_requests, registrations, submission, team_of
from tests.builders import an_id
from tests.house.tree import ROOT
from tests.trials.rival import opened, told

OTHER = AccountId(an_id("bench other dispatcher"))
AT_ONCE = 20
"""Rounds whose cases are prepared together."""
TEAMS = 3


@dataclass
class Verdict:
    """What became of all rounds. `wrong`: rounds with another number of winners than one, a loser who was not
    told who and when, a double tap that was not done exactly once."""

    rounds: int = 0
    double_taps: int = 0
    wrong: list[str] = field(default_factory=list)
    won: Counter[str] = field(default_factory=Counter)
    slowest_ms: float = 0.0
    broken: int = 0
    tables: int = 1

    @property
    def clean(self) -> bool:
        return not self.wrong and not self.broken and self.tables == 1


class Rival:
    """One of the two processes."""

    def __init__(self, data: Path, url: str, account: AccountId, flags: tuple[str, ...]) -> None:
        self.account = account
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.trials.rival", str(data), url, *flags],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.heard() == "ready"

    def heard(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "a rival died"
        return line.strip()

    def told(
        self, case: UUID, visit: UUID, team: UUID, command_id: UUID, by: AccountId | None = None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{by or self.account} {case} {visit} {team} {command_id}\n")
        self._process.stdin.flush()

    def ended(self) -> str:
        """What its tables hold."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        found = self.heard()
        self._process.wait(30)
        return found


def run(data: Path, url: str, rounds: int, *flags: str) -> Verdict:
    """Raises what goes wrong besides; the verdict says the rest."""
    verdict = Verdict()
    make_data_directory(data)
    store = opened(data, url)
    second = OpenAccount(account=OTHER, login="other", name="O", roles=(Role.DISPATCHER,), region=REGION)
    _done(store, *registrations(TEAMS), second)
    rivals = [Rival(data, url, account, flags) for account in (DISPATCHER, OTHER)]
    while verdict.rounds < rounds:
        _rounds(store, rivals, min(AT_ONCE, rounds - verdict.rounds), verdict)
    ends = {each.ended() for each in rivals}
    store.writer.look()
    store.writer.aside(lambda _: None)
    verdict.tables = len(ends | {told(store)})
    verdict.broken = len(store.log.breaks())
    store.close()
    return verdict


def _done(store: Store, *commands: object) -> None:
    for command in commands:
        outcome = store.writer.call(submission(command))
        assert isinstance(outcome, Accepted), outcome


def _rounds(store: Store, rivals: list[Rival], many: int, verdict: Verdict) -> None:
    commands = list(open_requests(2 * many))
    _done(store, *commands)
    cases = [each.case for each in islice(commands, 0, None, 3)]  # type: ignore[attr-defined]
    for number in range(many):
        same = verdict.rounds % 3 == 2
        pair = cases[2 * number : 2 * number + 2]
        visits = [_fresh(), _fresh()]
        ids = [_fresh(), _fresh()]
        if same:
            pair[1], visits[1], ids[1] = pair[0], visits[0], ids[0]
        began = time.perf_counter()
        for place in (0, 1) if verdict.rounds % 2 else (1, 0):
            by = DISPATCHER if same else None
            rivals[place].told(pair[place], visits[place], team_of(number % TEAMS), ids[place], by)
        answers = [json.loads(rival.heard()) for rival in rivals]
        verdict.slowest_ms = max(verdict.slowest_ms, (time.perf_counter() - began) * 1e3)
        (_tapped if same else _judged)(answers, verdict)
        verdict.rounds += 1
        for place in range(1 if same else 2):
            if "position" in answers[place]:
                free = CancelAssignment(case=pair[place], visit=VisitId(visits[place]), reason="the trial")
                _done(store, free)


def _judged(answers: list[dict[str, Any]], verdict: Verdict) -> None:
    """One has the group, the other is told who has it and since when."""
    won = [place for place, each in enumerate(answers) if "position" in each]
    if len(won) != 1:
        verdict.wrong.append(f"{len(won)} winners: {answers}")
        return
    verdict.won[f"process {won[0] + 1}"] += 1
    lost = answers[1 - won[0]]
    winner = (DISPATCHER, OTHER)[won[0]]
    by = lost.get("params", {})
    if lost.get("code") not in {"team-busy", "held-elsewhere"} or not (
        str(winner) in (by.get("account"), by.get("by")) and (by.get("at") or by.get("since"))
    ):
        verdict.wrong.append(f"the loser is not told who and when: {lost}")


def _tapped(answers: list[dict[str, Any]], verdict: Verdict) -> None:
    """Sent twice, done once; both are told the same."""
    verdict.double_taps += 1
    told_twice = [each.get("repeated") for each in answers]
    if sorted(map(str, told_twice)) != ["False", "True"] or len({each["position"] for each in answers}) != 1:
        verdict.wrong.append(f"a double tap: {answers}")


def _fresh() -> UUID:
    return fresh_id(SystemClock().now())
