"""The road network that times are reckoned on, turned round: from a destination to whoever drives there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, triu
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from domain.places import EARTH_RADIUS_M, Point

Floats = NDArray[np.float64]
Nodes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Snapped:
    """Per place the nearest node of the network, and how many metres away it is."""

    nodes: Nodes
    metres: Floats


class RoadGraph:
    """Nodes at `lats`, `lons` (degrees); `backwards[v, u]` are the seconds from `u` to `v`. Never changed.

    Everybody reaches everybody: it is one strongly connected part.
    """

    def __init__(self, *, lats: Floats, lons: Floats, backwards: "csr_array[Any]") -> None:
        self.lats = lats
        self.lons = lons
        self.backwards = backwards
        self._places = on_sphere(lats, lons)
        self._tree = cKDTree(self._places, balanced_tree=False, compact_nodes=False)

    def snap(self, points: Sequence[Point]) -> Snapped:
        """Where the places join the network."""
        places = on_sphere(np.array([p.lat for p in points]), np.array([p.lon for p in points]))
        chords, nodes = self._tree.query(places)
        return Snapped(nodes=nodes, metres=chords * EARTH_RADIUS_M)

    def to(self, destination: int, reach: float = inf) -> "Drives":
        """The quickest drives of all to one node; of those that take `reach` seconds at most."""
        seconds, onward = dijkstra(self.backwards, indices=destination, limit=reach, return_predecessors=True)
        return Drives(seconds=seconds, onward=onward, places=self._places)

    def kilometres(self) -> float:
        """Of streets, whether they are driven in one direction or both."""
        pairs = triu(self.backwards + self.backwards.T).tocoo()
        return float(metres_along(self._places[pairs.row], self._places[pairs.col]).sum()) / 1000


@dataclass(frozen=True, slots=True)
class Drives:
    """From every node to one destination: `seconds` (inf: not reached), and the node that comes next."""

    seconds: Floats
    onward: NDArray[np.int32]
    places: Floats = field(repr=False)

    def metres(self, origins: Nodes) -> Floats:
        """How long the drives from these nodes are; 0 where there is none."""
        steps = np.array(list(self._steps(origins)))
        lengths: Floats = metres_along(self.places[steps[1:]], self.places[steps[:-1]]).sum(axis=0)
        return lengths

    def line(self, origin: int) -> list[int]:
        """The nodes of one drive, both ends among them."""
        return [int(step[0]) for step in self._steps(np.array([origin]))]

    def _steps(self, here: Nodes) -> Iterator[Nodes]:
        """From these nodes on, each step of all; who has arrived waits."""
        while True:
            yield here
            ahead = self.onward[here]
            if (ahead < 0).all():
                return
            here = np.where(ahead < 0, here, ahead)


def on_sphere(lats: Floats, lons: Floats) -> Floats:
    """Places on a sphere of radius 1, as rows of [x, y, z]: near ones are as far apart as they are by air."""
    phi, turn = np.radians(lats), np.radians(lons)
    return np.column_stack((np.cos(phi) * np.cos(turn), np.cos(phi) * np.sin(turn), np.sin(phi)))


def metres_along(a: Floats, b: Floats) -> Floats:
    """Metres between places of `on_sphere`, row by row, along the ground."""
    chords: Floats = np.sqrt(((a - b) ** 2).sum(axis=-1))
    return 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(chords / 2, 1.0))
