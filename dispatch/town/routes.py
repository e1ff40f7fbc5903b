"""Driving in the town: shortest ways by time along its own streets."""

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf

from dispatch.town.plan import Town
from domain.places import Point, metres_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """A way through the town: its nodes in order, the seconds at which each is passed, its length."""

    nodes: tuple[int, ...]
    passed_at: tuple[float, ...]
    metres: float

    @property
    def seconds(self) -> float:
        return self.passed_at[-1]


def nearest_node(town: Town, point: Point) -> int:
    """The node nearest to a point by air."""
    gaps = [metres_between(point, node) for node in town.nodes]
    return gaps.index(min(gaps))


def drive(town: Town, start: int, goal: int) -> Drive:
    """The fastest way between two nodes at free flow; there always is one (Dijkstra)."""
    best = {start: 0.0}
    came: dict[int, tuple[int, int]] = {}
    heap = [(0.0, start)]
    while heap:
        seconds, node = heappop(heap)
        if node == goal:
            break
        if seconds > best[node]:
            continue
        for neighbour, index in town.reachable[node]:
            reached = seconds + town.edges[index].seconds
            if reached < best.get(neighbour, inf):
                best[neighbour] = reached
                came[neighbour] = (node, index)
                heappush(heap, (reached, neighbour))
    nodes, metres = [goal], 0.0
    while nodes[-1] != start:
        node, index = came[nodes[-1]]
        metres += town.edges[index].metres
        nodes.append(node)
    nodes.reverse()
    return Drive(nodes=tuple(nodes), passed_at=tuple(best[n] for n in nodes), metres=round(metres, 1))


def where(town: Town, way: Drive, seconds: float) -> Point:
    """Where one is on the way after so many seconds; before its start, there; after its end, there."""
    stops: Sequence[float] = way.passed_at
    if seconds <= 0 or len(stops) == 1:
        return town.nodes[way.nodes[0]]
    for i in range(1, len(stops)):
        if seconds < stops[i]:
            share = (seconds - stops[i - 1]) / (stops[i] - stops[i - 1])
            a, b = town.nodes[way.nodes[i - 1]], town.nodes[way.nodes[i]]
            return Point(
                lat=round(a.lat + (b.lat - a.lat) * share, 6), lon=round(a.lon + (b.lon - a.lon) * share, 6)
            )
    return town.nodes[way.nodes[-1]]
