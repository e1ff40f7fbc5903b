"""The street network: edges with class and direction, all in one strongly connected component."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dispatch.town.crossing import Piece, cut
from dispatch.town.dice import Dice
from dispatch.town.ground import Spot, to_point
from dispatch.town.layout import Line, lines
from dispatch.town.names import street_names
from dispatch.town.plan import Edge, Street
from domain.places import Point, metres_between


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Nodes with their place in plane metres beside that in degrees, edges and named streets."""

    spots: tuple[Spot, ...]
    nodes: tuple[Point, ...]
    edges: tuple[Edge, ...]
    streets: tuple[Street, ...]


def build_network(dice: Dice) -> Network:
    """The town's streets."""
    courses = lines(dice)
    spots, pieces = cut(courses)
    points = [to_point(spot) for spot in spots]
    streets, street_of = _streets(courses, dice)
    edges = [_edge(piece, courses[piece.line], street_of[piece.line], points) for piece in pieces]
    edges = _driveable(edges, len(points))
    kept = sorted({n for edge in edges for n in (edge.a, edge.b)})
    renumbered = {old: new for new, old in enumerate(kept)}
    return Network(
        spots=tuple(spots[n] for n in kept),
        nodes=tuple(points[n] for n in kept),
        edges=tuple(replace(e, a=renumbered[e.a], b=renumbered[e.b]) for e in edges),
        streets=tuple(streets),
    )


def ways_out(edges: Iterable[Edge], count: int) -> list[list[tuple[int, int]]]:
    """Per node the (neighbour, edge index) pairs that may be driven to."""
    out: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for index, edge in enumerate(edges):
        out[edge.a].append((edge.b, index))
        if not edge.oneway:
            out[edge.b].append((edge.a, index))
    return out


def strongly_connected(edges: list[Edge], count: int) -> set[int]:
    """The largest set of nodes where everyone can drive to everyone and back (Kosaraju)."""
    forth = ways_out(edges, count)
    back: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for node, ways in enumerate(forth):
        for neighbour, index in ways:
            back[neighbour].append((node, index))
    order: list[int] = []
    seen: set[int] = set()
    for node in range(count):
        order += _explored(node, forth, seen)
    seen = set()
    parts = [_explored(node, back, seen) for node in reversed(order)]
    largest: list[int] = max(parts, key=len, default=[])
    return set(largest)


def _explored(start: int, ways: list[list[tuple[int, int]]], seen: set[int]) -> list[int]:
    """Nodes newly reached from `start`, in the order in which they were finished."""
    if start in seen:
        return []
    seen.add(start)
    done: list[int] = []
    stack = [(start, iter(ways[start]))]
    while stack:
        node, rest = stack[-1]
        for neighbour, _ in rest:
            if neighbour not in seen:
                seen.add(neighbour)
                stack.append((neighbour, iter(ways[neighbour])))
                break
        else:
            stack.pop()
            done.append(node)
    return done


def _driveable(edges: list[Edge], count: int) -> list[Edge]:
    """Opens one-way pieces that would trap a car, then leaves away what still hangs loose."""
    for _ in range(6):
        core = strongly_connected(edges, count)
        trapped = [e.oneway and not (e.a in core and e.b in core) for e in edges]
        if not any(trapped):
            break
        edges = [replace(e, oneway=False) if t else e for e, t in zip(edges, trapped, strict=True)]
    core = strongly_connected(edges, count)
    return [e for e in edges if e.a in core and e.b in core]


def _edge(piece: Piece, line: Line, street: int, points: list[Point]) -> Edge:
    return Edge(
        a=piece.a,
        b=piece.b,
        metres=round(metres_between(points[piece.a], points[piece.b]), 1),
        street=street,
        road=line.road,
        oneway=line.oneway,
        bridge=piece.bridge,
    )


def _streets(courses: list[Line], dice: Dice) -> tuple[list[Street], list[int]]:
    """One street per label, named; and each line's street."""
    by_label: dict[str, int] = {}
    per_district: dict[str, int] = defaultdict(int)
    streets: list[Street] = []
    street_of: list[int] = []
    names = street_names(dice)
    for line in courses:
        if line.label not in by_label:
            by_label[line.label] = len(streets)
            area = line.district or ""
            streets.append(
                Street(name=names(line.label, area, per_district[area], line.road), road=line.road)
            )
            per_district[area] += 1
        street_of.append(by_label[line.label])
    return streets, street_of
