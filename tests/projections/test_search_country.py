"""School search over eight thousand rows: the table of what must be found, and what must not."""

import pytest

from projections.folding import letters, parts
from projections.search import SchoolSearch, SchoolText
from tests.projections.country import ASKED, ELSEWHERE, REGION, SCHOOLS, schools

COUNTRY = schools()
SEARCH = SchoolSearch(COUNTRY)
BY_ID = {each.id: each for each in COUNTRY}


def first(typed: str, region: str | None = REGION) -> str | None:
    found = SEARCH.find(typed, region=region, limit=1)
    return BY_ID[found[0]].texts[0] if found else None


def test_there_are_as_many_as_in_the_country():
    assert len(COUNTRY) == len(BY_ID) == SCHOOLS


@pytest.mark.parametrize(("typed", "named"), ASKED)
def test_the_right_school_comes_first(typed, named):
    found = first(typed)
    assert found is None if named is None else found is not None and named in found


def test_half_a_number_is_no_number_where_many_begin_so():
    assert SEARCH.find("№16", region=REGION) == SEARCH.find("16 мектеп", region=REGION) == []
    assert {BY_ID[each].number for each in SEARCH.find("№16", limit=SCHOOLS)} == {"16"}


@pytest.mark.parametrize("typed", ["№165", "No165", "№ 165", "N165", "номер 165"])
def test_the_number_sign_is_no_word(typed):
    """Compatibility forms make two letters of the sign; they would be looked for in the names."""
    assert parts(typed) == (["165"], [], [])
    assert first(typed) == "Средняя школа №165 (казахская)"


def test_a_number_that_many_towns_have_is_that_of_the_region():
    everywhere = SEARCH.find("школа 94", limit=SCHOOLS)
    assert len({BY_ID[each].region for each in everywhere}) > 5
    assert [BY_ID[each].region for each in SEARCH.find("школа 94", region=REGION)] == [REGION]
    assert all(BY_ID[each].region == ELSEWHERE[3] for each in SEARCH.find("94", region=ELSEWHERE[3]))


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("fizmat", "166"),
        ("физмат школа", "166"),
        ("физматлицей", None),
        ("жандосав", "Жандосов"),
        ("матфиз 166", "166"),
    ],
)
def test_two_beginnings_written_together(typed, named):
    found = first(typed)
    assert found is None if named is None else found is not None and named in found


def test_a_beginning_of_two_letters_is_not_enough_to_be_put_together():
    search = SchoolSearch([SchoolText(id="1", region=REGION, number=None, texts=("Алма Бакыт",))])
    assert search.find("алмабак") == ["1"]
    assert search.find("алба") == []


def test_folding_never_makes_two_letters_of_the_number_sign():
    assert "но" not in letters("№165")
