"""What a screen gets of the unverified lane: the one row of the topic `lane:<region>`."""

from typing import TypedDict


class LaneRow(TypedDict):
    """How many requests of the public form wait for a person, and how many of them say danger now."""

    waiting: int
    danger: int
