"""Options for commands that read no data directory: nothing heavy is imported for them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from web.cli.speech import option

F = TypeVar("F", bound=Callable[..., Any])


def data_not_read(function: F) -> F:
    """`--data DIR`, which every command takes, so that scripts can give it to all of them alike."""
    return option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="JEDEL_DATA",
        expose_value=False,
        metavar="DIR",
        help="cli.option.data.unread",
    )(function)
