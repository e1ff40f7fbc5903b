"""`jedel due`: until when an ordinary request is to be considered, told day by day with the source of each.

Light: loads no server; of a data directory only the calendars loaded into it are read. The last line printed
is the ISO date alone.
"""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import click

from domain.law.calendars import edition_known_at
from domain.law.due import Hours, Reading, Week, consideration_counted, minute_of
from domain.law.local_time import ALMATY
from web.cli.calendar_known import known_in
from web.cli.due_words import told
from web.cli.speech import Spoken, option
from web.cli.speech import language as spoken
from web.law_words import day_text
from web.words import say

YEARS = (2000, 2100)
"""First and last year of receipt that is computed; outside lies a slip of the hand."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


class Unusable(click.ClickException):
    """A value that cannot be used: code and words on stderr, exit 2."""

    exit_code = 2

    def __init__(self, language: str, code: str, **params: str | int) -> None:
        words = say(f"refusal.{code}", language, params)
        super().__init__(say("cli.error", language, {"code": code, "words": words}))

    def show(self, file: object = None) -> None:
        click.echo(self.message, err=True)


@click.command("due", cls=Spoken, help="cli.due")
@option("--received", required=True, metavar="T", help="cli.option.received")
@option("--week", default="5", show_default=True, metavar="5|6", help="cli.option.week")
@option(
    "--reading",
    default="arrival",
    show_default=True,
    metavar="arrival|opening",
    help="cli.option.reading",
)
@option("--closes", default=None, metavar="HH:MM", help="cli.option.closes")
@option("--known-at", default=None, metavar="DATE", help="cli.option.known-at")
@option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="JEDEL_DATA",
    metavar="DIR",
    help="cli.option.data.calendars",
)
def due(
    received: str, week: str, reading: str, closes: str | None, known_at: str | None, data: Path | None
) -> None:
    """Say until when an ordinary request is to be considered, and how that was counted."""
    lang = spoken()
    received_at = _instant(received, lang)
    on = date.max if known_at is None else day_of(known_at, lang)
    edition = edition_known_at(on, known_in(data).loaded)
    counting = consideration_counted(
        received_at, _week(week, lang), _reading(reading, lang), edition, _hours(closes, lang)
    )
    whole_day = _DAY.fullmatch(received) is not None
    if on < edition.known_from:
        click.echo(say("cli.due.unknown-then", lang, {"day": day_text(on, lang)}))
    for line in told(counting, received_at, whole_day=whole_day, week=week, edition=edition, language=lang):
        click.echo(line)


def _instant(text: str, language: str) -> datetime:
    """Aware UTC. Without a zone it is the time in Kazakhstan; without a time it is that local day."""
    try:
        if not (_DAY.fullmatch(text) or _TIME.fullmatch(text)):
            raise ValueError(text)
        read = datetime.fromisoformat(text)
    except ValueError:
        _refuse(language, "time-unreadable", text=text)
    if not YEARS[0] <= read.year <= YEARS[1]:
        _refuse(language, "year-out-of-range", year=read.year, first=YEARS[0], last=YEARS[1])
    return (read if read.tzinfo else read.replace(tzinfo=ALMATY)).astimezone(UTC)


def _week(text: str, language: str) -> Week:
    return Week(text) if text in set(Week) else _refuse(language, "week-unknown", text=text)


def _reading(text: str, language: str) -> Reading:
    return Reading(text) if text in set(Reading) else _refuse(language, "reading-unknown", text=text)


def _hours(closes: str | None, language: str) -> Hours:
    minute = None if closes is None else minute_of(closes)
    if closes is not None and minute is None:
        _refuse(language, "closing-hour-unreadable", text=closes)
    hours = Hours(closes=minute)
    if closes is not None and not hours.sensible:
        opens = f"{hours.opens // 60:02}:{hours.opens % 60:02}"
        _refuse(language, "closing-hour-too-early", text=closes, opens=opens)
    return hours


def day_of(text: str, language: str) -> date:
    """A local day written `2026-03-20`."""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        _refuse(language, "date-unreadable", text=text)


def _refuse(language: str, code: str, **params: str | int) -> NoReturn:
    raise Unusable(language, code, **params)
