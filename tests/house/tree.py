"""What the house tests look at: the source files of a checkout, and a fault in one of them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("domain", "projections", "dispatch", "realtime", "web")
SKIPPED = {"node_modules", "dist", "__pycache__", ".venv", "var"}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One broken house rule: which file, which line (0 = the whole file), what is wrong."""

    path: str
    line: int = 0
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def files(root: Path, *suffixes: str, tops: tuple[str, ...] = (*FLOORS, "tests")) -> Iterator[Path]:
    """Every source file with one of the suffixes under the given top folders, in order of name."""
    for top in tops:
        for path in sorted((root / top).rglob("*")):
            if path.suffix in suffixes and path.is_file() and not SKIPPED & set(path.parts):
                yield path


def parsed(path: Path) -> ast.Module:
    """The syntax tree of a Python file; many rules look at each, and none changes it."""
    return _parsed(path.read_text(encoding="utf-8"), str(path))


@cache
def _parsed(text: str, name: str) -> ast.Module:
    return ast.parse(text, filename=name)


def listed(faults: list[Fault]) -> str:
    """The faults one a line, for an assertion's message."""
    return "\n".join(str(fault) for fault in faults)
