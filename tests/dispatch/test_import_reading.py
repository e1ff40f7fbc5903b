"""What a file is: encoding, delimiter and headings are recognised and said; no bytes break an importer."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.importers.columns import HEADINGS, column_of
from dispatch.importers.table import Row, read_table
from dispatch.importers.text import decoded
from tests.dispatch.registry import Registry


def codes(found):
    return [(fault.row, fault.code) for fault in found.faults]


CYRILLIC = "Номер;Наименование;Широта;Долгота;Район\n12;Школа № 12;43,238;76,889;Алмалинский\n"
KAZAKH = "Нөмірі;Атауы;Ендік;Бойлық;Аудан\n12;№ 12 мектеп-гимназия;43,238;76,889;Түрксіб\n"


@pytest.mark.parametrize(
    ("text", "codec", "said"),
    [
        (CYRILLIC, "utf-8", "UTF-8"),
        (CYRILLIC, "utf-8-sig", "UTF-8"),
        (CYRILLIC, "utf-16", "UTF-16"),
        (CYRILLIC, "cp1251", "Windows-1251"),
        (KAZAKH, "kz1048", "KZ-1048"),
        (KAZAKH, "utf-8-sig", "UTF-8"),
    ],
)
def test_the_encoding_is_recognised_and_said(text, codec, said):
    found = Registry().review("schools", text.encode(codec))
    assert (found.table.encoding, found.table.delimiter, codes(found)) == (said, ";", [])
    (one,) = found.differences
    assert (one.command.number, one.command.point) == ("12", (43.238, 76.889))
    assert one.label in ("Школа № 12", "№ 12 мектеп-гимназия")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_delimiters_are_recognised(mark):
    text = "sep=;\n" if mark == ";" else ""
    text += (
        mark.join(["number", "lat", "lon", "улица"]) + "\n" + mark.join(["7", "43.2", "76.9", "Абая"]) + "\n"
    )
    found = Registry().review("schools", text)
    assert (found.table.delimiter, found.table.unused, len(found.differences)) == (mark, ("улица",), 1)
    assert found.differences[0].row == (3 if mark == ";" else 2)


@pytest.mark.parametrize(
    "heading", ["Широта", " широта ", "Ендік", "LAT", "Latitude", "широта:", "(широта)", "Широта\xa0"]
)
def test_a_heading_is_known_in_three_languages(heading):
    assert column_of(heading) == "lat"


def test_no_heading_means_two_columns():
    said = [heading for headings in HEADINGS.values() for heading in headings]
    assert len(said) == len(set(said))


@pytest.mark.parametrize(
    ("written", "number"), [("№ 12", "12"), ("12.0", "12"), ("012", "12"), ("12А", "12А"), ("No 7", "7")]
)
def test_numbers_are_written_in_many_ways(written, number):
    (one,) = Registry().review("schools", f"number,lat,lon\n{written},43.2,76.9\n").differences
    assert one.command.number == number


@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.json", "a.geojson"]))
def test_no_bytes_break_an_importer(content, name):
    decoded(content)
    for kind in ("schools", "specialists", "teams"):
        Registry().review(kind, content, name)


@given(
    st.recursive(
        st.none() | st.text() | st.floats() | st.integers(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(
                    ["type", "tags", "features", "elements", "center", "geometry", "properties", "lat", "lon"]
                ),
                x,
            )
        ),
    )
)
def test_no_json_breaks_an_importer(value):
    for text in (json.dumps(value), json.dumps({"features": [value]}), json.dumps({"elements": [value]})):
        Registry().review("schools", text, "a.json")


TYPED = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@given(st.lists(st.lists(TYPED, min_size=4, max_size=4), max_size=8))
def test_whatever_the_other_rows_hold_a_good_one_is_read(rows):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([["id", "lat", "lon", "name_ru"], *rows, ["the-good-one", "43.2", "76.9", "Школа"]])
    read = read_table(out.getvalue().encode(), "schools.csv").rows
    assert any(isinstance(row, Row) and row.cells.get("name_ru") == "Школа" for row in read)
