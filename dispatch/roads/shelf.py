"""The bundles of an installation: which is in use, which was before, and how one takes another's place.

A bundle is made in a folder of its own and becomes a version by one rename; `current` names the version in
use and is replaced in one step. Whatever ends an import in between leaves that one in use.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from dispatch.roads.bundle import MANIFEST, check, synced
from dispatch.unfit import Unfit

ROADS: Final = "roads"
CURRENT: Final = "current"
PREVIOUS: Final = "previous"
_LOCK: Final = "import.lock"
_UNFINISHED: Final = ".new-"


class Shelf:
    """`DATA/roads`."""

    def __init__(self, data: Path) -> None:
        self.folder = data / ROADS

    def versions(self) -> list[str]:
        """Every bundle there, by name."""
        names = (path.parent.name for path in self.folder.glob(f"*/{MANIFEST}"))
        return sorted(name for name in names if not name.startswith(_UNFINISHED))

    def current(self) -> str | None:
        """The version in use, whether or not it is there."""
        return self._named(CURRENT)

    def previous(self) -> str | None:
        """The version that was in use before."""
        return self._named(PREVIOUS)

    def bundle(self, version: str) -> Path:
        """Its folder. Raises `Unfit` with `bundle-unknown`."""
        known = self.versions()
        if version not in known:
            raise Unfit("no such bundle", "bundle-unknown", version=version, known=", ".join(known) or "—")
        return self.folder / version

    def use(self, version: str) -> None:
        """From now on this one, once it was found whole. Raises `Unfit`, and then nothing has changed."""
        check(self.bundle(version))
        before = self.current()
        if before is not None and before != version:
            self._name(PREVIOUS, before)
        self._name(CURRENT, version)

    @contextmanager
    def making(self) -> Iterator[Path]:
        """A folder for a new bundle, alone: it goes if it was not put in place. Raises `Unfit` with
        `import-running`.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Unfit("another import runs", "import-running") from None
            self._sweep()
            aside = Path(mkdtemp(prefix=_UNFINISHED, dir=self.folder))
            try:
                yield aside
            finally:
                shutil.rmtree(aside, ignore_errors=True)

    def put(self, aside: Path, version: str) -> None:
        """A finished bundle becomes a version, in the place of one of that name that was not whole."""
        place = self.folder / version
        if place.exists():
            place.rename(Path(mkdtemp(prefix=_UNFINISHED, dir=self.folder)) / version)
        aside.rename(place)
        synced(self.folder)

    def tidy(self) -> None:
        """Only the bundle in use and the one before stay."""
        for version in self.versions():
            if version not in (self.current(), self.previous()):
                shutil.rmtree(self.folder / version, ignore_errors=True)
        self._sweep()

    def _sweep(self) -> None:
        """What an import left that was killed."""
        for left in self.folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left, ignore_errors=True)

    def _named(self, name: str) -> str | None:
        try:
            return (self.folder / name).read_text(encoding="utf-8").strip() or None
        except OSError:
            return None

    def _name(self, name: str, version: str) -> None:
        aside = self.folder / f"{name}.new"
        aside.write_text(version + "\n", encoding="utf-8")
        synced(aside)
        os.replace(aside, self.folder / name)
        synced(self.folder)
