"""Tails are watched, not averages: no long file, no long function, no module named after nothing."""

import ast
from pathlib import Path

from tests.house.tree import FLOORS, Fault, files, parsed

FILE_LINES = 250
FUNCTION_LINES = 40
ANSWERS = 2_000
WITHOUT_BOUND = 10**9
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


def long_memories(root: Path) -> list[Fault]:
    """Functions below the web that remember more than 2,000 answers: they fill for days, like a leak."""
    faults = []
    for path in files(root, ".py", tops=FLOORS[:-1]):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef) and (kept := _remembered(node)) > ANSWERS:
                what = f"{node.name} remembers {kept} answers, at most {ANSWERS}"
                faults.append(Fault(path=str(path.relative_to(root)), line=node.lineno, what=what))
    return faults


def _remembered(function: ast.FunctionDef) -> int:
    """How many answers `lru_cache` keeps of it; 0 if none."""
    for each in function.decorator_list:
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "lru_cache":
            said = [ast.literal_eval(word.value) for word in each.keywords if word.arg == "maxsize"]
            return WITHOUT_BOUND if said == [None] else next(iter(said), 128)
    return 0
