"""What the table of commands is made of: a command, its right, and how the thing it is about is found."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dispatch.ports import Row
from domain.access import Action
from domain.verdict import Thing
from web.problems import Problem
from web.system import System
from web.visitor import Visitor

Find = Callable[[System, Visitor, Any], Thing]
"""Finds the thing; raises `Problem` with the code of what is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One command: its class, its right, how its thing is found. Fields in `without` are the server's."""

    command: type
    right: Action
    find: Find
    unknown: str
    without: frozenset[str] = frozenset()


def there(row: Row | None, code: str) -> Row:
    """The row, or the problem that there is none."""
    if row is None:
        raise Problem(code)
    return row


def entries(right: Action, find: Find, unknown: str, *classes: type) -> dict[str, Entry]:
    """Commands that share a right and a way to their thing."""
    return {kebab(one): Entry(command=one, right=right, find=find, unknown=unknown) for one in classes}


def kebab(command: type) -> str:
    """`ReceiveRequest` is called `receive-request` outside."""
    return re.sub(r"(?<!^)([A-Z])", r"-\1", command.__name__).lower()
