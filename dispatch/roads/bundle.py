"""One version of the roads as it lies on disk: files in a folder, and a manifest with their checksums."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dispatch.unfit import Unfit

if TYPE_CHECKING:
    from dispatch.roads.graph import RoadGraph

FORMAT: Final = 1
"""Of the files; a bundle of another format is made anew from its extract."""

MANIFEST: Final = "manifest.json"
GRAPH: Final = "graph.npz"
SOURCE: Final = "extract.osm.pbf"


class BadBundle(Unfit):
    """The bundle cannot be used: `bundle-damaged`, with the file that is not what it was."""

    def __init__(self, folder: Path, file: str) -> None:
        text = f"{folder.name}: {file} is not what was imported"
        super().__init__(text, "bundle-damaged", version=folder.name, file=file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The record of an import. `sha256` is the extract's, `as_of` its day; `nodes` are the graph's, `files`
    the checksum of each other file by its path in the bundle. `attribution` is shown on every map.
    """

    version: str
    sha256: str
    as_of: str
    made_at: str
    nodes: int
    kilometres: int
    attribution: str | dict[str, str]
    files: dict[str, str]
    format: int = FORMAT


def read_manifest(folder: Path) -> Manifest:
    """Raises `BadBundle`."""
    try:
        found = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise BadBundle(folder, MANIFEST) from None
    if found.format != FORMAT or GRAPH not in found.files:
        raise BadBundle(folder, MANIFEST)
    return found


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Last of all files; they are on the disk then, not only on their way to it."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    for path in folder.rglob("*"):
        synced(path)
    synced(folder)


def synced(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def checksums(folder: Path) -> dict[str, str]:
    """Of every file in a folder that has no manifest yet."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): file_sha256(path) for path in paths}


def check(folder: Path) -> Manifest:
    """The manifest, if every file is what was imported. Raises `BadBundle`."""
    manifest = read_manifest(folder)
    for name in manifest.files:
        _check(folder, manifest, name)
    return manifest


def _check(folder: Path, manifest: Manifest, name: str) -> None:
    try:
        same = file_sha256(folder / name) == manifest.files[name]
    except OSError:
        same = False
    if not same:
        raise BadBundle(folder, name)


def file_sha256(path: Path) -> str:
    """In hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_graph(folder: Path, graph: "RoadGraph") -> None:
    """Whole arrays, not compressed: read back a million nodes in a fraction of a second."""
    import numpy as np

    np.savez(
        folder / GRAPH,
        lats=graph.lats,
        lons=graph.lons,
        seconds=graph.backwards.data.astype(np.float32),
        tails=graph.backwards.indices.astype(np.int32),
        starts=graph.backwards.indptr.astype(np.int32),
    )


def read_graph(folder: Path) -> "RoadGraph":
    """The graph of a bundle. Raises `BadBundle`."""
    import numpy as np
    from scipy.sparse import csr_array

    from dispatch.roads.graph import RoadGraph

    _check(folder, read_manifest(folder), GRAPH)
    with np.load(folder / GRAPH, allow_pickle=False) as read:
        parts: dict[str, Any] = {name: read[name] for name in read.files}
    size = len(parts["lats"])
    seconds = parts["seconds"].astype(np.float64)
    backwards = csr_array((seconds, parts["tails"], parts["starts"]), shape=(size, size))
    return RoadGraph(lats=parts["lats"], lons=parts["lons"], backwards=backwards)
