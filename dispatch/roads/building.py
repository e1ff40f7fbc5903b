"""Makes the graph of an extract: what can be driven, there and back."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from dispatch.roads.extract import Extract
from dispatch.roads.graph import RoadGraph, metres_along, on_sphere
from dispatch.roads.speeds import SIGNAL_S, speed_kmh

LONGEST_M: Final = 200.0
"""Longer stretches get nodes between: places are joined to the nearest node."""

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def built(extract: Extract) -> RoadGraph | None:
    """The largest part of the network where one can drive from everywhere to everywhere; nothing if none."""
    start, end, way = _stretches(extract)
    speeds = np.array([speed_kmh(each) for each in extract.ways])
    driven = speeds[way] > 0
    start, end, way = start[driven], end[driven], way[driven]
    if not len(way):
        return None
    lats, lons, start, end, parent = _divided(extract.lats, extract.lons, start, end)
    way = way[parent]
    places = on_sphere(lats, lons)
    seconds = metres_along(places[start], places[end]) * 3.6 / speeds[way]
    direction = np.array([each.oneway for each in extract.ways])[way]
    along, against = direction >= 0, direction <= 0
    tails = np.concatenate((start[along], end[against]))
    heads = np.concatenate((end[along], start[against]))
    waits = np.zeros(len(lats))
    waits[extract.signals] = SIGNAL_S
    cost = np.concatenate((seconds[along], seconds[against])) + waits[heads]
    return _together(lats, lons, *_quickest(tails, heads, cost))


def _stretches(extract: Extract) -> tuple[Whole, Whole, Whole]:
    """Per stretch between two nodes: where it starts, where it ends, whose it is."""
    nodes = np.concatenate([way.nodes for way in extract.ways]).astype(np.int64)
    owner = np.repeat(np.arange(len(extract.ways)), [len(way.nodes) for way in extract.ways])
    real = (owner[1:] == owner[:-1]) & (nodes[1:] != nodes[:-1])
    return nodes[:-1][real], nodes[1:][real], owner[:-1][real]


def _divided(
    lats: Floats, lons: Floats, start: Whole, end: Whole
) -> tuple[Floats, Floats, Whole, Whole, Whole]:
    """Stretches of `LONGEST_M` at most; the last array says which longer one each is a part of."""
    places = on_sphere(lats, lons)
    parts = np.maximum(1, np.ceil(metres_along(places[start], places[end]) / LONGEST_M)).astype(np.int64)
    parent = np.repeat(np.arange(len(start)), parts)
    first = np.cumsum(parts) - parts
    number = np.arange(len(parent)) - first[parent]
    last = number == parts[parent] - 1
    own = len(lats) + first[parent] - parent + number
    share = ((number + 1) / parts[parent])[~last]
    between = parent[~last]
    added = [
        values[start[between]] + share * (values[end[between]] - values[start[between]])
        for values in (lats, lons)
    ]
    tails = np.where(number == 0, start[parent], own - 1)
    heads = np.where(last, end[parent], own)
    return np.concatenate((lats, added[0])), np.concatenate((lons, added[1])), tails, heads, parent


def _quickest(tails: Whole, heads: Whole, cost: Floats) -> tuple[Whole, Whole, Floats]:
    """One stretch from one node to another: of two that lead there the quicker."""
    order = np.lexsort((cost, heads, tails))
    tails, heads, cost = tails[order], heads[order], cost[order]
    first = np.ones(len(tails), dtype=bool)
    first[1:] = (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1])
    return tails[first], heads[first], cost[first]


def _together(lats: Floats, lons: Floats, tails: Whole, heads: Whole, cost: Floats) -> RoadGraph | None:
    """What hangs together both ways, nodes in bands from south to north: neighbours lie near in memory."""
    size = len(lats)
    _, part = connected_components(csr_array((cost, (tails, heads)), shape=(size, size)), connection="strong")
    kept = np.flatnonzero(part == np.bincount(part).argmax())
    if len(kept) < 2:
        return None
    kept = kept[np.lexsort((lons[kept], np.floor(lats[kept] * 200)))]
    new = np.full(size, -1)
    new[kept] = np.arange(len(kept))
    inside = (new[tails] >= 0) & (new[heads] >= 0)
    backwards = csr_array(
        (cost[inside], (new[heads[inside]], new[tails[inside]])), shape=(len(kept), len(kept))
    )
    return RoadGraph(lats=lats[kept], lons=lons[kept], backwards=backwards)
