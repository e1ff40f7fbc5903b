"""The lines the streets follow: rings, avenues and quays then each district in its own pattern."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import cos, hypot, pi, radians, sin

from dispatch.town.dice import Dice
from dispatch.town.ground import (
    EAST_AVENUE,
    HEART,
    LAKE,
    NORTH_AVENUE,
    OLD_TOWN_RADIUS,
    PARK,
    QUAY,
    SOUTH_AVENUE_X,
    Spot,
    buildable,
    ellipse_ring,
    ring_spot,
    river_y,
    within_ring,
)
from dispatch.town.plan import Road

OVERSHOOT = 22.0
"""How far a local street runs past its district's edge, so that it surely meets the street there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One street's course. `label` says which street of the town it is, `district` whose words name it."""

    label: str
    road: Road
    spots: tuple[Spot, ...]
    district: str | None = None
    oneway: bool = False


def lines(dice: Dice) -> list[Line]:
    """Every street of the town, widest first."""
    out = [*_rings(), *_avenues(), *_quays(), *_highways()]
    out += _old_town(dice)
    out += _grid("cloud", dice, angle=12.0, along=148.0, across=236.0)
    out += _grid("star", dice, angle=-7.0, along=330.0, across=285.0)
    out += _yards(dice)
    out += _grid("makers", dice, angle=8.0, along=260.0, across=420.0)
    out += _grid("dream", dice, angle=20.0, along=155.0, across=240.0, wave=55.0)
    out += _grid("wonder", dice, angle=-22.0, along=145.0, across=190.0, oneways=True)
    return out


def _arc(centre: Spot, radius: float, step: float = 90.0) -> list[Spot]:
    count = max(12, round(2 * pi * radius / step))
    turns = [2 * pi * i / count for i in range(count)] + [0.0]
    return [(centre[0] + radius * cos(t), centre[1] + radius * sin(t)) for t in turns]


def _rings() -> list[Line]:
    outer = [ring_spot(2 * pi * i / 240) for i in range(240)]
    inner = _pieces(_arc(HEART, OLD_TOWN_RADIUS), lambda s: s[1] > river_y(s[0]) + QUAY)
    lake = tuple(ellipse_ring(LAKE, 70.0, 36))
    park = tuple(ellipse_ring(PARK, 40.0, 30))
    return [
        Line(label="ring", road=Road.RING, spots=(*outer, outer[0])),
        *(Line(label="inner-ring", road=Road.ARTERIAL, spots=piece) for piece in inner),
        Line(label="lake-side", road=Road.COLLECTOR, spots=lake, district="dream"),
        Line(label="park-side", road=Road.COLLECTOR, spots=park, district="star"),
    ]


def _avenues() -> list[Line]:
    """The avenues between districts; three of them are the bridges inside the ring road."""
    east = _ray(HEART, EAST_AVENUE, OLD_TOWN_RADIUS, 5_600)
    north = _ray(HEART, NORTH_AVENUE, 0.0, 4_600)
    west = [(-x, 760 + x * 0.12) for x in _steps(0.0, 5_400.0, 90.0)]
    main = [(SOUTH_AVENUE_X * min(1.0, t / 900), HEART[1] - t) for t in _steps(0.0, 5_000.0, 90.0)]
    upper = [(-2_350 + 0.10 * t, 2_600 - t) for t in _steps(0.0, 3_900.0, 90.0)]
    lower = [(2_500 - 0.06 * t, 1_900 - t) for t in _steps(0.0, 5_600.0, 90.0)]
    named = {"east": east, "north": north, "west": west, "main": main, "upper": upper, "lower": lower}
    return [
        Line(label=f"{label}-avenue", road=Road.ARTERIAL, spots=piece)
        for label, spots in named.items()
        for piece in _pieces(spots, within_ring)
    ]


def _quays() -> list[Line]:
    out: list[Line] = []
    for label, side in (("north-quay", 1.0), ("south-quay", -1.0)):
        spots = [(x, river_y(x) + side * QUAY) for x in _steps(-5_400.0, 5_400.0, 90.0)]
        out += [Line(label=label, road=Road.COLLECTOR, spots=p) for p in _pieces(spots, within_ring)]
    return out


def _highways() -> list[Line]:
    """Four roads out of the town; they end in the steppe, for there is nowhere to go."""
    out = []
    for label, bearing in (("north", 1.45), ("east", 0.25), ("south", -1.75), ("west", 2.95)):
        x, y = ring_spot(bearing)
        reach = hypot(x, y)
        spots = tuple((x * f, y * f) for f in (1 + (210 * i - 30) / reach for i in range(9)))
        out.append(Line(label=f"{label}-highway", road=Road.HIGHWAY, spots=spots))
    return out


def _old_town(dice: Dice) -> list[Line]:
    fits = buildable("old-town")
    out = []
    for i, radius in enumerate((220.0, 430.0, 640.0, 850.0, 1_070.0)):
        for piece in _pieces(_arc(HEART, radius, 80.0), fits):
            one = i % 2 == 0
            out.append(
                Line(label=f"old-ring-{i}", road=Road.STREET, spots=piece, district="old-town", oneway=one)
            )
    for i in range(26):
        bearing = i * 360 / 26 + dice.between(-2.0, 2.0)
        start = 0.0 if i % 6 == 3 else dice.one_of((220.0, 220.0, 430.0))
        for piece in _pieces(_ray(HEART, bearing, start, OLD_TOWN_RADIUS + 40), fits):
            out.append(Line(label=f"old-ray-{i}", road=Road.STREET, spots=piece, district="old-town"))
    return out


def _grid(
    district: str,
    dice: Dice,
    *,
    angle: float,
    along: float,
    across: float,
    wave: float = 0.0,
    oneways: bool = False,
) -> list[Line]:
    """Two families of parallel streets, turned by `angle`, bent by `wave` metres, a few of them missing."""
    fits = buildable(district)
    turn = radians(angle)
    out = []
    for family, gap in enumerate((along, across)):
        count = int(7_000 / gap)
        for i in range(-count, count + 1):
            offset = i * gap + dice.between(-0.12, 0.12) * gap
            wide = i % 5 == 0
            if not wide and dice.chance(0.06):
                continue
            spots = [_bent(t, offset, family, turn, wave) for t in _steps(-7_000.0, 7_000.0, 130.0)]
            road = Road.COLLECTOR if wide else Road.STREET
            for piece in _pieces(spots, fits):
                course = piece if i % 2 else piece[::-1]
                one = oneways and not wide and i % 3 != 0
                label = f"{district}-{family}-{i}"
                out.append(Line(label=label, road=road, spots=course, district=district, oneway=one))
    return out


def _bent(t: float, offset: float, family: int, turn: float, wave: float) -> Spot:
    bend = wave * (sin(t / 420 + offset / 900) + 0.6 * sin(t / 910 - offset / 700))
    u, v = (t, offset + bend) if family == 0 else (offset + bend, t)
    return (u * cos(turn) - v * sin(turn), u * sin(turn) + v * cos(turn))


def _yards(dice: Dice) -> list[Line]:
    """The inner lanes of the big blocks of the district of towers: a loop or a blind alley in each."""
    fits = buildable("star")
    turn = radians(-7.0)
    out = []
    for i in range(-20, 21):
        for j in range(-20, 21):
            u, v = (j + 0.5) * 285, (i + 0.5) * 330
            size = dice.between(55.0, 85.0)
            loop = [(u - size, v - 190), (u - size, v + size), (u + size, v + size), (u + size, v - 190)]
            shape = loop if dice.chance(0.55) else [(u, v - 190), (u, v + size), (u + size * 0.9, v + size)]
            spots = [(a * cos(turn) - b * sin(turn), a * sin(turn) + b * cos(turn)) for a, b in shape]
            if all(fits(spot) for spot in spots):
                label = f"star-yard-{i}-{j}"
                out.append(Line(label=label, road=Road.LANE, spots=tuple(spots), district="star"))
    return out


def _steps(start: float, end: float, step: float) -> list[float]:
    count = round((end - start) / step)
    return [start + (end - start) * i / count for i in range(count + 1)]


def _ray(origin: Spot, bearing: float, start: float, end: float) -> list[Spot]:
    turn = radians(bearing)
    return [(origin[0] + r * cos(turn), origin[1] + r * sin(turn)) for r in _steps(start, end, 100.0)]


def _pieces(spots: list[Spot], fits: Callable[[Spot], bool]) -> Iterator[tuple[Spot, ...]]:
    """The runs of a line that lie where it may, each lengthened by `OVERSHOOT` where it was cut."""
    run: list[Spot] = []
    for before, spot in zip([None, *spots], spots, strict=False):
        if fits(spot):
            if not run and before is not None:
                run.append(_edge(spot, before, fits))
            run.append(spot)
        elif run and before is not None:
            run.append(_edge(before, spot, fits))
            yield tuple(run)
            run = []
    if len(run) > 1:
        yield tuple(run)


def _edge(inside: Spot, outside: Spot, fits: Callable[[Spot], bool]) -> Spot:
    """Just past the place between the two where the line leaves what it may run over."""
    low, high = 0.0, 1.0
    for _ in range(8):
        middle = (low + high) / 2
        spot = (inside[0] + (outside[0] - inside[0]) * middle, inside[1] + (outside[1] - inside[1]) * middle)
        low, high = (middle, high) if fits(spot) else (low, middle)
    length = hypot(outside[0] - inside[0], outside[1] - inside[1])
    share = low + OVERSHOOT / length
    return (inside[0] + (outside[0] - inside[0]) * share, inside[1] + (outside[1] - inside[1]) * share)
