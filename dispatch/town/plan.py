"""What a town consists of: plain data in degrees and metres, names in Kazakh, Russian and English."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from domain.places import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name in the three languages of the product."""

    kk: str
    ru: str
    en: str


class Road(StrEnum):
    """Class of a street, from widest to narrowest."""

    HIGHWAY = "highway"
    RING = "ring"
    ARTERIAL = "arterial"
    COLLECTOR = "collector"
    STREET = "street"
    LANE = "lane"


SPEED_KMH = {
    Road.HIGHWAY: 80.0,
    Road.RING: 60.0,
    Road.ARTERIAL: 50.0,
    Road.COLLECTOR: 40.0,
    Road.STREET: 32.0,
    Road.LANE: 20.0,
}
"""Free-flow speed by class, lights and crossings already taken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """A named street. Its edges refer to it by its index in the town."""

    name: Name
    road: Road


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A straight piece of street between two nodes (indices); one-way means from `a` to `b` only."""

    a: int
    b: int
    metres: float
    street: int
    road: Road
    oneway: bool
    bridge: bool

    @property
    def seconds(self) -> float:
        return self.metres * 3.6 / SPEED_KMH[self.road]


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A district: its code, its label's place and its outline (a closed ring of points)."""

    code: str
    name: Name
    label: Point
    outline: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Water:
    """The river (an open line, `width_m` wide) or the lake (a closed ring)."""

    name: Name
    line: tuple[Point, ...]
    width_m: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TownSchool:
    """A school: the node its gate opens to, and where it stands."""

    id: UUID
    number: int
    name: Name
    district: str
    point: Point
    gate: int
    address: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class TownSpecialist:
    """One of the centre's people, invented. Languages are `kk`, `ru`, `en`."""

    id: UUID
    name: str
    profession: str
    languages: tuple[str, ...]
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TownTeam:
    """A mobile response group: its number, call sign, base, vehicle and usual members."""

    id: UUID
    number: int
    name: str
    home: Point
    home_node: int
    vehicle: str
    members: tuple[UUID, ...]
    languages: tuple[str, ...]
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TownCentre:
    """The town's psychological support centre."""

    id: UUID
    name: Name
    point: Point
    node: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """The whole town. All `nodes` are in one strongly connected network: one can drive anywhere."""

    seed: int
    region: str
    name: Name
    notice: Name
    nodes: tuple[Point, ...]
    edges: tuple[Edge, ...]
    streets: tuple[Street, ...]
    districts: tuple[District, ...]
    river: Water
    lake: Water
    park: Water
    schools: tuple[TownSchool, ...]
    centre: TownCentre
    specialists: tuple[TownSpecialist, ...]
    teams: tuple[TownTeam, ...]
    reachable: tuple[tuple[tuple[int, int], ...], ...] = field(repr=False)
    """Per node the (neighbour, edge index) pairs that may be driven to from it."""
