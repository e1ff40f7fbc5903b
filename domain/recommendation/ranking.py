"""The order of those who can go: by travel time, save where that costs what stays covered. A person decides.

What was offered is stored with the decision, so that it can be read later what the dispatcher saw, and what
was not chosen.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from domain.identity import TeamId
from domain.recommendation.fitness import FRESH, Group, Need, Shortlist
from domain.recommendation.shapes import (
    KEPT,
    OFFERED,
    Candidate,
    CoverLoss,
    Drive,
    FallenRung,
    Reason,
    Recommendation,
    Rejected,
    UsedPosition,
)
from domain.travel import Leg

TIE_S: Final = 180
"""So much later a group may be there and still be offered first, for what stays covered [ours]: no more
than the travel times themselves are out by."""

TIED_CLASSES: Final = frozenset({2, 3})
"""The classes in which what stays covered may decide. For a threat to life, and before anybody has assessed
it, time alone does [ours]."""

WEIGHED: Final = 8
"""Of so many, the soonest, it is reckoned what stays covered."""

Cover = Callable[[TeamId], CoverLoss | None]


def uncounted(team: TeamId) -> CoverLoss | None:
    """Where nobody knows the schools."""
    return None


def rank(
    listed: Shortlist,
    legs: Mapping[TeamId, Leg],
    need: Need,
    *,
    engine: str,
    data_version: str,
    fallen: tuple[FallenRung, ...] = (),
    factor: float = 1.0,
    cover: Cover = uncounted,
) -> Recommendation:
    """The eligible by travel time; equal times by distance, then by id, so that the order is always the same.

    `legs` hold one leg per eligible team, all of one rung. A team whose leg is unusable is rejected for that.
    `cover` says what a team's going would leave without a group.
    """
    found: list[Candidate] = []
    unreachable: list[Rejected] = []
    for group, position in listed.eligible:
        candidate = _candidate(group, position, legs[group.team])
        if candidate is None:
            fault = legs[group.team].fault or ""
            unreachable.append(Rejected(team=group.team, reasons=(Reason(code="unreachable", what=fault),)))
        else:
            found.append(candidate)
    found.sort(key=lambda c: (c.seconds, c.metres, c.team.hex))
    kept = _covered(found[:KEPT], need, cover)
    return Recommendation(
        at=need.at,
        engine=engine,
        data_version=data_version,
        ranked=tuple(_explained(kept, place, found) for place in range(len(kept))),
        rejected=(*listed.rejected, *unreachable),
        further=len(found) - len(kept),
        fallen=fallen,
        factor=factor,
    )


def with_drives(found: Recommendation, legs: Mapping[TeamId, Leg]) -> Recommendation:
    """The same, with how long the rejected would drive, of whom that is known."""
    drives = {team: drive for team, leg in legs.items() if (drive := drive_of(leg)) is not None}
    rejected = tuple(
        replace(each, drive=drives[each.team]) if each.team in drives else each for each in found.rejected
    )
    return replace(found, rejected=rejected)


def drive_of(leg: Leg) -> Drive | None:
    """The leg as a drive; nothing if it is unusable."""
    if leg.seconds_low is None or leg.seconds is None or leg.seconds_high is None or leg.metres is None:
        return None
    return Drive(
        seconds_low=leg.seconds_low, seconds=leg.seconds, seconds_high=leg.seconds_high, metres=leg.metres
    )


def _covered(soonest: list[Candidate], need: Need, cover: Cover) -> list[Candidate]:
    """With what each one's going leaves uncovered. Of those that are as good as equal in time the one that
    leaves least is first; the others stand by time, so that the soonest is second at worst.
    """
    if not soonest:
        return []
    tied = need.risk_class in TIED_CLASSES
    last = soonest[0].seconds + TIE_S
    weighed = [
        replace(each, cover=cover(each.team))
        for place, each in enumerate(soonest[:WEIGHED])
        if place < OFFERED or (tied and each.seconds <= last)
    ]
    behind = soonest[len(weighed) :]
    if not tied:
        return weighed + behind
    equal = (each for each in weighed if each.seconds <= last)
    first = min(equal, key=lambda c: 0 if c.cover is None else c.cover.schools)
    return [first, *(each for each in weighed if each is not first), *behind]


def _candidate(group: Group, position: UsedPosition, leg: Leg) -> Candidate | None:
    drive = drive_of(leg)
    if drive is None or group.shift is None:
        return None
    old = position.age_seconds > FRESH.total_seconds()
    reasons = []
    if old:
        reasons.append(Reason(code="position-old", minutes=position.age_seconds // 60))
    if position.source == "base":
        reasons.append(Reason(code="position-base"))
    return Candidate(
        team=group.team,
        shift=group.shift,
        seconds_low=drive.seconds_low,
        seconds=drive.seconds,
        seconds_high=drive.seconds_high + (position.age_seconds if old else 0),
        metres=drive.metres,
        margin_seconds=None,
        position=position,
        reasons=tuple(reasons),
    )


def _explained(kept: Sequence[Candidate], place: int, by_time: Sequence[Candidate]) -> Candidate:
    """The candidate with its margin to the next and why it stands where it does."""
    this = kept[place]
    following = kept[place + 1] if place + 1 < len(kept) else None
    if following is None and len(by_time) > len(kept):
        following = by_time[len(kept)]
    behind = None if following is None else following.seconds - this.seconds
    return replace(this, margin_seconds=behind, reasons=(_why(kept, place, by_time), *this.reasons))


def _why(kept: Sequence[Candidate], place: int, by_time: Sequence[Candidate]) -> Reason:
    this, first, soonest = kept[place], kept[0], by_time[0]
    if len(by_time) == 1:
        return Reason(code="only-one")
    if place == 0 and this.team != soonest.team:
        return Reason(code="keeps-cover", minutes=_up(this.seconds - soonest.seconds))
    if place == 0:
        return Reason(code="nearest", minutes=(by_time[1].seconds - this.seconds) // 60)
    if this.seconds < first.seconds:
        return Reason(code="sooner", minutes=_up(first.seconds - this.seconds))
    return Reason(code="later", minutes=(this.seconds - first.seconds) // 60)


def _up(seconds: int) -> int:
    return -(-seconds // 60)
