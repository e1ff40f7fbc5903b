"""Builds the demonstration town from a seed."""

from math import cos, radians, sin
from typing import Final

from dispatch.town import names, people
from dispatch.town.dice import Dice
from dispatch.town.ground import (
    LAKE,
    PARK,
    RIVER_WIDTH,
    Spot,
    district_at,
    ellipse_ring,
    river_y,
    to_point,
)
from dispatch.town.network import Network, build_network, ways_out
from dispatch.town.plan import District, Town, Water
from domain.places import Point

DEFAULT_SEED: Final = 1
SPECIALISTS: Final = 60

_MIDDLES: Final[dict[str, Spot]] = {
    "old-town": (0.0, 650.0),
    "cloud": (-2_150.0, 1_650.0),
    "star": (1_500.0, 2_250.0),
    "makers": (3_000.0, 900.0),
    "dream": (-1_500.0, -2_600.0),
    "wonder": (2_000.0, -1_700.0),
}
"""A place in each district from which nearly all of it is seen; its label stands there."""


def build_town(seed: int = DEFAULT_SEED) -> Town:
    """The town of this seed, always the same one. Takes about half a second."""
    dice = Dice(seed)
    net = build_network(dice)
    staff = people.specialists(seed, SPECIALISTS, dice)
    return Town(
        seed=seed,
        region=names.REGION,
        name=names.TOWN,
        notice=names.NOTICE,
        nodes=net.nodes,
        edges=net.edges,
        streets=net.streets,
        districts=tuple(_district(code) for code in _MIDDLES),
        river=_river(),
        lake=Water(name=names.LAKE, line=_ring(LAKE), width_m=None),
        park=Water(name=names.PARK, line=_ring(PARK), width_m=None),
        schools=tuple(people.schools(net, seed, dice)),
        centre=people.centre(net, seed),
        specialists=tuple(staff),
        teams=tuple(people.teams(net, seed, staff)),
        reachable=_reachable(net),
    )


def _reachable(net: Network) -> tuple[tuple[tuple[int, int], ...], ...]:
    return tuple(tuple(ways) for ways in ways_out(net.edges, len(net.nodes)))


def _ring(ellipse: tuple[float, float, float, float]) -> tuple[Point, ...]:
    return tuple(to_point(spot) for spot in ellipse_ring(ellipse, 0.0, 40))


def _river() -> Water:
    spots = [(float(x), river_y(x)) for x in range(-7_000, 7_001, 140)]
    return Water(name=names.RIVER, line=tuple(to_point(s) for s in spots), width_m=RIVER_WIDTH)


def _district(code: str) -> District:
    """The outline is what can be seen from the district's middle, in 120 directions."""
    middle = _MIDDLES[code]
    rays = [_last_inside(code, middle, radians(3 * i)) for i in range(120)]
    outline = tuple(to_point(spot) for spot in (*rays, rays[0]))
    return District(code=code, name=names.DISTRICT_NAMES[code], label=to_point(middle), outline=outline)


def _last_inside(code: str, start: Spot, bearing: float) -> Spot:
    step, reach = 200.0, 0.0
    while step > 5:
        reach += step
        if district_at((start[0] + reach * cos(bearing), start[1] + reach * sin(bearing))) != code:
            reach -= step
            step /= 2
    return (start[0] + reach * cos(bearing), start[1] + reach * sin(bearing))
