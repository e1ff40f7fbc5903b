"""Which demands nobody free fulfils in time, by name; and who would, and when.

Of all combinations those that nobody free fulfils, and of these only the smallest: whoever reads that nobody
speaks Kazakh need not read that nobody who speaks Kazakh is a psychologist too.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Final

from domain.identity import TeamId
from domain.recommendation.fitness import Group, Need, hindrances, lacks, rest_left
from domain.recommendation.shapes import Shortfall

ABOUT_MIN: Final = 5
"""When a group will be free is said in steps of so many minutes: nobody knows better."""

MOST_DEMANDS: Final = 5
"""Beyond so many demands (a child of five languages) only all of them together are looked at."""

WAITS_FOR: Final = frozenset({"busy", "resting"})
"""What time alone takes away."""


def shortfalls(
    groups: Sequence[Group], need: Need, seconds: Mapping[TeamId, int], within: timedelta | None
) -> tuple[Shortfall, ...]:
    """What nobody free fulfils; nothing if somebody free fulfils everything in time.

    `seconds` are the drives that are known; `within` is what is left until somebody should be there.
    Without it, and when it is over, a free group counts however far it is.
    """
    if within is not None and within <= timedelta():
        within = None
    free = []
    for group in groups:
        if not _in_time(seconds.get(group.team), within) or hindrances(group, need):
            continue
        lacking = lacks(group, need)
        if not lacking:
            return ()
        free.append(lacking)
    told: list[frozenset[str]] = []
    for some in _combinations(need.demands):
        if any(less <= some for less in told) or any(not lacking & some for lacking in free):
            continue
        told.append(some)
    minutes = None if within is None else int(within.total_seconds() // 60)
    order = {demand: place for place, demand in enumerate(need.demands)}
    return tuple(
        _told(tuple(sorted(some, key=order.__getitem__)), minutes, groups, need, seconds) for some in told
    )


def _in_time(seconds: int | None, within: timedelta | None) -> bool:
    return seconds is not None and (within is None or seconds <= within.total_seconds())


def _combinations(demands: tuple[str, ...]) -> list[frozenset[str]]:
    """None of them, then one, two, …: all there are."""
    sizes = range(len(demands) + 1) if len(demands) <= MOST_DEMANDS else (0, len(demands))
    return [frozenset(some) for size in sizes for some in combinations(demands, size)]


def _told(
    demands: tuple[str, ...],
    within: int | None,
    groups: Sequence[Group],
    need: Need,
    seconds: Mapping[TeamId, int],
) -> Shortfall:
    """With the group on duty that is there first: one that fulfils everything, else one that has these."""
    waiting = [(group, lacks(group, need)) for group in groups if _only_waits(group, need)]
    fit = [group for group, lacking in waiting if not lacking]
    if demands and not fit:
        fit = [group for group, lacking in waiting if not lacking & set(demands)]
    waits = {group.team: _wait(group, need) for group in fit}
    there = [
        (wait + timedelta(seconds=seconds[group.team]), group.team.hex, group.team)
        for group in fit
        if (wait := waits[group.team]) is not None and group.team in seconds and _lasts(group, wait, need)
    ]
    if there:
        arrives, _, nearest = min(there)
        wait = waits[nearest]
        return Shortfall(
            demands=demands,
            within_minutes=within,
            nearest=nearest,
            free_in_minutes=None if wait is None else _about(wait),
            there_in_minutes=_about(arrives),
        )
    unknown = [group for group in fit if waits[group.team] is None and group.team in seconds]
    nearest_busy = min(unknown, key=lambda group: (seconds[group.team], group.team.hex), default=None)
    return Shortfall(
        demands=demands, within_minutes=within, nearest=None if nearest_busy is None else nearest_busy.team
    )


def _only_waits(group: Group, need: Need) -> bool:
    """Whether nothing is against the group but what passes."""
    return all(each.code in WAITS_FOR for each in hindrances(group, need))


def _wait(group: Group, need: Need) -> timedelta | None:
    """Until it is free; nothing if it is busy and nobody knows until when."""
    if group.status == "free":
        return rest_left(group, need)
    if group.free_at is None or group.free_at <= need.at:
        return None
    return group.free_at - need.at + need.rest_after_visit


def _lasts(group: Group, wait: timedelta, need: Need) -> bool:
    return group.ends_at is not None and group.ends_at - need.at - wait >= need.least_shift_left


def _about(span: timedelta) -> int:
    return ABOUT_MIN * -int(-span.total_seconds() // (60 * ABOUT_MIN))
