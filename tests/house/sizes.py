"""Tails are watched, not averages: no long file, no long function, no module named after nothing."""

import ast
from pathlib import Path

from tests.house.tree import Fault, files, parsed

FILE_LINES = 250
FUNCTION_LINES = 40
GENERATED = "// Made by `python -m "
NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "manager",
    "managers",
    "service",
    "services",
    "base",
    "common",
    "misc",
}


def long_files(root: Path) -> list[Fault]:
    """Python, TypeScript and Svelte files of more than 250 lines; one that a program writes may be longer."""
    faults = []
    for path in files(root, ".py", ".ts", ".svelte"):
        text = path.read_text(encoding="utf-8")
        lines = len(text.splitlines())
        if lines > FILE_LINES and not text.startswith(GENERATED):
            faults.append(
                Fault(path=str(path.relative_to(root)), what=f"{lines} lines, at most {FILE_LINES}")
            )
    return faults


def long_functions(root: Path) -> list[Fault]:
    """Python functions of more than 40 lines, from `def` to their last line."""
    faults = []
    for path in files(root, ".py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    what = f"{node.name} has {lines} lines, at most {FUNCTION_LINES}"
                    faults.append(Fault(path=str(path.relative_to(root)), line=node.lineno, what=what))
    return faults


def names_of_nothing(root: Path) -> list[Fault]:
    """Modules and packages whose name says nothing about what they hold."""
    found = [
        path for path in files(root, ".py", ".ts", ".svelte") if path.name.split(".")[0].lower() in NOTHING
    ]
    folders = {
        parent for path in files(root, ".py", ".ts", ".svelte") for parent in path.relative_to(root).parents
    }
    faults = [Fault(path=str(path.relative_to(root)), what="a name that says nothing") for path in found]
    return faults + [
        Fault(path=str(folder), what="a name that says nothing")
        for folder in sorted(folders)
        if folder.name.lower() in NOTHING
    ]
