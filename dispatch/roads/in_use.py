"""The road graph in use, read once and held; another takes its place when another bundle is in use."""

import logging
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch.roads.bundle import MANIFEST, BadBundle, read_graph
from dispatch.roads.shelf import Shelf

if TYPE_CHECKING:
    from dispatch.roads.graph import RoadGraph

log = logging.getLogger(__name__)

Mark = tuple[str, int, int]
"""Version, and which file its manifest is."""


class GraphInUse:
    """Of `data`, from any thread. What is loaded stays until something whole can take its place."""

    def __init__(self, data: Path) -> None:
        self._shelf = Shelf(data)
        self._lock = threading.Lock()
        self._loaded: tuple[Mark, RoadGraph] | None = None
        self._failed: Mark | None = None

    def graph(self) -> "tuple[str, RoadGraph] | None":
        """Version and graph; nothing where no bundle is in use. Reads a file the first time only.

        Raises `BadBundle`.
        """
        loaded = self._loaded
        if loaded is None:
            self.renew()
            loaded = self._loaded
        return None if loaded is None else (loaded[0][0], loaded[1])

    def renew(self) -> None:
        """Look which bundle is in use and read it if it is another. Raises `BadBundle` where none is loaded
        that could go on being used.
        """
        with self._lock:
            mark = self._mark()
            if mark is None:
                self._loaded = None
            elif self._loaded is None or self._loaded[0] != mark:
                self._read(mark)

    def _read(self, mark: Mark) -> None:
        try:
            self._loaded = (mark, read_graph(self._shelf.folder / mark[0]))
        except BadBundle:
            if self._loaded is None:
                raise
            if mark != self._failed:
                log.error("the roads %s cannot be read; %s stay in use", mark[0], self._loaded[0][0])
                self._failed = mark

    def _mark(self) -> Mark | None:
        version = self._shelf.current()
        if version is None:
            return None
        try:
            found = (self._shelf.folder / version / MANIFEST).stat()
        except OSError:
            return version, 0, 0
        return version, found.st_ino, found.st_mtime_ns
