"""The command line in the language of whoever types: `--lang`, else JEDEL_LANG, else the machine's locale.

Helps and prompts of commands and options are message keys here; they become words when they are shown. What
click itself says (errors, headings) goes through the same catalogues, found there by its English.
"""

import os
from collections.abc import Callable, Mapping
from contextvars import ContextVar, copy_context
from functools import cache
from typing import Any, Final, TypeVar

import click
from click import core, decorators, exceptions, formatting, parser, termui, types

from web.words import LANGUAGES, catalogue, say

F = TypeVar("F", bound=Callable[..., Any])

CLICK: Final = "cli.click."
"""Keys of what click says by itself; the English of each is click's own, to the letter."""

LOCALES: Final = ("JEDEL_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""Variables that choose the language; the first that is set decides, and what it does not know is English."""

_chosen: ContextVar[str | None] = ContextVar("language of the command line", default=None)


def language() -> str:
    """The language of the command that runs."""
    return _chosen.get() or of_environment(os.environ)


def of_environment(environment: Mapping[str, str]) -> str:
    """The language that the environment asks for; English where it asks for none of ours."""
    said = next((environment[name] for name in LOCALES if environment.get(name)), "")
    tag = said.lower().replace("-", "_").partition("_")[0].partition(".")[0]
    return tag if tag in LANGUAGES else "en"


def of_arguments(arguments: list[str]) -> str | None:
    """What `--lang` says anywhere among the arguments: errors and helps before it speak it too."""
    found = None
    for n, each in enumerate(arguments):
        if each == "--":
            break
        if each == "--lang" and n + 1 < len(arguments):
            found = arguments[n + 1]
        if each.startswith("--lang="):
            found = each.partition("=")[2]
    return found if found in LANGUAGES else None


def words(key: str, **params: str | int) -> str:
    """A text `cli.<key>` in the language of the command that runs."""
    return say(f"cli.{key}", language(), params)


def fault(key: str, **params: str | int) -> click.ClickException:
    """The end of a command in words, exit code 1."""
    return click.ClickException(words(key, **params))


class Said(click.Option):
    """An option whose help and prompt are message keys."""

    _help: str | None = None
    _prompt: str | None = None

    @property
    def help(self) -> str | None:
        return _in_words(self._help)

    @help.setter
    def help(self, key: str | None) -> None:
        self._help = key

    @property
    def prompt(self) -> str | None:
        return _in_words(self._prompt)

    @prompt.setter
    def prompt(self, key: str | None) -> None:
        self._prompt = key


class Spoken(click.Command):
    """A command whose help is a message key, and which takes `--lang`."""

    _key: str | None = None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        choice = click.Choice(LANGUAGES)
        lang = Said(["--lang"], type=choice, expose_value=False, help="cli.option.lang")
        self.params.append(lang)

    @property
    def help(self) -> str | None:
        return _in_words(self._key)

    @help.setter
    def help(self, key: str | None) -> None:
        self._key = key

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = words("option.help")
        return found

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.options_metavar = words("options")
        return super().collect_usage_pieces(ctx)

    def main(self, *args: Any, **extra: Any) -> Any:
        """The language of a command ends with it."""
        return copy_context().run(super().main, *args, **extra)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        if parent is None:
            _chosen.set(of_arguments(args) or of_environment(os.environ))
        return super().make_context(info_name, args, parent, **extra)


class SpokenGroup(Spoken, click.Group):
    """A group of such commands."""

    command_class = Spoken

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.subcommand_metavar = words("subcommand")
        return super().collect_usage_pieces(ctx)


def option(*names: str, **given: Any) -> Callable[[F], F]:
    """`click.option` whose help and prompt are message keys."""
    return click.option(*names, cls=Said, **given)


def agreed(question: str) -> bool:
    """Whether a person says yes; no answer is none."""
    try:
        answer = click.prompt(question, default="", show_default=False)
    except click.Abort:
        return False
    return str(answer).strip().lower() in (words("import.yes"), "yes", "y")


def _in_words(key: str | None) -> str | None:
    return key if key is None else say(key, language())


@cache
def _of_click() -> Mapping[str, str]:
    """Click's English -> its key. A plural of click's has a key for each of its two forms."""
    texts = catalogue("en").items()
    return {text: key for key, text in texts if key.startswith(CLICK) and isinstance(text, str)}


def _translated(text: str) -> str:
    key = _of_click().get(text)
    return text if key is None else say_raw(key)


def _translated_of_two(one: str, many: str, count: int) -> str:
    return _translated(one if count == 1 else many)


def say_raw(key: str) -> str:
    """A text with its placeholders left in: click fills them."""
    return str(catalogue(language())[key])


def teach_click() -> None:
    """Let click ask us instead of gettext. The names are not documented; a test holds them."""
    for module in (core, decorators, exceptions, formatting, parser, termui, types):
        for name, ours in (("_", _translated), ("ngettext", _translated_of_two)):
            if hasattr(module, name):
                setattr(module, name, ours)


teach_click()
