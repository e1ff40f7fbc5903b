"""The town as commands for an empty database: its centre, specialists, groups and schools."""

from collections.abc import Iterator
from typing import Final

from dispatch.importers.order import Order, order
from dispatch.town.plan import Name, Town
from domain.centre import RegisterCentre
from domain.identity import CentreId, SchoolId, SpecialistId, TeamId
from domain.school import RegisterSchool
from domain.specialist import RegisterSpecialist
from domain.team import RegisterTeam

SOURCE: Final = "demonstration-town"


def registrations(town: Town) -> Iterator[Order]:
    """Every register entry of the town, in an order in which each refers only to earlier ones.

    Loading the same town twice changes nothing. The centre comes first: its stream is `town.centre.id`.
    """
    centre = town.centre
    yield order(
        1,
        "register-centre",
        centre.id,
        RegisterCentre(
            centre=CentreId(centre.id),
            region=town.region,
            name_kk=centre.name.kk,
            name_ru=centre.name.ru,
            name_en=centre.name.en,
            point=(centre.point.lat, centre.point.lon),
        ),
    )
    yield from _people(town)
    yield from _schools(town)


def _people(town: Town) -> Iterator[Order]:
    for row, person in enumerate(town.specialists, 1):
        specialist = RegisterSpecialist(
            specialist=SpecialistId(person.id),
            region=town.region,
            name=person.name,
            profession=person.profession,
            languages=person.languages,
        )
        yield order(row, "register-specialist", person.id, specialist)
    for row, group in enumerate(town.teams, 1):
        team = RegisterTeam(
            team=TeamId(group.id),
            region=town.region,
            name=group.name,
            home=(group.home.lat, group.home.lon),
            vehicle=group.vehicle,
            roster=tuple(SpecialistId(member) for member in group.members),
        )
        yield order(row, "register-team", group.id, team)


def _schools(town: Town) -> Iterator[Order]:
    districts = {district.code: both(district.name) for district in town.districts}
    for row, school in enumerate(town.schools, 1):
        command = RegisterSchool(
            school=SchoolId(school.id),
            region=town.region,
            label=both(school.name),
            point=(school.point.lat, school.point.lon),
            number=str(school.number),
            name_kk=school.name.kk,
            name_ru=school.name.ru,
            name_en=school.name.en,
            district=districts[school.district],
            source=SOURCE,
        )
        yield order(row, "register-school", school.id, command)


def both(name: Name) -> str:
    """A name where there is room for one text only: Kazakh and Russian."""
    return f"{name.kk} · {name.ru}"
