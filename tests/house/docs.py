"""What README and docs name can rot: commands and their options, make targets, files, links, settings."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from tests.house.tree import Fault

Commands = Mapping[str, click.Command]

PAGES = ("README.md", "DECISIONS.md", "CHANGELOG.md", "docs/*.md")
LARGEST_PICTURE = 200_000
TOPS = ("domain", "projections", "dispatch", "realtime", "web", "tests", "docs", "requirements")

_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_JEDEL = re.compile(r"(?<![\w./-])(?:\.venv/bin/)?jedel +([a-z]+)([^\n`]*)")
_MAKE = re.compile(r"(?<![\w./-])make +((?:[A-Z]+=\S+ +)*)([a-z][a-z-]*)")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")
_TOP = f"(?:{'|'.join(TOPS)})"
_PATH = re.compile(rf"`({_TOP}/[\w./{{}},*-]*)`")
_MODULE = re.compile(rf"python -m ({_TOP}[\w.]*)")
_SETTING = re.compile(r"JEDEL_(?:[A-Z]{2}_\d\d_)?([A-Z_]+)")  # of one region too
_TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


def pages(root: Path) -> Iterator[tuple[str, str]]:
    """Name and text of every page."""
    for pattern in PAGES:
        for path in sorted(root.glob(pattern)):
            yield str(path.relative_to(root)), path.read_text(encoding="utf-8")


def commands(root: Path, known: Commands) -> list[Fault]:
    """`jedel X ...` in code, where there is no X or it has no such option or subcommand."""
    return [
        Fault(path=name, what=f"jedel {match[1]}: {fault}")
        for name, text in pages(root)
        for code in _CODE.findall(text)
        for match in _JEDEL.finditer(code)
        for fault in _command_faults(known.get(match[1]), match[2].partition("#")[0].split())
    ]


def _command_faults(command: click.Command | None, words: list[str]) -> list[str]:
    if command is None:
        return ["there is no such command"]
    if isinstance(command, click.Group) and words and words[0].isalpha() and words[0].islower():
        found = command.commands.get(words[0])
        return [f"there is no {words[0]}"] if found is None else _command_faults(found, words[1:])
    options = {option for each in command.params for option in each.opts}
    options |= {
        option
        for group in ([command, *command.commands.values()] if isinstance(command, click.Group) else [])
        for each in group.params
        for option in each.opts
    }
    faults = [
        f"there is no {word}"
        for word in words
        if word.startswith("--") and word.partition("=")[0] not in {*options, "--help"}
    ]
    choices = [
        each.type.choices
        for each in command.params
        if isinstance(each, click.Argument) and isinstance(each.type, click.Choice)
    ]
    if choices and words and words[0].isalpha() and words[0].islower() and words[0] not in choices[0]:
        faults.append(f"there is no {words[0]}")
    return faults


def targets(root: Path) -> list[Fault]:
    """`make X` in code that the Makefile does not know."""
    known = set(_TARGET.findall((root / "Makefile").read_text(encoding="utf-8")))
    return [
        Fault(path=name, what=f"make {match[2]}")
        for name, text in pages(root)
        for code in _CODE.findall(text)
        for match in _MAKE.finditer(code)
        if match[2] not in known
    ]


def links(root: Path) -> list[Fault]:
    """Links and pictures that lead nowhere, and paths and modules in code that are not there."""
    faults = []
    for name, text in pages(root):
        here = (root / name).parent
        for target in ("".join(found) for found in _LINK.findall(text)):
            if "://" not in target and not (here / target.partition("#")[0]).exists():
                faults.append(Fault(path=name, what=f"leads to {target}"))
        wanted = [_alternatives(path) for path in _PATH.findall(text)]
        wanted += [
            [f"{module.replace('.', '/')}.py", module.replace(".", "/")] for module in _MODULE.findall(text)
        ]
        faults += [
            Fault(path=name, what=f"names {some[0]}")
            for some in wanted
            if not any(_there(root, one) for one in some)
        ]
    return faults


def _alternatives(path: str) -> list[str]:
    """`a/{kk,ru}.json` stands for its first."""
    return [re.sub(r"\{([^,}]+)[^}]*\}", r"\1", path)]


def _there(root: Path, path: str) -> bool:
    return any(True for _ in root.glob(path)) if "*" in path else (root / path).exists()


def pictures(root: Path) -> list[Fault]:
    """Pictures that are too large or that the README does not show."""
    shown = (root / "README.md").read_text(encoding="utf-8")
    faults = []
    for path in sorted((root / "docs" / "pictures").iterdir()):
        name = str(path.relative_to(root))
        if path.stat().st_size > LARGEST_PICTURE:
            faults.append(Fault(path=name, what=f"{path.stat().st_size} bytes, at most {LARGEST_PICTURE}"))
        if name not in shown:
            faults.append(Fault(path=name, what="is not in the README"))
    return faults


def settings(root: Path, known: set[str]) -> list[Fault]:
    """`JEDEL_X` where there is no such setting."""
    return [
        Fault(path=name, what=f"JEDEL_{found}")
        for name, text in pages(root)
        for found in _SETTING.findall(text)
        if found.lower() not in known
    ]
