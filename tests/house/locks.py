"""The locked dependencies name versions and hashes, never the host they were fetched from."""

import json
import re
from pathlib import Path
from typing import Any

from tests.house.tree import Fault

NPM = ("web/screen", "tests/oidc", "tests/bench/eventide", "tests/bench/peers")
"""Folders with npm packages of their own."""


def hosts(root: Path) -> list[Fault]:
    """Addresses and registry options in requirements/*.txt, and hosts named in package-lock.json."""
    faults = []
    for path in sorted((root / "requirements").glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if "://" in line or re.match(r"\s*(--(extra-)?index-url|--find-links|-i|-f)\b", line):
                faults.append(Fault(path=str(path.relative_to(root)), line=number, what=line.strip()))
    for path in sorted(path for folder in NPM for path in (root / folder).glob("package-lock.json")):
        name = str(path.relative_to(root))
        faults += [
            Fault(path=name, what=what) for what in _named(json.loads(path.read_text(encoding="utf-8")), "")
        ]
    return faults


def without_hash(root: Path) -> list[Fault]:
    """Requirements that are not pinned exactly or have no sha256 under them."""
    faults = []
    for path in sorted((root / "requirements").glob("*.txt")):
        blocks = re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip())
        for block in (block for block in blocks if block and not block.startswith("#")):
            if "==" not in block.split(";")[0] or "--hash=sha256:" not in block:
                faults.append(Fault(path=str(path.relative_to(root)), what=block.splitlines()[0]))
    return faults


def _named(value: Any, key: str) -> list[str]:
    """Where a lock's JSON names a host; a package's own `funding` page is its author's business."""
    match value:
        case dict():
            own = ["resolved is recorded"] if "resolved" in value else []
            return own + [what for k, v in value.items() if k != "funding" for what in _named(v, k)]
        case list():
            return [what for v in value for what in _named(v, key)]
        case str() if "://" in value:
            return [f"{key}: {value}"]
        case _:
            return []
