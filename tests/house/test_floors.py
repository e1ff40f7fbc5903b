"""The import contracts of pyproject.toml hold, and break when they should."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.plant import plant
from tests.house.tree import FLOORS, ROOT

LINT = Path(sys.executable).with_name("lint-imports")


def broken(root: Path) -> set[str]:
    """Names of the contracts that a checkout breaks."""
    done = subprocess.run([LINT, "--no-cache"], cwd=root, capture_output=True, text=True, check=False)
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return {line.removesuffix(" BROKEN") for line in done.stdout.splitlines() if line.endswith(" BROKEN")}


def house(root: Path) -> Path:
    """An empty house with our contracts."""
    shutil.copy(ROOT / "pyproject.toml", root)
    return plant(root, {f"{floor}/__init__.py": "" for floor in FLOORS})


def test_the_house_keeps_its_contracts() -> None:
    assert broken(ROOT) == set()


def test_an_empty_house_breaks_none(tmp_path: Path) -> None:
    assert broken(house(tmp_path)) == set()


@pytest.mark.parametrize(
    ("files", "contract"),
    [
        ({"projections/a.py": "import dispatch"}, "A floor imports only the floors below it"),
        ({"realtime/a.py": "import web"}, "A floor imports only the floors below it"),
        ({"domain/a.py": "import time"}, "The domain knows no machine"),
        ({"domain/a.py": "def f():\n    import cattrs"}, "The domain knows no machine"),
        ({"projections/a.py": "import sqlite3"}, "Projections are folds: no machine either"),
        (
            {"dispatch/a.py": "import dispatch.b", "dispatch/b.py": "import dispatch.a"},
            "No circles inside a floor",
        ),
    ],
)
def test_a_broken_contract_is_seen(tmp_path: Path, files: dict[str, str], contract: str) -> None:
    assert broken(plant(house(tmp_path), files)) == {contract}
