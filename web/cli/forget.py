"""`jedel forget`: who is forgotten, what waits, until when copies of keys open it, whether all keys are gone.

It knows no person, so it proposes and confirms nothing: that is done at two desks, by two people.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

import click
import orjson

from dispatch.ports import Row, StoreUnavailable
from domain.law.local_time import local_date
from projections.keeping import forgotten_subjects
from web.cli.account import opened
from web.cli.options import EXPECTED, data_option, settings_from, told
from web.cli.speech import Spoken, fault, language, option, words
from web.keys_place import keys_of
from web.log_place import is_there, open_log
from web.settings import Settings
from web.words import say

SHOWN: Final = 200
"""Lines of a kind that are told one by one; the rest is counted."""


@click.command("forget", cls=Spoken, help="cli.forget")
@data_option
@option("--destroy", is_flag=True, help="cli.option.destroy")
def forget(data: Path, destroy: bool) -> None:
    """List what is asked, proposed and forgotten; the server may run meanwhile, unless keys are destroyed."""
    if not is_there(data):
        raise fault("forget.nothing", data=str(data))
    if destroy:
        with opened(data) as system:
            again = system.store.destroyed_again
        click.echo(words("forget.destroyed", n=again))
    try:
        settings = settings_from(data=data)
        rows = list(_rows(settings))
        _tell(rows, settings.limits.key_backups.days)
        left = _left(settings, rows)
    except EXPECTED as error:
        raise told(error) from None
    except (sqlite3.Error, StoreUnavailable) as error:
        raise fault("forget.unreadable", error=str(error)) from None
    if left:
        raise fault("forget.left", n=left)
    click.echo(words("forget.all-gone"))


def _rows(settings: Settings) -> Iterator[Row]:
    """The rows of keeping, each with the number of its case; oldest case first."""
    query = (
        "SELECT kept.body, queue.body FROM hot_row AS kept JOIN hot_row AS queue"
        " ON queue.fold='queue' AND queue.key=kept.key WHERE kept.fold='keeping' AND kept.body IS NOT NULL"
    )
    with closing(open_log(settings)) as log:
        found = [
            {**orjson.loads(kept), "number": orjson.loads(queue)["number"]}
            for kept, queue in log.execute(query)
        ]
    yield from sorted(found, key=lambda row: str(row["number"]))


def _tell(rows: list[Row], backup_days: int) -> None:
    found = {
        "asked": list(_asked(rows)),
        "proposed": list(_proposed(rows)),
        "held": list(_held(rows)),
        "gone": list(_gone(rows, backup_days)),
    }
    for title, lines in found.items():
        click.echo(words(f"forget.title.{title}", n=len(lines)))
        for line in lines[:SHOWN]:
            click.echo(f"  {line}")


def _asked(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        for one in row["deletions"]:
            if one["state"] == "asked":
                days = {"at": _day(one["asked_at"]), "due": _day(one["due"])}
                yield words("forget.asked", number=row["number"], parts=_parts(one["parts"]), **days)


def _proposed(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        if one := row["proposed"]:
            yield words(
                "forget.proposed", number=row["number"], parts=_parts(one["parts"]), at=_day(one["at"])
            )


def _held(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        for one in row["holds"]:
            if one["state"] in ("asked", "placed", "lift-asked"):
                ground = say(f"story.word.ground.{one['ground']}", language())
                yield words("forget.held", number=row["number"], ground=ground)


def _gone(rows: list[Row], backup_days: int) -> Iterator[str]:
    for row in rows:
        for one in row["forgotten"]:
            days = {"at": _day(one["at"]), "until": _day(one["at"], backup_days)}
            yield words("forget.gone", number=row["number"], parts=_parts([one["part"]]), **days)


def _parts(parts: list[str]) -> str:
    return ", ".join(say(f"story.word.part.{part}", language()) for part in parts)


def _day(at: str, more: int = 0) -> str:
    return f"{local_date(datetime.fromisoformat(at)) + timedelta(days=more):%d.%m.%Y}"


def _left(settings: Settings, rows: list[Row]) -> int:
    """How many of the forgotten still have a key."""
    subjects: list[UUID] = [who for row in rows for who in forgotten_subjects(row)]
    place = keys_of(settings)
    if not subjects or place.missing():
        return 0
    with closing(place.look()) as keys:
        return sum(
            int(keys.rows("SELECT count(wrapped) FROM subject_key WHERE subject=?", (who.bytes,))[0][0])
            for who in subjects
        )
