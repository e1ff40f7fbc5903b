"""Single habits of the source: one reader of the clock, no skip without a reason, nothing that the content
policy forbids, no Kazakh from the browser's Intl."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import FLOORS, Fault, files, parsed

CLOCK = Path("dispatch/clock.py")
WALL = {"datetime": {"now", "utcnow", "today"}, "date": {"today"}, "time": {"time", "time_ns"}}
SKIPS = {"skip", "skipif", "xfail"}

NO_KAZAKH = re.compile(
    r"Intl\.(?!PluralRules)\w+\(\s*\[?\s*['\"`]kk|\.toLocale\w+\(\s*\[?['\"`]kk|localeCompare\([^)]*kk"
)
INLINE_STYLE = re.compile(r"<[A-Za-z][^<>]*\sstyle=[\"'{]")
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE)
INLINE_HANDLER = re.compile(r"\son[a-z]+\s*=\s*\"", re.IGNORECASE)
RAW_HTML = re.compile(r"\{@html|\.(inner|outer)HTML\s*=[^=]|insertAdjacentHTML|document\.write\(")
FIGURES_IN_MARKS = re.compile(r"uuid4\(\)\.hex")
IDLE_TESTS = re.compile(r"\b(it|test|describe)\.(only|skip|todo)\b")


def clock_readers(root: Path) -> list[Fault]:
    """Reads of the machine's wall clock outside dispatch/clock.py, aliases of the modules included."""
    faults = []
    for path in files(root, ".py", tops=FLOORS):
        if path.relative_to(root) == CLOCK:
            continue
        tree = parsed(path)
        alias = _aliases(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == "time":
                taken = WALL["time"] & {one.name for one in node.names}
                faults += [
                    Fault(path=str(path.relative_to(root)), line=node.lineno, what=name) for name in taken
                ]
            if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute)):
                continue
            base = node.value.attr if isinstance(node.value, ast.Attribute) else alias.get(node.value.id, "")
            if node.attr in WALL.get(base, set()):
                what = f"{base}.{node.attr}: ask dispatch.clock"
                faults.append(Fault(path=str(path.relative_to(root)), line=node.lineno, what=what))
    return faults


def silent_skips(root: Path) -> list[Fault]:
    """Tests put to sleep without a reason, in Python and in TypeScript (where none may sleep at all)."""
    faults = []
    for path in files(root, ".py", tops=("tests",)):
        for node in ast.walk(parsed(path)):
            name = _skip(node)
            if name:
                what = f"{name} without a reason"
                faults.append(
                    Fault(path=str(path.relative_to(root)), line=getattr(node, "lineno", 0), what=what)
                )
    for path in files(root, ".ts", tops=("web/screen/src",)):
        faults += _matches(root, path, {"a test that does not run": IDLE_TESTS})
    return faults


def browser_traps(root: Path) -> list[Fault]:
    """Inline scripts, styles and handlers, raw HTML, and Kazakh asked of the browser's Intl."""
    faults = []
    for path in (root / "web" / "screen").glob("*.html"):
        rules = {
            "inline script": INLINE_SCRIPT,
            "inline handler": INLINE_HANDLER,
            "inline style": INLINE_STYLE,
        }
        faults += _matches(root, path, {**rules, "inline style sheet": re.compile("<style")})
    for path in files(root, ".svelte", ".ts", tops=("web/screen/src",)):
        rules = {"Intl has no Kazakh": NO_KAZAKH, "raw HTML": RAW_HTML}
        faults += _matches(
            root, path, {**rules, "inline style": INLINE_STYLE} if path.suffix == ".svelte" else rules
        )
    return faults


def figures_in_marks(root: Path) -> list[Fault]:
    """Names that tests of a shared server make with figures: a search for a number finds them."""
    rules = {"take tests.marks.mark": FIGURES_IN_MARKS}
    tests = files(root, ".py", tops=("tests/web", "tests/browser"))
    return [fault for path in tests for fault in _matches(root, path, rules)]


def _matches(root: Path, path: Path, rules: dict[str, re.Pattern[str]]) -> Iterator[Fault]:
    text = path.read_text(encoding="utf-8")
    for what, rule in rules.items():
        for match in rule.finditer(text):
            yield Fault(
                path=str(path.relative_to(root)), line=text.count("\n", 0, match.start()) + 1, what=what
            )


def _aliases(tree: ast.Module) -> dict[str, str]:
    """Local name -> `datetime`, `date` or `time`, for what this module imported of them."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {one.asname or one.name: "time" for one in node.names if one.name == "time"}
        elif isinstance(node, ast.ImportFrom) and node.module == "datetime":
            names |= {one.asname or one.name: one.name for one in node.names if one.name in WALL}
    return names


def _skip(node: ast.AST) -> str | None:
    """The name of a skip that gives no reason: a bare mark, or a call without words."""
    match node:
        case ast.Call(
            func=ast.Attribute(attr=("skip" | "skipif" | "xfail") as name) as func, args=args, keywords=words
        ):
            base = func.value
            is_pytest = (isinstance(base, ast.Name) and base.id == "pytest") or _is_mark(base)
            said = any(word.arg in {"reason", "msg"} for word in words) or (
                name in {"skip", "xfail"} and bool(args)
            )
            return None if said or not is_pytest else name
        case ast.FunctionDef(decorator_list=marks) | ast.ClassDef(decorator_list=marks):
            bare = [
                m.attr
                for m in marks
                if isinstance(m, ast.Attribute) and m.attr in SKIPS and _is_mark(m.value)
            ]
            return bare[0] if bare else None
        case _:
            return None


def _is_mark(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "mark"
