"""Telling whoever runs the machine a one-time code: once, to be handed over in person."""

from datetime import datetime

import click

from domain.law.local_time import local_date
from web.cli.speech import words


def tell_code(login: str, code: str, until: datetime) -> None:
    """Alone on its line, so that it is read and copied without mistake."""
    click.echo(words("account.one-time", login=login, until=local_date(until).isoformat()))
    click.echo(f"  {code}")
