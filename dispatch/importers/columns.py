"""What a column is, by how its heading is written in Kazakh, Russian, English or OpenStreetMap's tags."""

import re
from collections.abc import Mapping
from typing import Final

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "ид", "код", "osm_id", "@id", "identifier", "идентификатор", "бин", "bin"),
    "number": (
        "number",
        "номер",
        "№",
        "no",
        "нөмір",
        "нөмірі",
        "школа №",
        "ref",
        "school number",
        "номер школы",
    ),
    "name_kk": (
        "name_kk",
        "name:kk",
        "name_kz",
        "атауы",
        "аты",
        "мектеп атауы",
        "атауы қаз",
        "наименование каз",
        "название каз",
        "наименование на казахском",
    ),
    "name_ru": (
        "name_ru",
        "name:ru",
        "наименование",
        "название",
        "наименование школы",
        "название школы",
        "наименование рус",
        "название рус",
        "наименование на русском",
        "атауы орыс",
    ),
    "name_en": ("name_en", "name:en", "name in english", "english name", "атауы ағыл", "название англ"),
    "name": (
        "name",
        "имя",
        "фио",
        "ф.и.о.",
        "аты-жөні",
        "аты жөні",
        "т.а.ә.",
        "тегі аты",
        "full name",
        "группа",
        "топ",
        "бригада",
        "school",
        "школа",
        "мектеп",
    ),
    "district": ("district", "район", "аудан", "ауданы", "addr:district"),
    "district_kk": ("district_kk",),
    "district_ru": ("district_ru",),
    "kato": ("kato", "като", "код като", "қато"),
    "lat": ("lat", "latitude", "широта", "ендік", "y"),
    "lon": ("lon", "lng", "long", "longitude", "долгота", "бойлық", "x"),
    "profession": (
        "profession",
        "профессия",
        "должность",
        "специальность",
        "мамандығы",
        "лауазымы",
        "position",
    ),
    "languages": ("languages", "language", "языки", "язык", "тілдер", "тілдері", "тіл"),
    "vehicle": ("vehicle", "машина", "автомобиль", "автокөлік", "көлік", "car", "госномер"),
    "members": ("members", "roster", "состав", "члены", "құрамы", "мүшелері", "специалисты", "мамандар"),
}
"""Column -> the headings it is known by, case, brackets and spaces aside."""

_KNOWN: Final = {heading: column for column, headings in HEADINGS.items() for heading in headings}


def column_of(heading: str) -> str:
    """The column that a heading means; the heading itself, folded, where it means none of ours."""
    plain = " ".join(heading.replace("\xa0", " ").lower().split())
    for form in (plain, re.sub(r"[()\[\],]", "", plain).rstrip(" .:"), plain.replace(" ", "_")):
        if form in _KNOWN:
            return _KNOWN[form]
    return plain


def is_known(column: str) -> bool:
    """Whether an importer reads a column of this name at all."""
    return column in HEADINGS
