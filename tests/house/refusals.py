"""Which refusals the domain and the desk can answer with, and which of them no test names."""

import ast
from pathlib import Path

from domain.places import POINT_CODES
from tests.house.tree import Fault, files, parsed

DESK = ("dispatch/desk.py", "dispatch/registers_desk.py")
TESTED_IN = ("tests/domain", "tests/law", "tests/dispatch")


def codes_of(root: Path) -> dict[str, tuple[str, int]]:
    """Every code written out in domain/ and at the desk, with where it first stands."""
    found: dict[str, tuple[str, int]] = dict.fromkeys(POINT_CODES, ("domain/places.py", 1))
    for path in files(root, ".py", tops=("domain", "dispatch")):
        name = str(path.relative_to(root))
        if not name.startswith("domain/") and name not in DESK:
            continue
        for node in ast.walk(parsed(path)):
            if (code := _code(node)) is not None:
                found.setdefault(code, (name, getattr(node, "lineno", 0)))
    return found


def untested(root: Path) -> list[Fault]:
    """Codes which no test of the domain, the law or the desk names."""
    named: set[str] = set()
    for folder in TESTED_IN:
        for path in sorted((root / folder).glob("test_*.py")):
            words = (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Constant))
            named |= {node.value for node in words if isinstance(node.value, str)}
    return [
        Fault(path=path, line=line, what=f"no test refuses with {code}")
        for code, (path, line) in sorted(codes_of(root).items())
        if code not in named
    ]


def _code(node: ast.AST) -> str | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return None
    if node.func.id not in ("Refused", "taken", "_fault", "_Bad"):
        return None
    said = [word.value for word in node.keywords if word.arg == "code"] or node.args[:1]
    first = said[0] if said else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
