"""Options that several commands share, and how their errors are told."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from dispatch.password_policy import LEAST, MOST, password_fault
from dispatch.unfit import Unfit
from domain.refusal import Refused
from web.cli.speech import fault, language, option, words
from web.own_logs import own_logs
from web.settings import BadSettings, Settings, read
from web.words import DEFAULT, LANGUAGES, say

F = TypeVar("F", bound=Callable[..., Any])

EXPECTED = (BadSettings, Unfit)
"""What can be wrong with an installation; told in one line, without a traceback."""


def data_option(function: F) -> F:
    """`--data DIR`, which every command takes."""
    return option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="JEDEL_DATA",
        required=True,
        metavar="DIR",
        help="cli.option.data",
    )(function)


def password_option(function: F) -> F:
    """`--password-file FILE`; without it the password is asked for."""
    return option(
        "--password-file",
        type=click.File("r"),
        metavar="FILE",
        help="cli.option.password-file",
    )(function)


def language_option(function: F) -> F:
    """`--language`: in which language an account's owner works."""
    return option(
        "--language",
        type=click.Choice(LANGUAGES),
        default=DEFAULT,
        show_default=True,
        help="cli.option.language",
    )(function)


def told(error: Exception) -> click.ClickException:
    """What is wrong with an installation, in the language of the command that runs."""
    code, params = getattr(error, "code", None), getattr(error, "params", {})
    return click.ClickException(str(error)) if code is None else fault(f"fault.{code}", **params)


def settings_from(**arguments: Any) -> Settings:
    """Settings out of the environment and a command's arguments; ends the command if they cannot work."""
    try:
        return read(os.environ, arguments)
    except BadSettings as error:
        raise told(error) from None


def own_logs_of(settings: Settings) -> dict[str, Settings]:
    """The regions that have a log of their own behind the address of these settings. Raises `BadSettings`."""
    return own_logs(os.environ, settings)


def password_from(file: Any) -> str:
    """A new password of sensible length, from a file or asked for twice."""
    text: str = (
        file.readline().rstrip("\r\n")
        if file is not None
        else click.prompt(words("ask.password"), hide_input=True, confirmation_prompt=True)
    )
    wrong = password_fault(text)
    if wrong is not None:
        raise click.ClickException(say(f"refusal.{wrong}", language(), {"least": LEAST, "most": MOST}))
    return text


def check(outcome: object) -> None:
    """End the command if the outcome is a refusal."""
    if isinstance(outcome, Refused):
        raise click.ClickException(say(f"refusal.{outcome.code}", language(), outcome.params))
