"""The base map of the bundle in use, as screens are given it."""

import json
import sqlite3
from pathlib import Path
from typing import Any, Final

from dispatch.roads.shelf import Shelf

ABOUT: Final = "base.json"
TILES: Final = "tiles.db"
RICH: Final = "rich.pmtiles"
"""A map file of the house's own beside the drawn one, if there is one."""


class BaseMap:
    """One bundle's. `version` stands in every address, so what was fetched holds for ever."""

    def __init__(self, bundle: Path) -> None:
        self.version = bundle.name
        base = bundle / "base"
        manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
        rich = base / RICH
        self.rich = rich if rich.is_file() else None
        self.about: dict[str, Any] = {
            "version": self.version,
            "attribution": manifest.get("attribution", ""),
            "rich": self.rich is not None,
            **json.loads((base / ABOUT).read_text(encoding="utf-8")),
        }
        path = (base / TILES).resolve().as_uri()
        self._tiles = sqlite3.connect(f"{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    def tile(self, level: int, x: int, y: int) -> bytes | None:
        """The tile, compressed; None where nothing is drawn."""
        asked = "SELECT body FROM tile WHERE level = ? AND x = ? AND y = ?"
        row = self._tiles.execute(asked, (level, x, y)).fetchone()
        return None if row is None else bytes(row[0])

    def close(self) -> None:
        """Give the file back."""
        self._tiles.close()


class BaseMaps:
    """The base map of `data`, whichever bundle is in use at the moment; the last one is kept open."""

    def __init__(self, data: Path) -> None:
        self._shelf = Shelf(data)
        self._kept: BaseMap | None = None

    def current(self) -> BaseMap | None:
        """None where no bundle is in use, or the one that is has no base map."""
        version = self._shelf.current()
        if self._kept is not None and self._kept.version != version:
            self._kept.close()
            self._kept = None
        if self._kept is None and version is not None:
            bundle = self._shelf.folder / version
            self._kept = BaseMap(bundle) if (bundle / "base" / ABOUT).is_file() else None
        return self._kept
