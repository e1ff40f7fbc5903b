"""So many damages, and so many logs that nobody changed: what is found, and what is said to be uncovered."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dispatch.evidence.verify import Compared, Report, verify
from dispatch.unfit import Unfit
from tests.trials.flips import flipped_byte
from tests.trials.ground import HONEST, Ground, make
from tests.trials.tamperings import TAMPERINGS, Tampering

FLIPS = 4
"""A flipped byte is tried so many times as often as each other damage."""


@dataclass
class Verdict:
    """`covered` damages touch something that was signed; `uncovered` ones only what came after."""

    covered: int = 0
    found: int = 0
    uncovered: int = 0
    uncovered_found: int = 0
    honest: int = 0
    clean: int = 0
    alarms: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return (
            f"{self.found} of {self.covered} found before the last checkpoint; after it"
            f" {self.uncovered_found} found and {self.honest} said to be uncovered, of {self.uncovered};"
            f" {len(self.alarms)} alarms about {self.clean} undamaged; missed: {sorted(set(self.missed))}"
        )


class Trial:
    """A ground, and the look at its copies. `blind`: without the directory elsewhere, a planted fault."""

    tamperings: Sequence[Callable[..., int]] = (*TAMPERINGS, *[flipped_byte] * (FLIPS - 1))
    honest: Sequence[Callable[..., None]] = HONEST

    def __init__(self, place: Path, events: int, seed: int, *, blind: bool = False) -> None:
        self.chance = random.Random(seed)
        self.copies = place / "copy"
        self.whole, self.older = self.made(place, events, seed)
        self.public = self.whole.public
        self.blind = blind
        before = self.look(self.whole)
        assert before is not None
        assert before.damages == ()
        self.signed_to, self.head = before.covered, before.events
        assert 0 < self.signed_to < self.head
        self.verdict = Verdict()

    def made(self, place: Path, events: int, seed: int) -> tuple[Ground, Ground]:
        return make(place, events, seed)

    def look(self, at: Ground) -> Report | None:
        """The report; nothing if it was refused to look at all, which is no clean bill either."""
        compare = Compared(elsewhere=None if self.blind else at.elsewhere, public=self.public)
        try:
            return verify(at.data, compare)
        except Unfit:
            return None

    def damage(self, tampering: Tampering) -> None:
        copy = self.whole.copy(self.copies)
        first = tampering(copy, self.older, self.chance)
        report, verdict = self.look(copy), self.verdict
        found = report is None or bool(report.damages)
        verdict.kinds.update({each.kind for each in report.damages} if report else {"refused"})
        if first <= self.signed_to:
            verdict.covered += 1
            verdict.found += found
            if not found:
                verdict.missed.append(tampering.__name__)
            return
        verdict.uncovered += 1
        if found:
            verdict.uncovered_found += 1
        elif (
            report is not None
            and report.covered < first
            and report.uncovered == report.events - report.covered
        ):
            verdict.honest += 1

    def leave_alone(self) -> None:
        copy = self.chance.choice([self.whole, self.older]).copy(self.copies)
        lived = self.chance.choice(self.honest)
        lived(copy, self.chance)
        report = self.look(copy)
        self.verdict.clean += 1
        if report is None or report.damages:
            why = "refused" if report is None else ", ".join(each.kind for each in report.damages)
            self.verdict.alarms.append(f"{lived.__name__}: {why}")

    def run(self, damages: int) -> Verdict:
        for number in range(damages):
            self.damage(self.tamperings[number % len(self.tamperings)])
            self.leave_alone()
        return self.verdict
