"""The road engine's own programs: its files made from an extract, and the command that serves them.

Files of one extract, one program and one profile are made once. They are made aside and put in place by one
rename, so that whatever is in place is whole.
"""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from dispatch.unfit import Unfit

STEPS: Final = ("osrm-extract", "osrm-partition", "osrm-customize")
_MADE: Final = "made.json"
_BASE: Final = "roads.osrm"
_TABLE: Final = 2_000


class NoEngine(Unfit):
    """The programs or the extract cannot be used."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The folder that `make roads-engine` fetched."""

    folder: Path

    def path(self, name: str) -> Path:
        """One of the programs. Raises `NoEngine`."""
        return self._there("bin", name)

    @property
    def profile(self) -> Path:
        """How fast a car is on which road. Raises `NoEngine`."""
        return self._there("share", "profiles", "car.lua")

    def _there(self, *parts: str) -> Path:
        found = self.folder.joinpath("osrm", *parts)
        if not found.exists():
            raise NoEngine(f"{found} is not there", "engine-absent", folder=str(self.folder))
        return found


def prepare(programs: Programs, extract: Path, shelf: Path, say: Callable[[str], None]) -> Path:
    """What the engine is started with, made in a folder of `shelf` unless it is there; `say` names each step.

    Raises `NoEngine` with `extract-unreadable` if the programs cannot make a map of the extract.
    """
    version = _sha256(extract)
    made = {
        "extract": version,
        "profile": _sha256(programs.profile),
        "program": _sha256(programs.path(STEPS[0])),
    }
    folder = shelf / f"engine-{version[:16]}"
    if _read(folder / _MADE) == made:
        return folder / _BASE
    shelf.mkdir(parents=True, exist_ok=True)
    aside = Path(mkdtemp(prefix="engine-", dir=shelf))
    try:
        source = aside / "roads.osm.pbf"
        source.symlink_to(extract.resolve())
        options = ["--data_version", version[:16], "--profile", str(programs.profile)]
        for step, given in zip(STEPS, ([*options, str(source)], *[[str(aside / _BASE)]] * 2), strict=True):
            say(step)
            _run([str(programs.path(step)), *given], extract)
        source.unlink()
        (aside / _MADE).write_text(json.dumps(made), encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return folder / _BASE


def command(programs: Programs, base: Path, host: str, port: int, threads: int) -> list[str]:
    """Serves the files; its log names no question, because a question names places."""
    given = {"--algorithm": "mld", "--ip": host, "--port": port, "--threads": threads}
    options = [str(part) for pair in given.items() for part in pair]
    more = ["--max-table-size", str(_TABLE), "--verbosity", "WARNING"]
    return [str(programs.path("osrm-routed")), *options, *more, str(base)]


def _run(arguments: list[str], extract: Path) -> None:
    done = subprocess.run(arguments, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603
    if done.returncode != 0 or not _files(arguments):
        lines = (done.stdout + done.stderr).strip().splitlines() or [""]
        raise NoEngine(lines[-1], "extract-unreadable", file=str(extract), why=lines[-1][:200])


def _files(arguments: list[str]) -> bool:
    """Whether the step left anything: the programs do not always say that they failed."""
    return any(Path(arguments[-1]).parent.glob(f"{_BASE}.*"))


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise NoEngine(str(error), "extract-unreadable", file=str(path), why=str(error.strerror)) from None


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
