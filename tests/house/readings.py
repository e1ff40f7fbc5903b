"""No door of `web/` comes to the events of a case, or to the traces of children, past the log of readings."""

import ast
from pathlib import Path

from tests.house.tree import Fault, files, parsed

ALLOWED = {
    "web/reading_log.py": "writes the reading down first",
    "web/register_history.py": "reads what a register has, never a case's stream",
    "web/parts.py": "hands the log to the follower of the duty ledger, whose documents hold nothing personal",
    "web/keeping_state.py": "answers with grounds and days, never with what was said",
    "web/retention.py": "reads the centre's own stream, never a case's",
    "web/destinations.py": "answers the router, and the door of ways once its reading is written down",
    "web/recommending.py": "answers with groups and minutes, never with what was said",
}
HARMLESS = {"id", "head", "position_at", "recorded_at", "breaks"}
"""What the log tells without showing an event."""


def unlogged_ways(root: Path) -> list[Fault]:
    """Every place in `web/` that takes events from the log, or asks traces without writing it down."""
    faults = []
    for path in files(root, ".py", tops=("web",)):
        name = str(path.relative_to(root))
        if name in ALLOWED:
            continue
        tree = parsed(path)
        harmless = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in HARMLESS
        }
        for node in ast.walk(tree):
            if _takes_the_log(node) and id(node) not in harmless:
                what = "events of the log: go through web/reading_log.py"
                faults.append(Fault(path=name, line=getattr(node, "lineno", 0), what=what))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _asks_traces_unlogged(node):
                what = f"{node.name} looks a child up and does not call reading_log.matched"
                faults.append(Fault(path=name, line=node.lineno, what=what))
    return faults


def _takes_the_log(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr="log", value=ast.Attribute(attr="store") | ast.Name(id="store")):
            return True
        case ast.ImportFrom(module="dispatch.log", names=names):
            return any(one.name in ("Log", "decoded") for one in names)
        case _:
            return False


def _asks_traces_unlogged(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    inside = list(ast.walk(function))
    asks = any(
        isinstance(node, ast.Attribute)
        and node.attr == "traces"
        and isinstance(node.value, ast.Attribute | ast.Name)
        for node in inside
    )
    return asks and not any(isinstance(node, ast.Attribute) and node.attr == "matched" for node in inside)
