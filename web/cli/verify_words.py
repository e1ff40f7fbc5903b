"""The words of `jedel verify`: what was looked at, what is covered, and each damage with its place."""

from collections.abc import Iterator
from math import ceil

from dispatch.evidence.damage import Damage
from dispatch.evidence.verify import Report
from dispatch.schema import moment_from
from domain.law.local_time import local
from web.cli.speech import words


def lines(report: Report) -> Iterator[str]:
    """What was looked at and what it proves, before any damage."""
    if report.log is None:
        return
    newest = (
        "—" if report.recorded_at is None else f"{local(moment_from(report.recorded_at)):%d.%m.%Y %H:%M:%S}"
    )
    yield words("verify.log", log=str(report.log), newest=newest)
    yield words("verify.counts", events=report.events, batches=report.batches, streams=report.streams)
    if report.readings is not None:
        yield words("verify.readings", n=report.readings)
    yield words("verify.signed", n=report.checkpoints, position=report.covered)
    if report.keys:
        yield words(f"verify.key.{report.vouched}", keys=", ".join(report.keys))
    yield words("verify.uncovered", events=report.uncovered, seconds=ceil(report.uncovered_seconds))
    if report.elsewhere is None:
        yield words("verify.elsewhere.none")
    else:
        yield words("verify.elsewhere", n=report.elsewhere, position=report.elsewhere_covered or 0)


def damage_line(damage: Damage) -> str:
    """Log, place and kind of one damage, in one line."""
    what = words(f"verify.damage.{damage.kind}", detail=damage.detail)
    return f"{words(f'verify.in.{damage.log}')} · {_place(damage)}: {what}"


def _place(damage: Damage) -> str:
    """Stream and position of an event, number of a checkpoint, row of a reading, or the file."""
    if damage.kind == "structure" or (damage.kind == "pages" and not damage.position):
        return damage.detail
    parts = []
    if damage.stream is not None:
        parts.append(words("verify.at.stream", stream=str(damage.stream), version=damage.version or 0))
    if damage.number is not None:
        parts.append(words("verify.at.checkpoint", number=damage.number))
    if damage.since is not None and damage.since + 1 < damage.position:
        parts.append(words("verify.at.stretch", first=damage.since + 1, last=damage.position))
    else:
        parts.append(words("verify.at.position", position=damage.position))
    return ", ".join(parts)
