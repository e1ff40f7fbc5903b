"""Specialists from CSV or JSON: `id` (else the name stands for it), `name`, `profession`, `languages`."""

import re
from collections.abc import Iterator
from typing import Final

from dispatch.importers.order import Fault, Item, Order, identity, order
from dispatch.importers.table import Row, listed, read_table
from domain.identity import SpecialistId
from domain.specialist import RegisterSpecialist

COMMAND: Final = "register-specialist"

PROFESSIONS: Final = {
    "psychologist": ("психолог",),
    "educational-psychologist": ("педагог-психолог",),
    "social-pedagogue": ("социальный педагог", "әлеуметтік педагог"),
    "special-pedagogue": ("специальный педагог", "арнайы педагог", "дефектолог"),
    "speech-therapist": ("логопед",),
    "lawyer": ("юрист", "заңгер"),
    "methodologist": ("методист", "әдіскер"),
    "driver": ("водитель", "жүргізуші"),
}
"""Keys of professions, and how files may write them."""

_PROFESSION: Final = {word: key for key, words in PROFESSIONS.items() for word in (key, *words)}
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


def specialist_of(region: str, key: str) -> SpecialistId:
    """The id of the specialist whom a file calls `key`; case and spaces do not matter."""
    return SpecialistId(identity("specialist", region, " ".join(key.lower().split())))


def read_staff(content: bytes, filename: str, region: str) -> Iterator[Item]:
    """An order or a fault per row. A key that came before in the file is refused."""
    seen: dict[SpecialistId, int] = {}
    for row in read_table(content, filename):
        if isinstance(row, Fault):
            yield row
            continue
        specialist = specialist_of(region, row.get("id", "name"))
        if specialist in seen:
            yield Fault(row=row.number, code="row-again", params={"earlier": seen[specialist]})
            continue
        item = _specialist(row, specialist, region)
        if isinstance(item, Order):
            seen[specialist] = row.number
        yield item


def _specialist(row: Row, specialist: SpecialistId, region: str) -> Item:
    if not row.get("name"):
        return Fault(row=row.number, code="name-missing")
    profession = _PROFESSION.get(row.get("profession").lower())
    if profession is None:
        known = ", ".join(PROFESSIONS)
        return Fault(row=row.number, code="profession-unknown", params={"known": known})
    languages = tuple(tongue.lower() for tongue in listed(row.get("languages").replace(",", ";")))
    if not languages or not all(_LANGUAGE.fullmatch(tongue) for tongue in languages):
        return Fault(row=row.number, code="languages-unclear")
    command = RegisterSpecialist(
        specialist=specialist,
        region=region,
        name=row.get("name"),
        profession=profession,
        languages=languages,
    )
    return order(row.number, COMMAND, specialist, command)
