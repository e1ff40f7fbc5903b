"""Tables as CSV (UTF-8 with BOM, RFC 4180) and as XLSX, made in memory only: nothing touches the disk.

A text is a text. One that a spreadsheet would take for a formula gets an apostrophe in front in CSV, and in
XLSX the mark that says the same without a sign of its own.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any, Final

import xlsxwriter

from domain.law.local_time import local
from web.papers.paper import Cell, Paper, Table
from web.words import say

CSV: Final = "text/csv; charset=utf-8"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
"""What spreadsheets begin a formula or a command with, or skip before one; full-width signs are folded."""
LONGEST_CELL: Final = 32_000
"""XLSX holds 32,767 signs in a cell; what is longer would be left out whole."""
_SHEET_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_SHEET_NAME: Final = 31
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for something to be worked out."""
    return text.startswith(BEGINNINGS) or text.lstrip().startswith(BEGINNINGS)


def harmless(text: str) -> str:
    """The text as it may stand in a CSV file."""
    return f"'{text}" if is_formula(text) else text


def csv_of(paper: Paper) -> bytes:
    """One table as it is; several as one list: table, first column, name of the column, value."""
    text = StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    tables = paper.tables
    rows = _rows(tables[0]) if len(tables) == 1 else _unfolded(tables, paper.language)
    for row in rows:
        writer.writerow([harmless(_plain(cell)) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def _rows(table: Table) -> Iterator[tuple[Cell, ...]]:
    yield table.columns
    yield from table.rows


def _unfolded(tables: Iterable[Table], language: str) -> Iterator[tuple[Cell, ...]]:
    yield tuple(say(f"paper.column.{name}", language) for name in ("table", "row", "column", "value"))
    for table in tables:
        for row in table.rows:
            for column, cell in zip(table.columns[1:], row[1:], strict=True):
                yield (table.title, row[0], column, cell)


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case datetime():
            return f"{local(cell):%Y-%m-%d %H:%M:%S}"
        case date():
            return cell.isoformat()
        case _:
            return str(cell)


def xlsx_of(paper: Paper) -> bytes:
    """A sheet a table; the watermark, where there is one, above every table and at the foot of each page."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, _OPTIONS)
    created = local(paper.made_at).replace(tzinfo=None)
    book.set_properties({"title": paper.title, "author": "Jedel", "created": created})
    formats = _formats(book)
    for number, table in enumerate(paper.tables, start=1):
        sheet = book.add_worksheet(_sheet_name(number, table.title))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{_footer(paper.mark or paper.foot)}&R&P / &N")
        _fill(sheet, table, paper.mark, formats)
    book.close()
    return made.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    top = {"valign": "top", "text_wrap": True}
    return {
        "head": book.add_format({**top, "bold": True, "bottom": 1}),
        "mark": book.add_format({"bold": True, "font_color": "#b00020"}),
        "text": book.add_format(top),
        "quoted": book.add_format({**top, "quote_prefix": True}),
        "number": book.add_format({"valign": "top"}),
        "day": book.add_format({"valign": "top", "num_format": "dd.mm.yyyy"}),
        "moment": book.add_format({"valign": "top", "num_format": "dd.mm.yyyy hh:mm:ss"}),
    }


def _fill(sheet: Any, table: Table, mark: str, formats: dict[str, Any]) -> None:
    first = 0
    if mark:
        sheet.write_string(0, 0, mark, formats["mark"])
        first = 1
    for column, title in enumerate(table.columns):
        sheet.write_string(first, column, title, formats["head"])
        sheet.set_column(column, column, _width(table, column))
    sheet.freeze_panes(first + 1, 0)
    sheet.repeat_rows(0, first)
    for line, row in enumerate(table.rows, start=first + 1):
        for column, cell in enumerate(row):
            _write(sheet, line, column, cell, formats)


def _write(sheet: Any, line: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    match cell:
        case None:
            return
        case datetime():
            sheet.write_datetime(line, column, local(cell).replace(tzinfo=None), formats["moment"])
        case date():
            sheet.write_datetime(line, column, cell, formats["day"])
        case int():
            sheet.write_number(line, column, cell, formats["number"])
        case _:
            kind = "quoted" if is_formula(cell) else "text"
            sheet.write_string(line, column, _fitting(cell), formats[kind])


def _fitting(text: str) -> str:
    """At most what a cell holds, and visibly cut where it was more."""
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"


def _width(table: Table, column: int) -> int:
    longest = max((len(_plain(row[column])) for row in table.rows), default=0)
    return min(48, max(10, longest, len(table.columns[column])) + 2)


def _sheet_name(number: int, title: str) -> str:
    return f"{number} {title.translate(_SHEET_NAME)}"[:_LONGEST_SHEET_NAME].strip()


def _footer(text: str) -> str:
    """Inside a footer an ampersand begins a code, and there are 255 signs in all."""
    return text.replace("&", "&&")[:200]
