"""Marks on event fields: which are about a person, and what they read as once that person is forgotten."""

from dataclasses import field
from enum import Enum
from typing import Any, Final, TypeAlias, TypeVar

T = TypeVar("T")


class Forgotten(Enum):
    """What a sealed field reads as when the key of its subject no longer exists."""

    FORGOTTEN = "forgotten"


FORGOTTEN: Final = Forgotten.FORGOTTEN

Private: TypeAlias = T | Forgotten | None
"""Type of a sealed field: its value, the forgotten mark, or nothing was said."""


def sealed(subject: str) -> Any:
    """Mark a dataclass field as personal data.

    `subject` is the name of the sibling field that holds the subject's UUID; the field is stored
    under that subject's key and nowhere else. It is optional, because a forgotten person leaves nothing.
    """
    return field(default=None, metadata={"sealed": subject})


def sealed_fields(event_type: type) -> dict[str, str]:
    """Name of each sealed field of an event class, and the name of the field that holds its subject."""
    fields = getattr(event_type, "__dataclass_fields__", {})
    return {name: spec.metadata["sealed"] for name, spec in fields.items() if "sealed" in spec.metadata}


def told(value: Private[T]) -> T | None:
    """The value if it is still readable; nothing if it was never said or is forgotten."""
    return None if isinstance(value, Forgotten) else value
