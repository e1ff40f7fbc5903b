"""How fast a street is driven at night, when nothing is in the way."""

from typing import Final

from dispatch.roads.extract import Way

SPEEDS_KMH: Final = {
    "motorway": 90.0,
    "motorway_link": 45.0,
    "trunk": 85.0,
    "trunk_link": 40.0,
    "primary": 65.0,
    "primary_link": 30.0,
    "secondary": 55.0,
    "secondary_link": 25.0,
    "tertiary": 40.0,
    "tertiary_link": 20.0,
    "unclassified": 25.0,
    "residential": 25.0,
    "living_street": 10.0,
    "service": 15.0,
}
"""By class; what is not named here is not driven. The figures of OSRM's car profile."""

OF_LIMIT: Final = 0.8
"""A street with a limit is driven at so much of it (OSRM's car profile)."""

SIGNAL_S: Final = 2.0
"""At a traffic light (OSRM's car profile)."""


def speed_kmh(way: Way) -> float:
    """0 where no car drives."""
    by_class = SPEEDS_KMH.get(way.kind, 0.0)
    if way.closed or not by_class:
        return 0.0
    return by_class if way.maxspeed is None else OF_LIMIT * way.maxspeed
