"""Files with an edition of the calendar: CSV and JSON alike; what cannot be read is told by its row."""

import json
from pathlib import Path

import pytest

from dispatch.importers.calendar_file import LARGEST, read_calendar
from domain import calendar
from domain.calendar import load_faults
from domain.law.calendars import MARCH_2026
from domain.law.calendars.edition import DayKind
from domain.law.due import Week

EXAMPLE = Path(__file__).parents[2] / "docs" / "calendar-example.csv"
TEXT = EXAMPLE.read_text(encoding="utf-8")
OF_2027 = {row.on: row for row in MARCH_2026.rows if row.on.year == 2027}


def codes(text: str | bytes) -> list[str]:
    command, faults = read_calendar(text.encode() if isinstance(text, str) else text)
    assert (command is None) is bool(faults)
    return [fault.code for fault in faults]


def as_json() -> dict[str, object]:
    rows = [
        {
            "date": row.on.isoformat(),
            "kind": row.kind.value,
            "name": row.name,
            "weeks": [week.value for week in row.weeks],
            "other": row.other.isoformat() if row.other else None,
            "source": row.source,
        }
        for row in OF_2027.values()
    ]
    head = {"key": "kz-2026-12", "known_from": "2026-12-01", "source": "somebody", "years": [2027]}
    return {**head, "rows": rows}


def test_the_example_is_read_and_has_no_fault() -> None:
    command, faults = read_calendar(EXAMPLE.read_bytes())
    assert command is not None
    assert faults == load_faults(calendar.INITIAL, command) == []
    assert (command.key, command.years, command.provisional) == ("kz-2026-12", (2027,), ())
    assert {(row.on, row.kind, row.weeks, row.other) for row in command.rows} == {
        (row.on, row.kind, row.weeks, row.other) for row in OF_2027.values()
    }


@pytest.mark.parametrize(
    "change", [str, lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")]
)
def test_as_people_save_them(change) -> None:
    assert codes(change(TEXT)) == []


def test_semicolons_of_a_spreadsheet() -> None:
    lines = [line.replace(",", ";") for line in TEXT.splitlines()]
    assert codes("\n".join(lines)) == []


def test_json_says_the_same() -> None:
    command, faults = read_calendar(json.dumps(as_json()).encode())
    assert faults == []
    assert command is not None
    assert command.rows == tuple(OF_2027.values())


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("2027-01-01,fri", "2027-01-01,thu", "calendar-weekday"),
        ("2027-01-01,fri", "2027-02-30,fri", "calendar-row-unreadable"),
        ("2027-01-01,fri", "1.1.2027,fri", "calendar-row-unreadable"),
        ("2027-01-01,fri,holiday", "2027-01-01,fri,feast", "calendar-kind-unknown"),
        ("moved-day-off,new-year,5", "moved-day-off,new-year,7", "calendar-row-unreadable"),
        ("# key: kz-2026-12\n", "", "calendar-column-missing"),
        ("# years: 2027", "# years: next", "calendar-row-unreadable"),
        ("# years: 2027", "# yeers: 2027", "calendar-column-unknown"),
        ("# known_from: 2026-12-01", "# known_from: soon", "calendar-row-unreadable"),
        ("date,weekday,kind", "date,weekday,sort", "calendar-column-unknown"),
        ("date,weekday,kind", "date,weekday,", "calendar-column-unknown"),
        ('holidays of 2027 (example)', '"', None),
        ("date,weekday,kind,name", 'date,"weekday,kind,name', "calendar-unreadable"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(before: str, after: str, code: str | None) -> None:
    assert before in TEXT
    assert codes(TEXT.replace(before, after, 1))[:1] == ([] if code is None else [code])


def test_every_bad_row_is_told_with_its_number() -> None:
    bad = TEXT.replace("2027-01-02,sat", "2027-01-02,sun").replace("2027-05-01,sat", "x,sat")
    _, faults = read_calendar(bad.encode())
    lines = bad.splitlines()
    assert [lines[int(fault.params["row"]) - 1][:10] for fault in faults] == ["2027-01-02", "x,sat,holi"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\xff\xfe", "calendar-unreadable"),
        (b"{", "calendar-unreadable"),
        (b"", "calendar-column-missing"),
        (b'{"rows": 7}', "calendar-column-missing"),
        (b'{"rows": [7]}', "calendar-column-missing"),
        (b'{"rows": [{"day": 1}]}', "calendar-column-unknown"),
        (b"x" * (LARGEST + 1), "calendar-too-large"),
    ],
)
def test_what_is_no_calendar(content: bytes, code: str) -> None:
    assert codes(content) == [code]


def test_weekdays_may_be_kazakh_or_russian_or_numbers() -> None:
    for friday in ("пт", "жм", "5", "FRI"):
        assert codes(TEXT.replace("2027-01-01,fri", f"2027-01-01,{friday}")) == []


def test_a_row_without_weeks_speaks_of_both() -> None:
    command, _ = read_calendar(EXAMPLE.read_bytes())
    assert command is not None
    rows = {(row.on.isoformat(), row.kind): row for row in command.rows}
    assert rows["2027-01-01", DayKind.HOLIDAY].weeks == (Week.FIVE, Week.SIX)
    assert rows["2027-01-04", DayKind.MOVED].weeks == (Week.FIVE,)
