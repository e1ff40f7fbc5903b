"""The town's schools, its centre, specialists and groups; all of them placed and named by the dice."""

from math import hypot
from typing import Final
from uuid import UUID, uuid5

from dispatch.town.dice import Dice
from dispatch.town.ground import (
    DISTRICTS,
    HEART,
    LAKE,
    PARK,
    Spot,
    district_at,
    in_ellipse,
    river_y,
    to_point,
)
from dispatch.town.names import CENTRE
from dispatch.town.network import Network
from dispatch.town.people_names import MEN, SURNAMES, WOMEN
from dispatch.town.plan import Edge, Name, Road, TownCentre, TownSchool, TownSpecialist, TownTeam

SPACE: Final = UUID("6a6b3b0e-5d0a-5c0e-9d53-000000000000")
"""Namespace of the town's identities: the same seed gives the same ids."""

SCHOOLS: Final = 40
TEAMS: Final = 12
APART: Final = 520.0
"""Metres between two schools at the least."""

_PROFESSIONS: Final = (
    "psychologist",
    "psychologist",
    "psychologist",
    "social-pedagogue",
    "special-pedagogue",
)
_TONGUES: Final = (("kk", "ru"), ("kk", "ru"), ("kk",), ("ru",), ("kk", "ru", "en"))


def identity(seed: int, kind: str, number: int) -> UUID:
    """The id of the town's `number`th thing of a kind."""
    return uuid5(SPACE, f"{seed}/{kind}/{number}")


def schools(net: Network, seed: int, dice: Dice) -> list[TownSchool]:
    """Schools beside streets all over the town, numbered from 1."""
    places: list[tuple[Spot, Edge]] = []
    for edge in dice.shuffled([e for e in net.edges if e.road in (Road.STREET, Road.COLLECTOR)]):
        spot = _beside(net, edge, dice)
        if spot is not None and all(hypot(spot[0] - s[0], spot[1] - s[1]) > APART for s, _ in places):
            places.append((spot, edge))
        if len(places) == SCHOOLS:
            break
    return [_school(net, seed, i + 1, spot, edge, dice) for i, (spot, edge) in enumerate(places)]


def _beside(net: Network, edge: Edge, dice: Dice) -> Spot | None:
    """A place 45 to 70 m off the middle of a piece of street, if one can build there."""
    (ax, ay), (bx, by) = net.spots[edge.a], net.spots[edge.b]
    length = hypot(bx - ax, by - ay)
    if length < 80:
        return None
    off = dice.between(45.0, 70.0) * (1 if dice.chance(0.5) else -1)
    spot = ((ax + bx) / 2 - (by - ay) / length * off, (ay + by) / 2 + (bx - ax) / length * off)
    wet = abs(spot[1] - river_y(spot[0])) < 120 or in_ellipse(spot, LAKE, 20) or in_ellipse(spot, PARK, 0)
    return None if wet or district_at(spot) is None else spot


def _school(net: Network, seed: int, number: int, spot: Spot, edge: Edge, dice: Dice) -> TownSchool:
    house, street = dice.whole(1, 120), net.streets[edge.street].name
    return TownSchool(
        id=identity(seed, "school", number),
        number=number,
        name=_school_name(number),
        district=district_at(spot) or DISTRICTS[0],
        point=to_point(spot),
        gate=edge.a,
        address=Name(kk=f"{street.kk}, {house}", ru=f"{street.ru}, {house}", en=f"{house} {street.en}"),
    )


def _school_name(number: int) -> Name:
    if number % 9 == 5:
        return Name(kk=f"№ {number} гимназия", ru=f"Гимназия № {number}", en=f"Gymnasium No. {number}")
    if number % 9 == 7:
        return Name(kk=f"№ {number} лицей", ru=f"Лицей № {number}", en=f"Lyceum No. {number}")
    if number % 13 == 11:
        return Name(kk=f"№ {number} колледж", ru=f"Колледж № {number}", en=f"College No. {number}")
    return Name(kk=f"№ {number} мектеп", ru=f"Школа № {number}", en=f"School No. {number}")


def centre(net: Network, seed: int) -> TownCentre:
    """The centre, on the square of the old town."""
    node = _nearest(net, (HEART[0] + 200, HEART[1] + 120))
    return TownCentre(id=identity(seed, "centre", 1), name=CENTRE, point=net.nodes[node], node=node)


def specialists(seed: int, count: int, dice: Dice) -> list[TownSpecialist]:
    """The centre's people; no two of one name."""
    names = [f"{first} {s[0]}" for first in MEN for s in SURNAMES]
    names += [f"{first} {s[1]}" for first in WOMEN for s in SURNAMES] * 2
    drawn = list(dict.fromkeys(dice.shuffled(names)))[:count]
    return [
        TownSpecialist(
            id=identity(seed, "specialist", i + 1),
            name=name,
            profession=_PROFESSIONS[i % len(_PROFESSIONS)],
            languages=dice.one_of(_TONGUES),
            skills=_skills(i, dice),
        )
        for i, name in enumerate(drawn)
    ]


def _skills(index: int, dice: Dice) -> tuple[str, ...]:
    """Psychologists work with children or teenagers or both; every profession may know crisis work."""
    ages = dice.one_of((("children",), ("teenagers",), ("children", "teenagers")))
    known = ages if _PROFESSIONS[index % len(_PROFESSIONS)] == "psychologist" else ()
    return (*known, "crisis") if dice.chance(0.4) else known


def teams(net: Network, seed: int, people: list[TownSpecialist]) -> list[TownTeam]:
    """Twelve groups of two or three, two to a district; each has at least one psychologist."""
    bases = [_nearest(net, _middle(net, district)) for district in DISTRICTS]
    leads = [p for p in people if p.profession == "psychologist"]
    others = [p for p in people if p.profession != "psychologist"]
    out = []
    for i in range(TEAMS):
        members = [leads[i], others[i], *(leads[TEAMS + i : TEAMS + i + 1] if i % 4 == 0 else ())]
        home = bases[i % len(bases)]
        out.append(
            TownTeam(
                id=identity(seed, "team", i + 1),
                number=i + 1,
                name=f"Қыран {i + 1}",
                home=net.nodes[home],
                home_node=home,
                vehicle=f"QK {i + 1:02}",
                members=tuple(m.id for m in members),
                languages=tuple(sorted({tongue for m in members for tongue in m.languages})),
                skills=tuple(sorted({skill for m in members for skill in m.skills})),
            )
        )
    return out


def _middle(net: Network, district: str) -> Spot:
    own = [spot for spot in net.spots if district_at(spot) == district]
    return (sum(x for x, _ in own) / len(own), sum(y for _, y in own) / len(own))


def _nearest(net: Network, spot: Spot) -> int:
    gaps = [hypot(x - spot[0], y - spot[1]) for x, y in net.spots]
    return gaps.index(min(gaps))
