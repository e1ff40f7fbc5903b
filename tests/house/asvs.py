"""What docs/asvs.md must hold: a row for each requirement of levels 1 and 2, with a test or dated reason."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.house.tree import Fault, parsed

PAGE: Final = Path("docs/asvs.md")
SECTIONS: Final = """
1.1 0 2, 1.2 5 4, 1.3 2 9, 1.4 0 3, 1.5 1 1, 2.1 1 2, 2.2 2 1, 2.3 1 3, 2.4 0 1, 3.2 2 0, 3.3 1 3,
3.4 2 4, 3.5 3 2, 3.7 0 2, 4.1 1 2, 4.2 0 1, 4.3 0 2, 4.4 1 3, 5.1 0 1, 5.2 2 1, 5.3 2 0, 5.4 0 3,
6.1 1 2, 6.2 8 4, 6.3 2 2, 6.4 2 2, 6.5 0 5, 6.6 0 3, 6.8 0 4, 7.1 0 3, 7.2 4 0, 7.3 0 2, 7.4 2 3,
7.5 0 2, 7.6 0 2, 8.1 1 1, 8.2 2 1, 8.3 1 0, 8.4 0 1, 9.1 3 0, 9.2 1 3, 10.1 0 2, 10.2 0 2, 10.3 0
4, 10.4 5 6, 10.5 0 5, 10.6 0 2, 10.7 0 3, 11.1 0 2, 11.2 0 3, 11.3 2 1, 11.4 1 3, 11.5 0 1, 11.6 0
1, 12.1 1 2, 12.2 2 0, 12.3 0 4, 13.1 0 1, 13.2 0 5, 13.3 0 2, 13.4 1 4, 14.1 0 2, 14.2 1 3, 14.3 1
2, 15.1 1 2, 15.2 1 2, 15.3 1 6, 16.1 0 1, 16.2 0 5, 16.3 0 4, 16.4 0 3, 16.5 0 3, 17.1 0 1, 17.2 0
4, 17.3 0 2
"""
"""Section, its requirements of level 1, and of level 2 after them, as version 5.0.0 numbers them."""

_ROW: Final = re.compile(r"\| V([0-9.]+) \| ([12]) \| (.*) \|")
_TEST: Final = re.compile(r"`([a-z_/0-9]+\.py)::(test_\w+)`")
_REASON: Final = re.compile(r"20\d\d-\d\d-\d\d: \S")


def requirements() -> dict[str, int]:
    """Id -> level."""
    found = {}
    for part in SECTIONS.replace("\n", " ").split(","):
        section, first, second = part.split()
        for number in range(1, int(first) + int(second) + 1):
            found[f"{section}.{number}"] = 1 if number <= int(first) else 2
    return found


def faults(text: str, root: Path) -> Iterator[Fault]:
    """What is missing, doubled, or names a test that is not there."""
    rows = [
        (line, match) for line, each in enumerate(text.splitlines(), 1) if (match := _ROW.fullmatch(each))
    ]
    wanted = requirements()
    given = [match[1] for _, match in rows]
    for name in wanted.keys() - set(given):
        yield Fault(path=str(PAGE), line=0, what=f"V{name} has no row")
    for line, match in rows:
        if given.count(match[1]) > 1 or wanted.get(match[1]) != int(match[2]):
            yield Fault(
                path=str(PAGE), line=line, what=f"V{match[1]} is doubled, unknown, or of another level"
            )
        tests = _TEST.findall(match[3])
        if not tests and not _REASON.search(match[3]):
            yield Fault(path=str(PAGE), line=line, what=f"V{match[1]} has neither test nor dated reason")
        for file, name in tests:
            if name not in names_in(root / "tests" / file):
                yield Fault(path=str(PAGE), line=line, what=f"{file}::{name} is not there")


def names_in(path: Path) -> set[str]:
    """Functions that a file of tests defines."""
    if not path.exists():
        return set()
    return {each.name for each in parsed(path).body if isinstance(each, ast.FunctionDef)}
