"""Where streets meet: cuts every line at its crossings, so that what is left are pieces between junctions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, floor, hypot, pi
from typing import Final

from dispatch.town.ground import Spot, river_y
from dispatch.town.layout import Line

CELL: Final = 160.0
MERGE: Final = 14.0
"""Junctions closer than this, in metres, are one."""

STUB: Final = 45.0
"""A blind end shorter than this is left away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A straight piece of a line between two junctions (indices of spots)."""

    a: int
    b: int
    line: int
    bridge: bool


class _Junctions:
    """Spots numbered in order of appearance; one near an earlier one is that one."""

    def __init__(self) -> None:
        self.spots: list[Spot] = []
        self._near: dict[tuple[int, int], list[int]] = defaultdict(list)

    def number(self, spot: Spot) -> int:
        cx, cy = floor(spot[0] / MERGE), floor(spot[1] / MERGE)
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                for index in self._near.get((cx + dx, cy + dy), ()):
                    known = self.spots[index]
                    if hypot(known[0] - spot[0], known[1] - spot[1]) < MERGE:
                        return index
        self.spots.append(spot)
        self._near[cx, cy].append(len(self.spots) - 1)
        return len(self.spots) - 1


BEND: Final = 0.16
"""A street that turns by less than this (radians) between junctions is drawn straight."""

Segment = tuple[Spot, Spot, int]


def cut(lines: list[Line]) -> tuple[list[Spot], list[Piece]]:
    """Junctions and the pieces between them: no two join the same pair, no short blind end is left."""
    segments: list[Segment] = [(a, b, i) for i, line in enumerate(lines) for a, b in pairwise(line.spots)]
    shares = _crossings(segments)
    junctions = _Junctions()
    seen: set[tuple[int, int]] = set()
    pieces: list[Piece] = []
    for index, (a, b, line) in enumerate(segments):
        stops = sorted({0.0, 1.0, *shares.get(index, ())})
        numbers = [junctions.number((a[0] + (b[0] - a[0]) * s, a[1] + (b[1] - a[1]) * s)) for s in stops]
        for n, m in pairwise(numbers):
            pair = (min(n, m), max(n, m))
            if n != m and pair not in seen:
                seen.add(pair)
                bridge = _over_water(junctions.spots[n], junctions.spots[m])
                pieces.append(Piece(a=n, b=m, line=line, bridge=bridge))
    return junctions.spots, _straightened(junctions.spots, _without_stubs(junctions.spots, pieces))


def _crossings(segments: list[Segment]) -> dict[int, list[float]]:
    """Per segment, at which shares of its length others cross it."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    out: dict[int, list[float]] = defaultdict(list)
    tried: set[tuple[int, int]] = set()
    for index, (a, b, line) in enumerate(segments):
        for cell in _cells(a, b):
            for other in cells[cell]:
                if segments[other][2] == line or (other, index) in tried:
                    continue
                tried.add((other, index))
                shares = _meet(a, b, segments[other][0], segments[other][1])
                if shares is not None:
                    out[index].append(shares[0])
                    out[other].append(shares[1])
            cells[cell].append(index)
    return out


def _cells(a: Spot, b: Spot) -> Iterator[tuple[int, int]]:
    for cx in range(floor(min(a[0], b[0]) / CELL), floor(max(a[0], b[0]) / CELL) + 1):
        for cy in range(floor(min(a[1], b[1]) / CELL), floor(max(a[1], b[1]) / CELL) + 1):
            yield cx, cy


def _meet(a: Spot, b: Spot, c: Spot, d: Spot) -> tuple[float, float] | None:
    """Shares of ab and cd at which they cross; nothing if they are parallel or do not reach one another."""
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    turn = rx * sy - ry * sx
    if abs(turn) < 1e-6:
        return None
    t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / turn
    u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / turn
    return (t, u) if -1e-9 <= t <= 1 + 1e-9 and -1e-9 <= u <= 1 + 1e-9 else None


def _over_water(a: Spot, b: Spot) -> bool:
    return (a[1] < river_y(a[0])) != (b[1] < river_y(b[0]))


def _without_stubs(spots: list[Spot], pieces: list[Piece]) -> list[Piece]:
    while True:
        degree = _degrees(pieces)
        kept = [p for p in pieces if min(degree[p.a], degree[p.b]) > 1 or _length(spots, p) >= STUB]
        if len(kept) == len(pieces):
            return kept
        pieces = kept


def _straightened(spots: list[Spot], pieces: list[Piece]) -> list[Piece]:
    """Joins the pieces of a line where nothing branches off and the street hardly bends."""
    degree = _degrees(pieces)
    follows = {(p.line, p.a): i for i, p in enumerate(pieces) if degree[p.a] == 2}
    heads = {(p.line, p.b) for p in pieces}
    starts = [i for i, p in enumerate(pieces) if degree[p.a] != 2 or (p.line, p.a) not in heads]
    out: list[Piece] = []
    used: set[int] = set()
    for start in [*starts, *range(len(pieces))]:
        while start not in used:
            used.add(start)
            piece = pieces[start]
            end, after = piece.b, follows.get((piece.line, piece.b))
            while after is not None and after not in used and _straight(spots, piece.a, end, pieces[after].b):
                used.add(after)
                end = pieces[after].b
                after = follows.get((piece.line, end))
            out.append(
                Piece(a=piece.a, b=end, line=piece.line, bridge=_over_water(spots[piece.a], spots[end]))
            )
            start = after if after is not None else start
    return out


def _straight(spots: list[Spot], a: int, b: int, c: int) -> bool:
    (ax, ay), (bx, by), (cx, cy) = spots[a], spots[b], spots[c]
    before, after = atan2(by - ay, bx - ax), atan2(cy - by, cx - bx)
    return a != c and abs((after - before + pi) % (2 * pi) - pi) < BEND


def _degrees(pieces: Iterable[Piece]) -> dict[int, int]:
    degree: dict[int, int] = defaultdict(int)
    for piece in pieces:
        degree[piece.a] += 1
        degree[piece.b] += 1
    return degree


def _length(spots: list[Spot], piece: Piece) -> float:
    (ax, ay), (bx, by) = spots[piece.a], spots[piece.b]
    return hypot(bx - ax, by - ay)
