"""Where each row of the calendars comes from. Whoever reads the text itself replaces the key of the row."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LISTED: Final = "holidays-0.109"
NOTES_2026: Final = "notes-2026"
MOVED_2024: Final = "order-2024-05-08"
MOVED_2025: Final = "order-2025-01-03"
AFTER_REFERENDUM: Final = "labour-ministry-2026-03-18"
SUNDAY_MOVES: Final = "sunday-moves"
EDITION_DECEMBER_2025: Final = "ours-known-from-2025-12-01"
WEEK: Final = "week"

SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        LISTED: (
            "as listed by version 0.109 of the `holidays` package, which refers to the law on holidays "
            "and to the orders that move days; the texts themselves were not read"
        ),
        NOTES_2026: (
            "the project's notes on the domain, list of holidays of 2026; the texts themselves were not read"
        ),
        MOVED_2024: (
            "order moving a day of rest in 2024 from Saturday 4 May to Wednesday 8 May, as reported by "
            "zakon.kz on 18 April 2024; that nothing moves in a six-day week, where Saturday is worked, "
            "is our reading"
        ),
        MOVED_2025: (
            "order of the labour ministry moving a day of rest from Sunday 5 January to Friday 3 January "
            "2025 in both weeks, as reported by kursiv.media on 23 December 2024"
        ),
        AFTER_REFERENDUM: (
            "the labour ministry as reported by taspanews.kz on 18 March 2026, after the referendum of "
            "15 March: 30 August is no holiday from 2026 on, Constitution Day is 15 March from 2027 on; "
            "that this was known from the day of the report is our setting"
        ),
        SUNDAY_MOVES: (
            "in a six-day week only Sunday is off and only a Sunday's holiday moves, to the next working "
            "day; worked out from the project's notes"
        ),
        EDITION_DECEMBER_2025: (
            "the calendar of December 2025; the day in that month is not known, its first day is our setting"
        ),
        WEEK: "the centre's working week",
    }
)
