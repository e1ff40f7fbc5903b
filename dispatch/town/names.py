"""Words for the town: all of them invented places that exist nowhere, in Kazakh, Russian and English."""

from collections.abc import Callable
from typing import Final

from dispatch.town.dice import Dice
from dispatch.town.plan import Name, Road

REGION: Final = "KZ-00"
"""Reserved for the demonstration: no region of the country has this code."""

TOWN: Final = Name(kk="Қиялкент", ru="Небывальск", en="Neverwas")
REGION_NAME: Final = Name(kk="Көрсетілім өңірі", ru="Показательный регион", en="Demonstration region")
NOTICE: Final = Name(
    kk="Көрсетілім үшін ойдан шығарылған қала: мұндай жер, мектеп және адам жоқ.",
    ru="Выдуманный город для показа: такого места, таких школ и людей нет.",
    en="An invented town for demonstration: there is no such place, school or person.",
)
RIVER: Final = Name(kk="Сағым өзені", ru="река Мираж", en="River Mirage")
LAKE: Final = Name(kk="Айна көлі", ru="озеро Зеркальное", en="Mirror Lake")
PARK: Final = Name(kk="Ертегі саябағы", ru="парк Сказок", en="Fairy-tale Park")
CENTRE: Final = Name(
    kk="Қиялкент психологиялық қолдау орталығы",
    ru="Небывальский центр психологической поддержки",
    en="Neverwas psychological support centre",
)

DISTRICT_NAMES: Final = {
    "old-town": Name(kk="Ескі қала", ru="Старый город", en="Old Town"),
    "cloud": Name(kk="Бұлтты", ru="Облачный", en="Cloudside"),
    "star": Name(kk="Жұлдызды", ru="Звёздный", en="Starfield"),
    "makers": Name(kk="Шеберлер", ru="Мастеровой", en="Makers"),
    "dream": Name(kk="Арман", ru="Мечтательный", en="Dreamside"),
    "wonder": Name(kk="Ғажайып", ru="Чудесный", en="Wonder"),
}

_FIXED: Final = {
    "ring": Name(kk="Айналма жол", ru="Кольцевая дорога", en="Ring Road"),
    "inner-ring": Name(kk="Кіші айналма", ru="Малое кольцо", en="Inner Ring"),
    "lake-side": Name(kk="Көл жағалауы көшесі", ru="Озёрная набережная", en="Lakeside"),
    "park-side": Name(kk="Саябақ көшесі", ru="Парковая улица", en="Parkside"),
    "east-avenue": Name(kk="Таң даңғылы", ru="проспект Рассвета", en="Dawn Avenue"),
    "north-avenue": Name(kk="Темірқазық даңғылы", ru="проспект Полярной звезды", en="Pole Star Avenue"),
    "west-avenue": Name(kk="Ымырт даңғылы", ru="проспект Сумерек", en="Dusk Avenue"),
    "main-avenue": Name(kk="Қиял даңғылы", ru="проспект Фантазии", en="Fancy Avenue"),
    "upper-avenue": Name(kk="Тырналар даңғылы", ru="проспект Журавлей", en="Crane Avenue"),
    "lower-avenue": Name(kk="Ақбөкен даңғылы", ru="проспект Сайгаков", en="Saiga Avenue"),
    "north-quay": Name(kk="Солтүстік жағалау", ru="Северная набережная", en="North Quay"),
    "south-quay": Name(kk="Оңтүстік жағалау", ru="Южная набережная", en="South Quay"),
    "north-highway": Name(kk="Солтүстік тасжол", ru="Северный тракт", en="North Highway"),
    "east-highway": Name(kk="Шығыс тасжол", ru="Восточный тракт", en="East Highway"),
    "south-highway": Name(kk="Оңтүстік тасжол", ru="Южный тракт", en="South Highway"),
    "west-highway": Name(kk="Батыс тасжол", ru="Западный тракт", en="West Highway"),
}

# Kazakh noun, Russian adjective (feminine, for "улица"), English noun.
_WORDS: Final = (
    ("Дала", "Степная", "Steppe"),
    ("Жусан", "Полынная", "Wormwood"),
    ("Ақселеу", "Ковыльная", "Feather-grass"),
    ("Қызғалдақ", "Тюльпанная", "Tulip"),
    ("Самал", "Ветряная", "Breeze"),
    ("Кемпірқосақ", "Радужная", "Rainbow"),
    ("Бозторғай", "Жаворонковая", "Lark"),
    ("Бұлақ", "Родниковая", "Spring"),
    ("Күміс", "Серебряная", "Silver"),
    ("Алтын", "Золотая", "Golden"),
    ("Терек", "Тополиная", "Poplar"),
    ("Қарағаш", "Карагачевая", "Elm"),
    ("Сексеуіл", "Саксауловая", "Saxaul"),
    ("Шие", "Вишнёвая", "Cherry"),
    ("Алма", "Яблоневая", "Apple"),
    ("Ай", "Лунная", "Moon"),
    ("Шолпан", "Вечерней Звезды", "Evening Star"),
    ("Ертегі", "Сказочная", "Fairy-tale"),
    ("Аңыз", "Былинная", "Legend"),
    ("Жұмбақ", "Загадочная", "Riddle"),
    ("Қар", "Снежная", "Snow"),
    ("Жаңбыр", "Дождевая", "Rain"),
    ("Көбелек", "Мотыльковая", "Butterfly"),
    ("Домбыра", "Домбровая", "Dombra"),
    ("Әуен", "Напевная", "Melody"),
    ("Шырша", "Еловая", "Spruce"),
    ("Көктем", "Весенняя", "Springtime"),
    ("Қоңырау", "Колокольчиковая", "Bluebell"),
    ("Балауса", "Травяная", "Meadow"),
    ("Жидек", "Ягодная", "Berry"),
)

Namer = Callable[[str, str, int, Road], Name]


def street_names(dice: Dice) -> Namer:
    """Names a street by its label, district and running number there."""
    words = dice.shuffled(_WORDS)
    order = list(DISTRICT_NAMES)

    def name(label: str, district: str, count: int, road: Road) -> Name:
        if label in _FIXED:
            return _FIXED[label]
        start = order.index(district) * 5
        kk, ru, en = words[(start + count % 5) % len(words)]
        number = count // 5 + 1
        if road is Road.LANE:
            return Name(kk=f"{kk} {number}-тұйығы", ru=f"{number}-й тупик, {ru}", en=f"{en} Yard {number}")
        if number == 1:
            return Name(kk=f"{kk} көшесі", ru=f"улица {ru}", en=f"{en} Street")
        return Name(
            kk=f"{kk} {number}-көшесі", ru=f"{number}-я улица {ru}", en=f"{_ordinal(number)} {en} Street"
        )

    return name


def _ordinal(number: int) -> str:
    tens = number % 100 // 10 == 1
    return f"{number}{'th' if tens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
