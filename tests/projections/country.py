"""Eight thousand schools of an invented country, and what a dispatcher types to find one of them."""

from random import Random
from typing import Final

from projections.search import SchoolText

REGION: Final = "KZ-75"
ELSEWHERE: Final = tuple(f"KZ-{number}" for number in range(10, 29))
SCHOOLS: Final = 8_000

TOWN: Final = (
    ("7", "Средняя шклола 7", "Медеу Медеуский"),
    ("14", "Средняя школа № 14", "Алатау Алатауский"),
    ("58", "58", "Алмалы Алмалинский"),
    ("94", "Школа-гимназия №94", "Бостандық Бостандыкский"),
    ("99", "СШ99 им. Гагарина.", "Медеу Медеуский"),
    ("134", "Гимназия 134", "Алмалы Алмалинский"),
    ("165", "Средняя школа №165 (казахская)", "Алмалы Алмалинский"),
    ("166", "Физико-математическая школа лицей №166", "Алатау Алатауский"),
    ("176", "№176", "Наурызбай Наурызбайский"),
    (None, "Школа-лицей Туран", "Бостандық Бостандыкский"),
    (None, "Международная лингвистическая гимназия им. Ураза Жандосова", "Бостандық Бостандыкский"),
)
"""Names as a map writes them, slips included."""

ASKED: Final = (
    ("165 мектеп", "165"),
    ("mektep 165", "165"),
    ("СШ №165", "165"),
    ("школа94", "94"),
    ("Gagarin mektebi 99", "99"),
    ("Жандосов атындағы гимназия", "Жандосов"),
    ("Zhandosov gimnaziya", "Жандосов"),
    ("Туран лицейі", "Туран"),
    ("turan lyceum", "Туран"),
    ("fizmat 166", "166"),
    ("№16", None),
)
"""What is typed, and what the first school that is found must have in its name; nothing where none may be."""

_PEOPLE: Final = (
    ("Абай", "Абая"),
    ("Ы. Алтынсарин", "И. Алтынсарина"),
    ("М. Әуезов", "М. Ауэзова"),
    ("Қ. Сәтпаев", "К. Сатпаева"),
    ("Ә. Молдағұлова", "А. Молдагуловой"),
    ("М. Мәметова", "М. Маметовой"),
    ("Ш. Уәлиханов", "Ч. Валиханова"),
    ("Б. Момышұлы", "Б. Момышулы"),
    ("Т. Рысқұлов", "Т. Рыскулова"),
    ("Жамбыл", "Джамбула"),
)
_KINDS: Final = (("мектеп", "Школа"), ("гимназия", "Гимназия"), ("лицей", "Лицей"))


def schools(count: int = SCHOOLS) -> list[SchoolText]:
    """Those of the town and, over nineteen other regions, their namesakes and more: the same every time."""
    chance = Random(count)
    found = [
        SchoolText(id=f"town-{name}", region=REGION, number=number, texts=(name,), district=district)
        for number, name, district in TOWN
    ]
    while len(found) < count:
        place = len(found)
        number = str(place % 400 + 1)
        person, kind = chance.choice(_PEOPLE), chance.choice(_KINDS)
        texts = (f"№ {number} {person[0]} атындағы {kind[0]}", f"{kind[1]} № {number} имени {person[1]}")
        region = chance.choice(ELSEWHERE)
        found.append(
            SchoolText(
                id=str(place), region=region, number=number, texts=texts, district=f"Ауыл{place % 190}"
            )
        )
    return found
