"""CSV and XLSX: texts stay texts, days stay days, nothing is a formula, nothing touches the disk."""

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from domain.law.local_time import local
from web.papers import tables
from web.papers.page import printed
from web.papers.paper import Cell, Facts, Paper, Step, Table, Words
from web.papers.pdf import NoFont, TooLong, pdf_of
from web.papers.tables import LONGEST_CELL, csv_of, harmless, is_formula, xlsx_of
from web.settings import Settings

NOON = datetime(2026, 11, 27, 7, 0, 9, tzinfo=UTC)
ASSETS = Settings(data=Path("nowhere")).screens / "assets"
ATTACKS = (
    '=HYPERLINK("http://x","y")',
    "+7 700 000 00 00",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1+1",
    "＝1",
    "http://example.org",
    "a;=1",
    'a","=1',
    "%TEMP%",
    "|calc",
)
SIGNS = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\t\n\r")
TEXTS = st.one_of(st.text(SIGNS, max_size=40), st.sampled_from(ATTACKS))
CELLS = st.one_of(
    st.none(),
    TEXTS,
    st.integers(-(10**9), 10**9),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(
        lambda each: each.replace(tzinfo=UTC, microsecond=0)
    ),
)


def a_paper(*rows: tuple[Cell, ...], mark: str = "", count: int = 1) -> Paper:
    columns = tuple(f"к{at}" for at in range(len(rows[0]) if rows else 1))
    each = Table(title="Кесте: [a/b]", columns=columns, rows=rows)
    return Paper(
        name="x", language="kk", title="Т", parts=(each,) * count, made_at=NOON, made_by="Әсел", mark=mark
    )


def read_csv(body: bytes) -> list[list[str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(body.decode("utf-8-sig"), newline=""), strict=True))


def read_xlsx(body: bytes) -> list[list[Any]]:
    """Every cell of the first sheet, by a reader that is not ours."""
    sheet = load_workbook(BytesIO(body)).worksheets[0]
    return [list(row) for row in sheet.iter_rows()]


def formulas(body: bytes) -> list[str]:
    """Cells of a CSV that a spreadsheet would work out."""
    return [cell for row in read_csv(body)[1:] for cell in row if is_formula(cell)]


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
@example([(text, "x") for text in ATTACKS])
def test_no_cell_of_a_csv_is_a_formula_and_none_is_lost(rows: list[tuple[str, str]]) -> None:
    body = csv_of(a_paper(*rows))
    assert formulas(body) == []
    assert read_csv(body)[1:] == [[harmless(cell) for cell in row] for row in rows]
    assert all(harmless(cell) in (cell, f"'{cell}") for row in rows for cell in row)


@pytest.mark.parametrize("attack", [each for each in ATTACKS if is_formula(each)])
def test_an_escape_that_is_forgotten_is_found(monkeypatch: pytest.MonkeyPatch, attack: str) -> None:
    """The planted fault: texts are written as they are."""
    monkeypatch.setattr(tables, "harmless", lambda text: text)
    assert formulas(csv_of(a_paper((attack, "x")))) == [attack]


def test_lines_end_as_rfc_4180_says_and_every_cell_is_quoted() -> None:
    body = csv_of(a_paper(('a"b', None), ("с\nжаңа", NOON))).decode("utf-8-sig")
    assert body == '"к0","к1"\r\n"a""b",""\r\n"с\nжаңа","2026-11-27 12:00:09"\r\n'


def test_several_tables_are_one_list() -> None:
    rows = read_csv(csv_of(a_paper(("11.2026", 7), count=2)))
    assert rows[1:] == [["Кесте: [a/b]", "11.2026", "к1", "7"]] * 2


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=4))
@example([(text, "x", None) for text in ATTACKS])
def test_a_workbook_holds_texts_numbers_and_real_days(rows: list[tuple[Cell, ...]]) -> None:
    found = read_xlsx(xlsx_of(a_paper(*rows)))[1:]
    for row, cells in zip(rows, found, strict=False):
        for said, cell in zip(row, cells, strict=True):
            assert cell.hyperlink is None
            assert cell.data_type == _type_of(said), (said, cell.data_type)
            if isinstance(said, datetime):
                assert cell.value == local(said).replace(tzinfo=None)
            elif isinstance(said, date):
                assert cell.value.date() == said
            elif isinstance(said, int):
                assert cell.value == said
            elif said and "\r" not in said:  # the format itself folds the ends of lines
                assert cell.value == said
                assert bool(cell.quotePrefix) is is_formula(said)


def _type_of(said: Cell) -> str:
    match said:
        case None:
            return "n"
        case date():
            return "d"
        case int():
            return "n"
        case _:
            return "s"


def test_a_workbook_that_takes_formulas_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: `write` instead of `write_string`, which believes what begins with a sign."""
    monkeypatch.setattr(
        tables, "_write", lambda sheet, line, column, cell, formats: sheet.write(line, column, cell)
    )
    monkeypatch.setattr(tables, "_OPTIONS", {"in_memory": True})
    cells = read_xlsx(xlsx_of(a_paper(("=1+1", "http://example.org"))))[1]
    assert cells[0].data_type == "f"
    assert cells[1].hyperlink is not None


def test_a_text_longer_than_a_cell_is_visibly_cut() -> None:
    cell = read_xlsx(xlsx_of(a_paper(("қ" * 40_000, ""))))[1][0]
    assert cell.value == "қ" * LONGEST_CELL + "…"


def test_the_watermark_stands_above_the_table_and_in_the_foot() -> None:
    mark = "Шектеулі · Әсел & Co · E-1"
    sheet = load_workbook(BytesIO(xlsx_of(a_paper(("а",), mark=mark)))).worksheets[0]
    assert sheet["A1"].value == mark
    assert "E-1" in sheet.oddFooter.left.text
    assert load_workbook(BytesIO(xlsx_of(a_paper(("а",))))).worksheets[0]["A1"].value == "к0"


_written: list[str] = []
_watching = [False]


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if _watching[0] and event in ("open", "os.mkdir", "tempfile.mkstemp", "shutil.copyfile"):
        mode, flags = (args[1], args[2]) if event == "open" else ("w", 0)
        if (isinstance(mode, str) and set(mode) & set("wax+")) or (isinstance(flags, int) and flags & 3):
            _written.append(f"{event} {args[0]}")


sys.addaudithook(_watch)


@contextmanager
def disk() -> Iterator[list[str]]:
    """What is opened for writing meanwhile, by anybody in the process."""
    _written.clear()
    _watching[0] = True
    try:
        yield _written
    finally:
        _watching[0] = False


@pytest.mark.parametrize("make", [csv_of, xlsx_of, lambda paper: pdf_of(paper, ASSETS, 100), printed])
def test_nothing_is_written_to_the_disk(make: Any) -> None:
    with disk() as written:
        make(a_paper(*((f"{at}", NOON) for at in range(3_000)), mark="E-1"))
    assert written == []


def test_a_file_on_the_way_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: a workbook that is put together from temporary files."""
    monkeypatch.setattr(tables, "_OPTIONS", {})
    with disk() as written:
        xlsx_of(a_paper(("a", "b")))
    assert written


def test_a_paper_of_any_text_becomes_a_pdf_within_its_bounds() -> None:
    parts = (
        Facts(rows=(("<b>", "&amp; <font color='[[open]]'>"),)),
        Words(text="</para><br/>"),
        Step(when="1", what="q" * 20_000, who="w", details=(("e", ("r" * 20_000, "")),)),
        Table(title="", columns=("a", "b"), rows=(("x" * 20_000, 1),)),
        Table(title="none", columns=("a",), rows=()),
    )
    paper = Paper(name="x", language="kk", title="T", parts=parts, made_at=NOON, made_by="")
    assert pdf_of(paper, ASSETS, 100).startswith(b"%PDF-")
    with pytest.raises(TooLong):
        pdf_of(paper, ASSETS, 3)


def test_without_the_font_there_is_no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    from reportlab.pdfbase import pdfmetrics

    monkeypatch.setattr(pdfmetrics, "getRegisteredFontNames", list)
    with pytest.raises(NoFont):
        pdf_of(a_paper(("a",)), ASSETS / "nowhere", 10)


def test_a_long_table_begins_below_its_title() -> None:
    paper = replace(a_paper(*((f"№{at}", NOON) for at in range(200))), title="Тізім")
    pages = PdfReader(BytesIO(pdf_of(paper, ASSETS, 100))).pages
    first = pages[0].extract_text()
    assert "№0" in first
    assert first.count("Тізім") == 1
    assert "к0" in pages[1].extract_text(), "the head of the table stands on every page"
