"""Which school a row is about, and what applying a file would change: told beforehand, nothing deleted."""

import random
import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.importers import matching
from dispatch.importers.difference import Mark
from dispatch.importers.found import Found, Matched, Register
from dispatch.importers.matching import match_schools
from domain.places import Point, metres_between
from tests.dispatch.registry import Registry

HEAD = "id,number,name_ru,district,lat,lon\n"
FIRST = HEAD + "a,12,Школа № 12,Алмалы,43.238,76.889\nb,13,Школа № 13,Алмалы,43.25,76.9\n"


def filled(text: str = FIRST) -> Registry:
    registry = Registry()
    registry.apply("schools", text)
    return registry


def test_the_same_file_twice_changes_nothing():
    registry = filled()
    found, report = registry.apply("schools", FIRST)
    assert (found.unchanged, found.differences, found.vanished, report.stored) == (2, (), (), 0)


def test_new_moved_renamed_changed_and_vanished_are_told():
    second = (
        HEAD
        + "a,12,Гимназия № 12,Алмалы,43.24,76.889\nc,14,Школа № 14,,43.26,76.9\n"
        + "b,13,Школа № 13,Медеу,43.2501,76.9\n"
    )
    registry = filled(FIRST + "d,15,Школа № 15,Алмалы,43.2,76.8\n")
    found = registry.review("schools", second)
    said = {one.label: (one.row, one.marks, one.metres) for one in found.differences}
    assert said == {
        "Гимназия № 12": (2, (Mark.MOVED, Mark.RENAMED), 222),
        "Школа № 14": (3, (Mark.NEW,), 0),
        "Школа № 13": (4, (Mark.CHANGED,), 11),
    }
    changes = {(one.field, one.before, one.after) for one in found.differences[2].changes}
    assert changes == {("district", "Алмалы", "Медеу"), ("point", "43.25, 76.9", "43.2501, 76.9")}
    assert [one.label for one in found.vanished] == ["Школа № 15"]
    _, report = registry.apply("schools", second)
    assert (report.stored, len(registry.states)) == (3, 4)
    assert registry.review("schools", second).unchanged == 3


def test_what_a_file_leaves_empty_stays():
    registry = filled()
    found, _ = registry.apply("schools", "id,lat,lon\na,43.238,76.889\nb,43.26,76.9\n")
    assert [(one.label, one.marks) for one in found.differences] == [("Школа № 13", (Mark.MOVED,))]
    assert {row["name_ru"] for row in registry.tables["schools"].values()} == {"Школа № 12", "Школа № 13"}


def test_a_name_that_the_register_did_not_have_is_no_renaming():
    registry = filled("id,lat,lon\na,43.238,76.889\n")
    (one,) = registry.review("schools", HEAD + "a,12,Школа № 12,,43.238,76.889\n").differences
    assert (one.marks, one.label) == ((Mark.CHANGED,), "Школа № 12")


def test_a_file_goes_back_to_what_it_said_before():
    """A command's id must not make the third import a repeat of the first."""
    registry = filled()
    registry.apply("schools", FIRST.replace("43.25,", "43.26,"))
    _, report = registry.apply("schools", FIRST)
    assert (report.stored, report.unchanged) == (1, 0)
    assert registry.review("schools", FIRST).differences == ()


def test_another_source_is_matched_by_number_and_name_and_remembered():
    registry = filled()
    other = HEAD + "node/7,12,школа  «№ 12»,,43.25,76.95\n"
    (one,) = registry.review("schools", other.replace("«№ 12»", "№ 12")).differences
    assert one.marks == (Mark.MOVED, Mark.RENAMED)
    registry.apply("schools", other)
    assert len(registry.tables["schools"]) == 2
    row = next(row for row in registry.tables["schools"].values() if row["number"] == "12")
    assert row["source_ids"] == ["a", "node/7"]
    assert registry.review("schools", HEAD + "node/7,99,Иначе,Иначе,43.9,76.5\n").differences[
        0
    ].thing == UUID(row["id"])


def test_the_same_number_within_100_metres_is_the_same_school():
    near, far = "node/1,12,Лицей,,43.2386,76.889\n", "node/2,13,Лицей,,43.26,76.9\n"
    found = filled().review("schools", HEAD + near + far)
    assert [one.marks for one in found.differences] == [(Mark.RENAMED, Mark.CHANGED), (Mark.NEW,)]


def test_every_district_has_its_number_one():
    text = "number,name_ru,district,lat,lon\n"
    text += "".join(f"1,Школа № 1,Район {n},4{n}.1,70.1\n" for n in range(1, 6))
    registry = filled(text)
    assert len(registry.tables["schools"]) == 5
    found = registry.review("schools", text + "1,Школа № 1,Район 9,46.1,70.1\n")
    assert (found.unchanged, [one.marks for one in found.differences]) == (5, [(Mark.NEW,)])


def test_a_choice_between_several_is_left_to_a_person():
    registry = filled(HEAD + "a,1,Школа № 1,,43.1,70.1\nb,1,Школа № 1,,44.1,70.1\n")
    found = registry.review("schools", HEAD + "z,1,Школа № 1,,47.1,70.1\n")
    assert (found.differences, [(one.row, one.code) for one in found.faults]) == ((), [(2, "match-unclear")])


def test_specialists_are_found_by_id_and_by_name():
    head = "id,name,profession,languages\n"
    registry = Registry()
    registry.apply("specialists", head + "p1,Айгүл Қиялова,lawyer,kk\n")
    (one,) = registry.review("specialists", head + "p1,Айгүл Жаңа,lawyer,kk\n").differences
    assert one.marks == (Mark.RENAMED,)
    (one,) = registry.review("specialists", head + "x9,айгүл  қиялова,lawyer,kk;ru\n").differences
    assert one.marks == (Mark.RENAMED, Mark.CHANGED)
    assert len(registry.tables["specialists"]) == 1


# ---- properties

NUMBERS = st.sampled_from(["", "1", "2", "12"])
NAMES = st.sampled_from(["", "Школа № 1", "Школа № 2", "Лицей"])
DISTRICTS = st.sampled_from(["", "Алмалы", "Медеу"])
LATS = st.sampled_from(["43.2", "43.2004", "43.2008", "43.3"])
IDS = st.sampled_from(["", "a", "b", "c", "d", "e"])
ROWS = st.tuples(IDS, NUMBERS, NAMES, DISTRICTS, LATS, st.just("76.9"))
FILES = st.lists(ROWS, max_size=8)


def csv_of(rows: list[tuple[str, ...]]) -> str:
    return HEAD + "".join(",".join(row) + "\n" for row in rows)


@given(FILES, FILES)
def test_whatever_was_there_a_second_import_changes_nothing(before, rows):
    registry = Registry()
    registry.apply("schools", csv_of(before))
    entries = set(registry.tables["schools"])
    first, report = registry.apply("schools", csv_of(rows))
    assert report.refused == 0
    assert entries <= set(registry.tables["schools"]), "an import deletes nothing"
    second = registry.review("schools", csv_of(rows))
    assert second.differences == ()
    assert second.unchanged == first.unchanged + len(first.differences)


def found_of(rows: list[tuple[str, ...]]) -> list[Found]:
    found, seen = [], set()
    for row, (name, number, title, district, lat, lon) in enumerate(rows, 2):
        key = name or f"{number}/{district}"
        if key in seen or key.startswith("/"):
            continue
        seen.add(key)
        says = {"number": number, "name_ru": title, "district": district}
        filled_in = {field: text for field, text in says.items() if text}
        point = (float(lat), float(lon))
        found.append(Found(row=row, source_id=name, key=key, says={**filled_in, "point": point}))
    return found


def matched(found: list[Found], register: Register) -> dict[str, tuple[object, bool] | str]:
    answers = match_schools(found, register)
    return {
        one.key: (answer.thing, answer.known is None) if isinstance(answer, Matched) else answer.code
        for one, answer in zip(found, answers, strict=True)
    }


@given(FILES, FILES, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(before, rows, chance):
    registry = Registry()
    registry.apply("schools", csv_of(before))
    found = found_of(rows)
    shuffled = list(found)
    chance.shuffle(shuffled)
    register = registry.register("schools")
    assert matched(found, register) == matched(shuffled, register)


@given(FILES, FILES)
def test_a_school_goes_to_one_row_and_for_a_reason(before, rows):
    registry = Registry()
    registry.apply("schools", csv_of(before))
    register = registry.register("schools")
    answers = [one for one in match_schools(found_of(rows), register) if isinstance(one, Matched)]
    assert len({one.thing for one in answers}) == len(answers)
    for one in answers:
        assert one.known is not None or str(one.thing) not in register.rows
        if one.known is not None:
            assert reason(one)


def reason(one: Matched) -> bool:
    says, known = one.found.says, one.known
    assert known is not None
    same_number = says.get("number") == known["number"]
    by_id = one.found.source_id in known["source_ids"] and bool(one.found.source_id)
    same_name = bool(says.get("name_ru")) and says.get("name_ru") == known["name_ru"]
    same_district = says.get("district", "") == known["district"]
    here = Point(lat=says["point"][0], lon=says["point"][1])
    near = metres_between(here, Point(lat=known["lat"], lon=known["lon"])) <= 100
    return by_id or (same_number and (same_name or same_district or near))


def test_a_planted_greedy_matcher_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A matcher that takes the first school of a number, wherever it is, breaks the reasons."""
    monkeypatch.setattr(matching, "MOVED_M", 1e9)
    registry = filled(HEAD + "a,1,Школа,Алмалы,43.2,76.9\n")
    found = found_of([("z", "1", "Лицей", "Медеу", "43.2025", "76.9")])
    (one,) = match_schools(found, registry.register("schools"))
    assert isinstance(one, Matched)
    assert one.known is not None
    assert not reason(one)


def test_eight_thousand_rows_are_compared_within_seconds():
    dice = random.Random(7)
    rows = [
        (f"s{n}", str(n), f"Школа № {n}", f"Район {n % 200}", f"{dice.uniform(41, 55):.5f}", "70.1")
        for n in range(8_000)
    ]
    registry = Registry()
    registry.apply("schools", csv_of(rows))
    moved = [(f"other-{key}", *rest) for key, *rest in rows]
    started = time.perf_counter()
    found = registry.review("schools", csv_of(moved))
    taken = time.perf_counter() - started
    assert (len(found.differences), found.vanished, found.faults) == (8_000, (), ())
    assert taken < 5, taken
