"""A map file of the house's own (PMTiles), taken into a bundle beside the drawn base map."""

import shutil
from pathlib import Path
from typing import Final

from dispatch.roads.base_map import RICH
from dispatch.unfit import Unfit

_BEGINNING: Final = b"PMTiles\x03"
_VECTOR: Final = 1
_KIND_AT: Final = 99
"""Where the header says what its tiles hold (specification of PMTiles, version 3)."""


def take(file: Path, base: Path) -> Path:
    """Copy `file` into the folder of a bundle's base map. Raises `Unfit` for a file of another kind."""
    with file.open("rb") as opened:
        header = opened.read(_KIND_AT + 1)
    if not header.startswith(_BEGINNING) or len(header) <= _KIND_AT:
        raise Unfit("no PMTiles", "not-pmtiles", file=file.name)
    if header[_KIND_AT] != _VECTOR:
        raise Unfit("pictures", "pmtiles-not-vector", file=file.name)
    return Path(shutil.copyfile(file, base / RICH))
