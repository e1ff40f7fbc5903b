"""School search: a table of what people type, and the promises that hold for whatever they type."""

from threading import Event, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.folding import letters, parts
from projections.search import SchoolSearch, SchoolText


def school(
    key: str, number: str | None, *texts: str, region: str = "KZ-00", district: str = ""
) -> SchoolText:
    return SchoolText(id=key, region=region, number=number, texts=texts, district=district)


TOWN = (
    school("12", "12", "№ 12 мектеп", "Школа № 12", "School No. 12", district="Алмалы Алмалинский"),
    school("112", "112", "№ 112 мектеп", "Школа № 112", "School No. 112", district="Әуезов Ауэзовский"),
    school("5", "5", "№ 5 гимназия", "Гимназия № 5", "Gymnasium No. 5", district="Жетісу Жетысуский"),
    school("99", "99", "№ 99 Ю. Гагарин атындағы мектеп", "Школа № 99 имени Ю. А. Гагарина"),
    school("165", "165", "№ 165 лицей", "Физико-математический лицей № 165"),
    school("18", "18", "№ 18 О. Жандосов атындағы гимназия", "Гимназия № 18 имени О. Жандосова"),
    school("turan", None, "Тұран лицейі", "Лицей «Туран»", "Turan Lyceum"),
    school("zhuldyz", None, "«Жұлдыз» мектебі", "Школа «Жулдыз»"),
    school("shoqan", "7", "Ш. Уәлиханов атындағы № 7 мектеп", "Школа № 7 имени Ч. Валиханова"),
    school("012", "012", "№ 012 мектеп", region="KZ-75"),
    school("osm2026-017", None, "osm2026-017", district="Алмалинский Алмалы", region="KZ-75"),
)
SEARCH = SchoolSearch(TOWN)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("школа 12", "12"),
        ("12 мектеп", "12"),
        ("mektep 12", "12"),
        ("СШ №12", "12"),
        ("сш12", "12"),
        ("№12", "12"),
        ("School No. 12", "12"),
        ("  ШКОЛА   012 ", "12"),
        ("школа 112", "112"),
        ("гимназия 5", "5"),
        ("gimnaziya 5", "5"),
        ("Gagarin mektebi 99", "99"),
        ("Гагарина", "99"),
        ("гагарин мектебі", "99"),
        ("Жандосов атындағы гимназия", "18"),
        ("Zhandosov gimnaziya", "18"),
        ("Jandosov", "18"),
        ("жандосав", "18"),
        ("Тұран лицейі", "turan"),
        ("turan lyceum", "turan"),
        ("туран", "turan"),
        ("zhuldyz", "zhuldyz"),
        ("juldyz", "zhuldyz"),
        ("жұлдыз", "zhuldyz"),
        ("Уалиханов", "shoqan"),
        ("Уәлиханов 7", "shoqan"),
        ("физмат 165", "165"),
        ("физико 165", "165"),
        ("fiziko", "165"),
        ("16", None),
        ("1", None),
        ("школа 13", None),
        ("гагарин 12", None),
        ("zzzz", None),
        ("жжж", None),
        ("Zhzhzh 99", None),
        ("ггггг", None),
        ("г", "99"),
        ("гг", "99"),
        ("гаггарина", "99"),
        ("гагаринааа", "99"),
        ("!!!", None),
        ("№", None),
        ("әуезов", "112"),
        ("auezov mektep", "112"),
    ],
)
def test_what_people_type(typed, first):
    found = SEARCH.find(typed, region="KZ-00")
    assert (found[0] if found else None) == first


def test_the_kind_decides_between_two_of_one_number():
    search = SchoolSearch([school("s", "3", "Школа № 3"), school("g", "3", "Гимназия № 3")])
    assert search.find("гимназия 3") == ["g", "s"]
    assert search.find("мектеп 3") == ["s", "g"]


def test_another_region_is_not_searched():
    assert SEARCH.find("12", region="KZ-75") == ["012"]
    assert set(SEARCH.find("12")) == {"12", "012"}
    assert SEARCH.find("osm2026-017", region="KZ-75") == ["osm2026-017"]
    assert SEARCH.find("алмалы", region="KZ-75") == ["osm2026-017"]


def test_nothing_typed_lists_the_region_by_number():
    assert SEARCH.find("", region="KZ-00")[:4] == ["5", "shoqan", "12", "18"]
    assert SEARCH.find("школа", region="KZ-00", limit=2) == ["shoqan", "12"]


def test_a_school_can_change_and_go():
    search = SchoolSearch(TOWN)
    search.put(school("12", "13", "Школа № 13 «Туран»"))
    assert search.find("12", region="KZ-00") == []
    assert search.find("туран", region="KZ-00") == ["12", "turan"]
    search.remove("12")
    search.remove("12")
    assert search.find("13") == []
    assert search.find("туран") == ["turan"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Жұлдыз", "Zhuldyz"),
        ("Қызылорда", "Qyzylorda"),
        ("Әуезов", "Auezov"),
        ("Әуезов", "Äuezov"),
        ("Шоқан", "Şoqan"),
        ("Наурызбай", "Nauryzbai"),
        ("Яблоня", "Yablonya"),
        ("Юность", "Yunost"),
        ("Артём", "Артем"),
        ("Джамбул", "Жамбул"),
        ("Нұрсұлтан", "Нурсултан"),
        ("Чехов", "Chekhov"),
        ("Абай", "ABAI"),
    ],
)
def test_spellings_fold_to_the_same(one, other):
    assert letters(one) == letters(other)


def test_numbers_kinds_and_words_are_told_apart():
    assert parts("КГУ «Школа-гимназия №012 им. Абая» 5а") == (
        ["12", "5"],
        ["мектеп", "гимназиа"],
        ["абаиа", "а"],
    )


@given(st.text(max_size=300))
def test_no_text_breaks_the_search(typed):
    found = SEARCH.find(typed)
    assert len(found) == len(set(found)) <= len(TOWN)
    assert SEARCH.find(typed, limit=0) == []


@given(st.integers(0, 9_999), st.sampled_from(["школа {}", "{} мектеп", "mektep №{}", "СШ{}", "{}"]))
def test_the_number_is_exact(number, written):
    wanted = {s.id for s in TOWN if s.number and int(s.number) == number}
    wanted |= {"osm2026-017"} if number in (17, 2026) else set()
    assert set(SEARCH.find(written.format(number))) == wanted


@given(st.sampled_from(TOWN), st.data())
def test_a_school_is_found_by_any_of_its_names(one, data):
    name = data.draw(st.sampled_from(one.texts))
    assert one.id in SEARCH.find(name)
    assert one.id in SEARCH.find(name.upper())


def test_finding_goes_on_while_schools_change():
    search, errors, done = SchoolSearch(TOWN), [], Event()

    def look() -> None:
        while not done.is_set():
            for typed in ("12", "туран", "", "школа", "жандосав"):
                try:
                    search.find(typed)
                except (RuntimeError, KeyError, IndexError) as error:
                    errors.append(error)

    thread = Thread(target=look)
    thread.start()
    for i in range(3_000):
        search.put(school(str(i % 50), str(i), f"Школа № {i} «Туран{'аеиоу'[i % 5]}»"))
    done.set()
    thread.join()
    assert errors == []
