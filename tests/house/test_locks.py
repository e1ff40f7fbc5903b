"""Locks name versions and hashes, no hosts."""

import json
from pathlib import Path

import pytest

from tests.house import locks
from tests.house.plant import plant
from tests.house.tree import ROOT, listed


def test_locks_name_no_host() -> None:
    assert not (faults := locks.hosts(ROOT)), listed(faults)


def test_every_requirement_is_pinned_and_hashed() -> None:
    assert not (faults := locks.without_hash(ROOT)), listed(faults)


def test_there_is_something_to_look_at() -> None:
    assert (ROOT / "requirements" / "run.txt").exists()
    assert (ROOT / "requirements" / "dev.txt").exists()
    assert all((ROOT / folder / "package-lock.json").exists() for folder in locks.NPM)


@pytest.mark.parametrize(
    "line",
    ["--index-url x", "--extra-index-url x", "--find-links x", "-f x", "thing @ https://a.example/t.whl"],
)
def test_a_host_in_requirements_is_seen(tmp_path: Path, line: str) -> None:
    assert locks.hosts(plant(tmp_path, {"requirements/run.txt": line + "\n"}))


@pytest.mark.parametrize("folder", locks.NPM)
def test_a_host_in_the_package_lock_is_seen_but_not_a_funding_page(tmp_path: Path, folder: str) -> None:
    name = f"{folder}/package-lock.json"
    clean = {"packages": {"a": {"integrity": "sha512-x", "funding": {"url": "https://a.example"}}}}
    assert locks.hosts(plant(tmp_path, {name: json.dumps(clean)})) == []
    dirty = {"packages": {"a": {"resolved": "https://a.example/a.tgz"}}}
    assert len(locks.hosts(plant(tmp_path, {name: json.dumps(dirty)}))) == 2


@pytest.mark.parametrize(
    "text", ["a==1\n", "a>=1 \\\n    --hash=sha256:00\n", "a==1 \\\n    --hash=sha256:00\nb==2\n"]
)
def test_a_loose_requirement_is_seen(tmp_path: Path, text: str) -> None:
    assert len(locks.without_hash(plant(tmp_path, {"requirements/run.txt": text}))) == 1
