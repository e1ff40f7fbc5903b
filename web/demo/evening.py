"""The evening as a plan: which request comes when, about which school and child; the same for a seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dispatch.town.dice import Dice
from dispatch.town.people_names import MEN, SURNAMES, WOMEN
from web.demo.stories import STORIES, Fate, Story

FIRST: Final = 5.0
"""Seconds of the server until the first request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One request: `after` seconds from the last one; `school` is an index into the schools."""

    after: float
    story: Story
    school: int
    child_name: str | None
    birth_date: date | None
    phone: str | None
    caller_name: str | None
    patience: float
    """Seconds until the dispatcher takes it; an immediate threat is taken sooner."""


def plan(seed: int, requests: int, every: float, schools: int, today: date) -> list[Scene]:
    """`requests` scenes, `every` seconds apart on average. The first round tells every story once."""
    dice = Dice(seed)
    stories: list[Story] = []
    while len(stories) < requests:
        stories += dice.shuffled(STORIES) if stories else STORIES
    return [_scene(story, i, every, schools, today, dice) for i, story in enumerate(stories[:requests])]


def _scene(story: Story, number: int, every: float, schools: int, today: date, dice: Dice) -> Scene:
    named = bool(story.relation) and story.fate is not Fate.REMOTE
    born = date(today.year - story.age, dice.whole(1, max(1, today.month - 1)), dice.whole(1, 28))
    return Scene(
        after=FIRST if number == 0 else every * dice.between(0.4, 1.6),
        story=story,
        school=dice.whole(0, schools - 1),
        child_name=_name(dice) if named else None,
        birth_date=born if named else None,
        phone=_phone(dice) if story.relation else None,
        caller_name=_name(dice) if story.relation else None,
        patience=dice.between(8, 30) if story.risk_class <= 1 else dice.between(30, 150),
    )


def _name(dice: Dice) -> str:
    male, female = dice.one_of(SURNAMES)
    return f"{dice.one_of(MEN)} {male}" if dice.chance(0.5) else f"{dice.one_of(WOMEN)} {female}"


def _phone(dice: Dice) -> str:
    """No number of Kazakhstan begins so."""
    return f"+7 000 {dice.whole(0, 999):03} {dice.whole(0, 99):02} {dice.whole(0, 99):02}"


def longest(scenes: Sequence[Scene]) -> float:
    """Seconds of the server from the start to the last request."""
    return sum(scene.after for scene in scenes)
