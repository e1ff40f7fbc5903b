"""Triage. Targets by class: ours, never law. The law knows a threat and an ordinary request; these are finer.

0 attempt or violence now: 102/103/112, and stay on the line; 1 immediate threat; 2 raised; 3 ordinary.
How soon any request is taken is a setting of its own: it holds before there is a class.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassMinutes:
    """Minutes after receipt; none where the class sets no such target.

    Outside a city a same-day drive may be out of reach: there a remote first contact comes before the group.
    """

    contact: int | None = None
    left: int | None = None
    on_site_city: int | None = None
    on_site_outside: int | None = None


IMMEDIATE: Final = ClassMinutes(contact=15, left=30, on_site_city=60, on_site_outside=120)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetMinutes:
    """The centre's figures, class 0 to 3 in order. Every one is a setting; the defaults are ours."""

    attempt_now: ClassMinutes = IMMEDIATE
    immediate: ClassMinutes = IMMEDIATE
    raised: ClassMinutes = ClassMinutes(contact=24 * 60)
    ordinary: ClassMinutes = ClassMinutes()

    def of(self, klass: int) -> ClassMinutes:
        """The figures of a class; a class nobody knows has none."""
        by_class = (self.attempt_now, self.immediate, self.raised, self.ordinary)
        return by_class[klass] if 0 <= klass < len(by_class) else ClassMinutes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """When each step should be reached: the last instant in time, aware UTC; none without a target."""

    contact: datetime | None = None
    left: datetime | None = None
    on_site: datetime | None = None


def targets_for(
    klass: int, received_at: datetime, settings: TargetMinutes, *, in_city: bool = True
) -> Targets:
    """ours-targets: the targets of a request of this class, counted from `received_at` (aware UTC)."""
    figures = settings.of(klass)

    def after(minutes: int | None) -> datetime | None:
        return None if minutes is None else received_at + timedelta(minutes=minutes)

    return Targets(
        contact=after(figures.contact),
        left=after(figures.left),
        on_site=after(figures.on_site_city if in_city else figures.on_site_outside),
    )
