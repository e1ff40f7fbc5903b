"""The command line in three languages: every help, prompt and error; none is a key, none stays English."""

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click import core, decorators, exceptions, formatting, parser, termui, types
from click.testing import CliRunner

from tests.house.tree import ROOT
from web.cli.main import COMMANDS, main
from web.cli.speech import CLICK, Said, Spoken, language, of_environment, option
from web.words import LANGUAGES, catalogue

MODULES = (core, decorators, exceptions, formatting, parser, termui, types)
KEYED = {language: set(catalogue(language)) for language in LANGUAGES}


def paths(of: click.Command = main, name: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command and group after `jedel`."""
    yield name
    if isinstance(of, click.Group):
        context = click.Context(of)
        for each in of.list_commands(context):
            inner = of.get_command(context, each)
            assert inner is not None
            yield from paths(inner, (*name, each))


def told(*arguments: str, **environment: str) -> str:
    cleared = dict.fromkeys(("JEDEL_LANG", "JEDEL_DATA", "LC_ALL", "LC_MESSAGES", "LANG"), "")
    return CliRunner(env={**cleared, **environment}).invoke(main, arguments).output


def keys_of(command: click.Command) -> set[str]:
    """Message keys that a command and its options hold; raises for words where a key belongs."""
    assert isinstance(command, Spoken)
    found = {command._key}
    for each in command.params:
        if isinstance(each, click.Option):
            assert isinstance(each, Said), each.name
            found |= {each._help, *([each._prompt] if each._prompt else [])}
    return {str(key) for key in found}


def every() -> Iterator[click.Command]:
    for path in paths():
        command: click.Command = main
        for name in path:
            assert isinstance(command, click.Group)
            inner = command.get_command(click.Context(command), name)
            assert inner is not None
            command = inner
        yield command


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", list(paths()), ids=" ".join)
def test_every_help_speaks(path: tuple[str, ...], language: str) -> None:
    help_ = told(*path, "--help", "--lang", language)
    assert {"kk": "Қолданылуы:", "ru": "Использование:", "en": "Usage:"}[language] in help_
    assert "cli." not in help_, "a key stands where words should"
    if language != "en":
        for word in ("Usage", "Options", "Commands", "Show this", "[required]", "[default", "Language"):
            assert word not in help_


def test_every_key_has_words_in_each_language() -> None:
    keys = set().union(*(keys_of(command) for command in every()))
    keys |= {f"cli.{name}.short" for name in COMMANDS}
    assert len(keys) > 40
    assert {language: keys - known for language, known in KEYED.items()} == {
        each: set() for each in LANGUAGES
    }


def test_a_help_in_plain_words_is_seen() -> None:
    @click.command(cls=Spoken, help="cli.run")
    @option("--speed", help="How fast.")
    @click.option("--port")
    def careless(speed: str, port: str) -> None: ...

    with pytest.raises(AssertionError, match="port"):
        keys_of(careless)
    careless.params = [each for each in careless.params if each.name != "port"]
    assert keys_of(careless) - KEYED["en"] == {"How fast."}


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "kk_KZ.UTF-8"}, "kk"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru"}, "ru"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "rum_RO"}, "en"),
        ({"LANG": "ru_RU", "LC_ALL": "kk_KZ"}, "kk"),
        ({"LANG": "ru_RU", "LC_ALL": "kk_KZ", "JEDEL_LANG": "en"}, "en"),
    ],
)
def test_the_environment_chooses(environment: dict[str, str], language: str) -> None:
    assert of_environment(environment) == language
    assert told("--help", **environment) == told("--help", "--lang", language)


def test_what_is_asked_for_overrules_the_environment_wherever_it_stands() -> None:
    spoken = told("--lang", "kk", "due", "--help", JEDEL_LANG="ru")
    assert spoken == told("due", "--lang=kk", "--help") == told("due", "--help", JEDEL_LANG="kk")


@pytest.mark.parametrize(
    ("arguments", "russian", "kazakh"),
    [
        (["fly"], "Нет команды 'fly'", "'fly' командасы жоқ"),
        (["serve", "--prot", "1"], "Нет параметра '--prot'", "'--prot' параметрі жоқ"),
        (["serve", "--port", "x"], "Негодное значение '--port'", "'--port' мәні жарамсыз"),
        (["serve"], "Не хватает параметра '--data'", "Параметр жетіспейді: '--data'"),
        (["serve", "--port", "0", "--data", "/nowhere/at-all"], "не подготовлен", "дайындалмаған"),
        (["backup", "--data", "/nowhere", "x"], "нет установки", "орнатылым жоқ"),
    ],
)
def test_errors_speak(arguments: list[str], russian: str, kazakh: str) -> None:
    assert russian in told(*arguments, JEDEL_LANG="ru")
    assert kazakh in told(*arguments, JEDEL_LANG="kk")
    assert "Ошибка: " in told(*arguments, JEDEL_LANG="ru")


def test_prompts_speak(tmp_path: Path) -> None:
    assert "Өңір (KZ-..):" in told("init", "--data", str(tmp_path / "d"), JEDEL_LANG="kk")


def strange(texts: dict[str, str]) -> list[str]:
    """Texts that click does not say."""
    source = "".join(inspect.getsource(module) for module in MODULES)
    return [text for text in texts.values() if json.dumps(text) not in source]


def test_the_texts_of_click_are_clicks_and_are_asked_of_us() -> None:
    english = json.loads((ROOT / "web/messages/cli/en.json").read_text(encoding="utf-8"))
    texts = {key: text for key, text in english.items() if key.startswith(CLICK)}
    assert len(texts) > 30
    assert strange(texts) == []
    assert strange({"a": "Click never says so."}) == ["Click never says so."]
    assert all(module._.__module__ == "web.cli.speech" for module in MODULES if hasattr(module, "_"))


def unspoken(root: Path) -> set[str]:
    """Codes of faults raised in the source that a language has no words for."""
    raised = re.compile(
        r"raise (?:KeysUnusable|StoreUnfit|AlreadyWriting|BadSettings|BadLimit)\((.*?)\)(?: from|\n)", re.S
    )
    codes = {
        code
        for top in ("dispatch", "web")
        for path in (root / top).rglob("*.py")
        for found in raised.findall(path.read_text(encoding="utf-8"))
        for code in re.findall(r'(?<![\w=])"([a-z][a-z-]*)"', found)
    }
    return {code for code in codes if any(f"cli.fault.{code}" not in known for known in KEYED.values())}


def test_every_fault_of_an_installation_has_words(tmp_path: Path) -> None:
    assert unspoken(ROOT) == set()
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "a.py").write_text('raise BadSettings("strange", port=1)\n', encoding="utf-8")
    assert unspoken(tmp_path) == {"strange"}


def test_the_language_of_a_command_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JEDEL_LANG", "en")
    assert CliRunner().invoke(main, ["due", "--lang", "kk", "--received", "nonsense"]).exit_code
    assert language() == "en"
