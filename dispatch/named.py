"""What a command names, whatever it is: the ids of its fields, which are mostly streams that it is about."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Final
from uuid import UUID

from dispatch.ports import Submission

_FIELDS: Final[dict[type, tuple[str, ...]]] = {}


def named_in(submission: Submission) -> Iterator[UUID]:
    """Ids that the writer reads ahead of a batch. One too many or too few costs a look and nothing else."""
    if submission.due is not None:
        yield submission.due.stream
    command = submission.command
    for name in _fields(type(command)):
        if isinstance(value := getattr(command, name), UUID):
            yield value


def _fields(command: type) -> tuple[str, ...]:
    found = _FIELDS.get(command)
    if found is None:
        found = tuple(each.name for each in fields(command)) if is_dataclass(command) else ()
        _FIELDS[command] = found
    return found
