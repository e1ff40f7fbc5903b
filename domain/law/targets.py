"""Targets by class: ours, never law. The law knows an immediate threat and an ordinary request; these are finer.

0 attempt or violence now: 102/103/112, and stay on the line; 1 immediate threat; 2 raised; 3 ordinary.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

CITATION: Final = "ours-targets"


class Target(StrEnum):
    """The four steps that a class sets a target for, in the order they happen."""

    TAKEN = "taken"
    CONTACT = "contact"
    LEFT = "left"
    ON_SITE = "on-site"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTargets:
    """Minutes after receipt; none where the class sets no such target."""

    taken: int | None = None
    contact: int | None = None
    left: int | None = None
    on_site_city: int | None = None
    on_site_outside: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSettings:
    """The centre's figures. Every one is a setting; the defaults are ours.

    `unassessed` holds until a person has set a class: any request may hide a threat, so it is soon taken.
    """

    unassessed: ClassTargets = ClassTargets(taken=5)
    attempt_now: ClassTargets = ClassTargets(
        taken=5, contact=15, left=30, on_site_city=60, on_site_outside=120
    )
    immediate: ClassTargets = ClassTargets(taken=5, contact=15, left=30, on_site_city=60, on_site_outside=120)
    raised: ClassTargets = ClassTargets(taken=60, contact=24 * 60)
    ordinary: ClassTargets = ClassTargets()

    def of(self, klass: int | None) -> ClassTargets:
        """The figures of a class; of an unknown class, those of a request not yet assessed."""
        by_class = (self.attempt_now, self.immediate, self.raised, self.ordinary)
        if klass is None or not 0 <= klass < len(by_class):
            return self.unassessed
        return by_class[klass]


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """When each step should be reached: the last instant in time, aware UTC; stored in the event."""

    taken: datetime | None = None
    contact: datetime | None = None
    left: datetime | None = None
    on_site: datetime | None = None

    def at(self, target: Target) -> datetime | None:
        """The instant of one target."""
        by_target = {
            Target.TAKEN: self.taken,
            Target.CONTACT: self.contact,
            Target.LEFT: self.left,
            Target.ON_SITE: self.on_site,
        }
        return by_target[target]


def targets_for(
    klass: int | None, received_at: datetime, settings: TargetSettings, *, in_city: bool = True
) -> Targets:
    """ours-targets: the targets of a request of this class, counted from `received_at` (aware UTC)."""
    figures = settings.of(klass)

    def after(minutes: int | None) -> datetime | None:
        return None if minutes is None else received_at + timedelta(minutes=minutes)

    return Targets(
        taken=after(figures.taken),
        contact=after(figures.contact),
        left=after(figures.left),
        on_site=after(figures.on_site_city if in_city else figures.on_site_outside),
    )
