"""Set-up looks at the machine first and says in words what is missing."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.house.tree import ROOT

TOOLS = ("sh", "uname", "df", "awk", "git", "cat")


def look(megabytes: int, path: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the look at the machine with another PATH."""
    return subprocess.run(
        ["/bin/sh", str(ROOT / "requirements" / "machine.sh"), str(megabytes)],
        cwd=cwd,
        env={"PATH": path, "HOME": str(cwd)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def bare(tmp_path: Path) -> str:
    """A PATH with the ordinary tools and no Python."""
    for name in TOOLS:
        found = next(Path(place) / name for place in ("/bin", "/usr/bin") if (Path(place) / name).exists())
        (tmp_path / name).symlink_to(found)
    return str(tmp_path)


def test_this_machine_is_enough() -> None:
    done = look(1, f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}")
    assert done.returncode == 0, done.stderr
    assert "python3" in done.stdout


def test_a_missing_python_is_named(bare: str) -> None:
    done = look(1, bare)
    assert done.returncode == 1
    assert "missing: Python 3.11 or 3.12" in done.stderr
    assert "before it changed anything" in done.stderr


def test_a_python_without_venv_is_named(bare: str) -> None:
    fake = Path(bare) / "python3.11"
    fake.write_text('#!/bin/sh\ncase "$2" in *venv*) exit 1 ;; esac\nexit 0\n')
    fake.chmod(0o755)
    assert "missing: the venv module of python3.11" in look(1, bare).stderr


def test_a_full_disk_is_named() -> None:
    done = look(10**9, os.environ["PATH"])
    assert done.returncode == 1
    assert "missing: disk space: 1000000000 MB" in done.stderr


def test_another_kind_of_machine_is_named(bare: str) -> None:
    (Path(bare) / "uname").unlink()
    fake = Path(bare) / "uname"
    fake.write_text('#!/bin/sh\ncase "$1" in -s) echo Plan9 ;; *) echo mips ;; esac\n')
    fake.chmod(0o755)
    assert "missing: a machine Jedel is made for" in look(1, bare).stderr
