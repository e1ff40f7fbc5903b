"""`jedel verify`: whether the logs of an installation, or of a copy, are what they were. Only reads.

Needs neither the server (which may run) nor the keys of cases. Exit code 0: whole; 1: damaged; 2: there is
nothing to look at.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from dispatch.evidence.damage import Damage
from dispatch.evidence.place import Place
from dispatch.evidence.signing import read_public_pem
from dispatch.evidence.verify import Compared, Report, file_of, head_of, verify
from web.cli.options import EXPECTED, data_option, settings_from
from web.cli.speech import Spoken, option, words
from web.cli.verify_words import damage_line, lines
from web.log_place import is_elsewhere, log_tables

SHOWN = 20
"""Damages told one by one; the rest is counted."""
MOST_IN_JSON = 1_000

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("verify", cls=Spoken, help="cli.verify")
@data_option
@option("--checkpoints", "elsewhere", type=FOLDER, metavar="DIR", help="cli.option.verify.checkpoints")
@option("--public-key", type=FILE, metavar="FILE", help="cli.option.public-key")
@option("--read", is_flag=True, help="cli.option.verify.read")
@option("--json", "as_json", is_flag=True, help="cli.option.json")
def verify_(data: Path, elsewhere: Path | None, public_key: Path | None, read: bool, as_json: bool) -> None:
    """Look at every event, batch, checkpoint and reading, and say what is wrong and where."""
    compare = Compared(elsewhere=elsewhere, public=None if public_key is None else _public(public_key))
    report = _looked_at(data, compare, read)
    if as_json:
        click.echo(json.dumps(_plain(report), ensure_ascii=False, indent=1))
    else:
        for line in lines(report):
            click.echo(line)
        for damage in report.damages[:SHOWN]:
            click.echo(damage_line(damage), err=True)
        if len(report.damages) > SHOWN:
            click.echo(words("verify.more", n=len(report.damages) - SHOWN), err=True)
        click.echo(
            words("verify.damaged", n=len(report.damages)) if report.damages else words("verify.whole")
        )
    sys.exit(1 if report.damages else 0)


def _looked_at(data: Path, compare: Compared, read: bool) -> Report:
    """The look, while a bar on standard error shows how far it is."""
    try:
        place = _place(data)
        with click.progressbar(length=head_of(place), label=place.name, file=sys.stderr) as bar:
            report = verify(data, compare, lambda position: bar.update(max(0, position - bar.pos)), place)
        if read and report.log is not None:
            report = replace(report, damages=report.damages + tuple(unknown_to_us(place)))
    except EXPECTED as error:
        raise _unusable(f"fault.{error.code}", **error.params) from None
    return report


def _place(data: Path) -> Place:
    """Where the log is; a driver and settings are loaded for a log in PostgreSQL alone."""
    return log_tables(settings_from(data=data)) if is_elsewhere(data) else file_of(data)


def unknown_to_us(place: Place) -> Iterator[Damage]:
    """Events whose names, fields or values this program does not know; loads the catalogue."""
    from dispatch.evidence.names import unknown_to
    from dispatch.keyring import NoKeys
    from dispatch.mapper import SealingMapper
    from domain.catalogue import EVENTS, UPCASTS

    with closing(place.opened()) as connection:
        connection.execute("BEGIN")
        with suppress(connection.Error):  # torn pages were told already
            yield from unknown_to(connection, SealingMapper(EVENTS, UPCASTS, NoKeys()))


def _public(path: Path) -> bytes:
    try:
        return read_public_pem(path.read_bytes())
    except (OSError, ValueError):
        raise _unusable("verify.no-public-key", path=str(path)) from None


class NothingToLookAt(click.ClickException):
    """Not even looked at: another exit code, so that a watcher does not take it for damage."""

    exit_code = 2


def _unusable(key: str, **params: str | int) -> NothingToLookAt:
    return NothingToLookAt(words(key, **params))


def _plain(report: Report) -> dict[str, Any]:
    """The report for programs; names are those of the fields."""
    damages = [
        {
            "log": each.log,
            "kind": each.kind,
            "position": each.position,
            "stream": None if each.stream is None else str(each.stream),
            "version": each.version,
            "checkpoint": each.number,
            "since": each.since,
            "detail": each.detail,
            "words": damage_line(each),
        }
        for each in report.damages[:MOST_IN_JSON]
    ]
    return {
        "whole": not report.damages,
        "log": None if report.log is None else str(report.log),
        "events": report.events,
        "batches": report.batches,
        "streams": report.streams,
        "readings": report.readings,
        "checkpoints": report.checkpoints,
        "covered": report.covered,
        "uncovered_events": report.uncovered,
        "uncovered_seconds": report.uncovered_seconds,
        "elsewhere": report.elsewhere,
        "elsewhere_covered": report.elsewhere_covered,
        "keys": list(report.keys),
        "key_known_from": report.vouched,
        "damage_count": len(report.damages),
        "damages": damages,
    }
