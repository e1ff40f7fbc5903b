"""Specialists: `id` (else the name stands for it), `name`, `profession`, `languages`."""

import re
from collections.abc import Mapping
from typing import Any, Final

from dispatch.importers.found import Found, Known, Matched, Register, folded
from dispatch.importers.order import Fault, identity
from dispatch.importers.table import Row, listed
from domain.identity import SpecialistId
from domain.specialist import RegisterSpecialist

COMMAND: Final = "register-specialist"
COLUMNS: Final = (("name", "name_kk", "name_ru"), ("profession",), ("languages",))

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
TONGUES: Final = {
    "kk": ("қазақ", "қазақша", "казахский", "каз", "kz", "kazakh"),
    "ru": ("орыс", "орысша", "русский", "рус", "russian"),
    "en": ("ағылшын", "ағылшынша", "английский", "англ", "english"),
}
_TONGUE: Final = {word: key for key, words in TONGUES.items() for word in words}
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


def specialist_of(region: str, key: str) -> SpecialistId:
    """The id of the specialist whom a file calls `key`; case and spaces do not matter."""
    return SpecialistId(identity("specialist", region, " ".join(key.lower().split())))


def read_specialist(row: Row, register: Register) -> Found | Fault:
    """What the row says of a person."""
    name = row.get("name", "name_ru", "name_kk")
    if not name:
        return Fault(row=row.number, code="name-missing")
    profession = _PROFESSION.get(row.get("profession").lower())
    if profession is None:
        return Fault(row=row.number, code="profession-unknown", params={"known": ", ".join(PROFESSIONS)})
    tongues = (tongue.lower() for tongue in listed(row.get("languages")))
    languages = tuple(dict.fromkeys(_TONGUE.get(tongue, tongue) for tongue in tongues))
    if not languages or not all(_LANGUAGE.fullmatch(tongue) for tongue in languages):
        return Fault(row=row.number, code="languages-unclear")
    source_id = " ".join(row.get("id").lower().split())
    says = {"name": name, "profession": profession, "languages": languages}
    return Found(
        row=row.number, source_id=source_id, key=source_id or " ".join(name.lower().split()), says=says
    )


def specialist_row(known: Mapping[str, Any]) -> dict[str, Any]:
    """A register's row by the fields that a file can say."""
    return {
        "name": known["name"],
        "profession": known["profession"],
        "languages": tuple(known["languages"]),
        "source_ids": tuple(known["source_ids"]),
    }


def specialist_command(
    matched: Matched, register: Register, says: Mapping[str, Any], source: str
) -> RegisterSpecialist:
    """The command that makes the register say `says`."""
    return RegisterSpecialist(
        specialist=SpecialistId(matched.thing),
        region=register.region,
        name=says["name"],
        profession=says["profession"],
        languages=says["languages"],
        source_ids=says["source_ids"],
    )


def members_of(specialists: Known) -> dict[str, str]:
    """What a file may call a specialist -> their id: the id itself, one of a source, a name only one has."""
    names: dict[str, list[str]] = {}
    for key, row in specialists.items():
        names.setdefault(folded(row["name"]), []).append(key)
    found = {name: keys[0] for name, keys in names.items() if len(keys) == 1}
    for key, row in specialists.items():
        found.update(dict.fromkeys((key, *row["source_ids"]), key))
    return found
