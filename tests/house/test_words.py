"""Every text in three languages."""

from pathlib import Path

from babel import Locale

from tests.house import words
from tests.house.plant import catalogue, plant
from tests.house.tree import ROOT, listed

GOOD = {"kk": {"a": "Бір {n}"}, "ru": {"a": "Один {n}"}, "en": {"a": "One {n}"}}


def test_catalogues_are_complete() -> None:
    assert not (faults := words.catalogue_faults(ROOT)), listed(faults)


def test_every_refusal_has_words() -> None:
    assert not (faults := words.refusals_without_words(ROOT)), listed(faults)


def test_there_is_something_to_look_at() -> None:
    assert list((ROOT / "web" / "messages").glob("*/kk.json"))


def test_the_plural_categories_are_those_of_the_languages() -> None:
    for language, categories in words.PLURALS.items():
        rule = Locale(language).plural_form
        assert {rule(number) for number in range(1000)} | {"other"} == categories


def test_a_good_catalogue_has_no_fault(tmp_path: Path) -> None:
    assert words.catalogue_faults(catalogue(tmp_path, **GOOD)) == []


def test_a_missing_language_is_seen(tmp_path: Path) -> None:
    catalogue(tmp_path, kk=GOOD["kk"], en=GOOD["en"])
    assert [fault.what for fault in words.catalogue_faults(tmp_path)] == ["missing"]


def test_a_missing_key_is_seen(tmp_path: Path) -> None:
    catalogue(tmp_path, kk={}, ru=GOOD["ru"], en=GOOD["en"])
    assert [fault.what for fault in words.catalogue_faults(tmp_path)] == ["a is missing"]


def test_another_placeholder_is_seen(tmp_path: Path) -> None:
    assert words.catalogue_faults(catalogue(tmp_path, **{**GOOD, "ru": {"a": "Один {m}"}}))


def test_wrong_plurals_are_seen(tmp_path: Path) -> None:
    right = {"one": "{n}", "other": "{n}"}
    russian = {"one": "{n}", "few": "{n}", "many": "{n}", "other": "{n}"}
    assert (
        words.catalogue_faults(catalogue(tmp_path, kk={"a": right}, ru={"a": russian}, en={"a": right})) == []
    )
    assert words.catalogue_faults(catalogue(tmp_path, kk={"a": right}, ru={"a": right}, en={"a": right}))
    assert words.catalogue_faults(catalogue(tmp_path, kk={"a": right}, ru={"a": russian}, en={"a": "{n}"}))


def test_an_empty_text_is_seen(tmp_path: Path) -> None:
    assert words.catalogue_faults(catalogue(tmp_path, **{**GOOD, "kk": {"a": " "}}))


def test_a_key_said_twice_is_seen(tmp_path: Path) -> None:
    catalogue(tmp_path, **GOOD)
    plant(tmp_path, {"web/messages/board/en.json": '{"a": "One {n}", "a": "Two {n}"}'})
    assert [fault.what for fault in words.catalogue_faults(tmp_path)] == ["a is there twice"]


def test_a_key_in_two_areas_is_seen(tmp_path: Path) -> None:
    catalogue(tmp_path, **GOOD)
    for language in words.LANGUAGES:
        text = (tmp_path / f"web/messages/board/{language}.json").read_text(encoding="utf-8")
        plant(tmp_path, {f"web/messages/phone/{language}.json": text})
    assert [fault.what for fault in words.catalogue_faults(tmp_path)] == ["a is also in board"]


def test_a_refusal_without_words_is_seen(tmp_path: Path) -> None:
    catalogue(tmp_path, en={"refusal.known": "No"})
    plant(tmp_path, {"domain/a.py": 'Refused(code="known")\nRefused(code="strange")\n'})
    assert [fault.line for fault in words.refusals_without_words(tmp_path)] == [2]
