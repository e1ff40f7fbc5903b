"""README and docs name only what is there."""

from dataclasses import fields
from pathlib import Path

import click
import pytest

from tests.house import docs
from tests.house.plant import plant
from tests.house.tree import ROOT, listed
from web.cli.main import COMMANDS, LazyGroup
from web.limits_reading import bounds
from web.settings import Settings

SETTINGS = (
    {spec.name for spec in fields(Settings)}
    | {name.lower().removeprefix("jedel_") for name in bounds()}
    | {"lang", "regions"}
)


@pytest.fixture(scope="module")
def known() -> docs.Commands:
    group = LazyGroup()
    context = click.Context(group)
    return {name: command for name in COMMANDS if (command := group.get_command(context, name)) is not None}


def test_every_command_and_option_is_there(known: docs.Commands) -> None:
    assert not (faults := docs.commands(ROOT, known)), listed(faults)


def test_every_make_target_is_there() -> None:
    assert not (faults := docs.targets(ROOT)), listed(faults)


def test_every_link_picture_path_and_module_is_there() -> None:
    assert not (faults := docs.links(ROOT)), listed(faults)


def test_pictures_are_small_and_shown() -> None:
    assert not (faults := docs.pictures(ROOT)), listed(faults)


def test_every_setting_is_there() -> None:
    assert not (faults := docs.settings(ROOT, SETTINGS)), listed(faults)


def test_every_command_is_told_of(known: docs.Commands) -> None:
    told = "".join(text for _, text in docs.pages(ROOT))
    assert [name for name in known if f"jedel {name}" not in told] == []


@pytest.mark.parametrize(
    "text",
    [
        "`jedel fly`",
        "```sh\n.venv/bin/jedel fly --data DIR\n```",
        "`jedel serve --prot 8000`",
        "`jedel account remove`",
        "`jedel account add --rolle team`",
        "`jedel import pupils FILE`",
    ],
)
def test_a_command_that_is_not_there_is_seen(tmp_path: Path, known: docs.Commands, text: str) -> None:
    assert len(docs.commands(plant(tmp_path, {"docs/a.md": text}), known)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Jedel flies; jedel flies",
        "`jedel serve --port 8000`",
        "```sh\njedel import schools FILE --data DIR  # --not-an-option\n```",
        "`jedel account add --role team`, `jedel COMMAND --help`",
    ],
)
def test_what_is_there_is_no_fault(tmp_path: Path, known: docs.Commands, text: str) -> None:
    assert docs.commands(plant(tmp_path, {"README.md": text}), known) == []


@pytest.mark.parametrize("text", ["`make coffee`", "`SPEED=60 make coffee`", "```sh\nmake A=1 coffee\n```"])
def test_a_target_that_is_not_there_is_seen(tmp_path: Path, text: str) -> None:
    planted = plant(tmp_path, {"README.md": text + " `make run` make nothing", "Makefile": "run: setup\n"})
    assert [fault.what for fault in docs.targets(planted)] == ["make coffee"]


@pytest.mark.parametrize(
    "text",
    [
        "![a](docs/pictures/none.png)",
        '<img src="docs/pictures/none.png" width="4" alt="a">',
        "[a](b.md#c)",
        "`domain/none.py`",
        "`web/{kk,ru}.json`",
        "`tests/none/*.json`",
        "`python -m web.none`",
    ],
)
def test_a_name_that_leads_nowhere_is_seen(tmp_path: Path, text: str) -> None:
    assert len(docs.links(plant(tmp_path, {"README.md": text}))) == 1


def test_names_that_lead_somewhere_are_no_fault(tmp_path: Path) -> None:
    text = "[a](https://example.org) [b](docs/b.md#c) `domain/a.py` `web/{kk,ru}.json` `web/*.json`"
    text += " `python -m domain.a`"
    files = {"README.md": text, "docs/b.md": "[up](../README.md)", "domain/a.py": "", "web/kk.json": "{}"}
    assert docs.links(plant(tmp_path, files)) == []


def test_a_large_or_hidden_picture_is_seen(tmp_path: Path) -> None:
    picture = {"docs/pictures/a.png": "x" * (docs.LARGEST_PICTURE + 1), "docs/pictures/b.png": "x"}
    found = docs.pictures(plant(tmp_path, {"README.md": "![](docs/pictures/a.png)", **picture}))
    assert [fault.path for fault in found] == ["docs/pictures/a.png", "docs/pictures/b.png"]


def test_a_setting_that_is_not_there_is_seen(tmp_path: Path) -> None:
    planted = plant(tmp_path, {"README.md": "`JEDEL_DATA`, `JEDEL_DATE`"})
    assert [fault.what for fault in docs.settings(planted, SETTINGS)] == ["JEDEL_DATE"]
