"""The message catalogues: every text in all three languages, with the same placeholders and right plurals."""

import ast
import json
import re
from pathlib import Path

from tests.house.tree import Fault, files, parsed

LANGUAGES = ("kk", "ru", "en")
PLURALS = {"kk": {"one", "other"}, "ru": {"one", "few", "many", "other"}, "en": {"one", "other"}}
"""The CLDR plural categories of whole numbers; a test holds them against Babel's."""

Text = str | dict[str, str]


def catalogue_faults(root: Path) -> list[Fault]:
    """Everything that is wrong in web/messages/<area>/{kk,ru,en}.json."""
    faults: list[Fault] = []
    seen: dict[str, str] = {}
    for area in sorted(path for path in (root / "web" / "messages").glob("*") if path.is_dir()):
        texts: dict[str, dict[str, Text]] = {}
        for language in LANGUAGES:
            path = area / f"{language}.json"
            if not path.exists():
                faults.append(Fault(path=str(path.relative_to(root)), what="missing"))
                continue
            texts[language], twice = _read(path)
            faults += [Fault(path=str(path.relative_to(root)), what=f"{key} is there twice") for key in twice]
        faults += _area_faults(str(area.relative_to(root)), texts)
        for key in {key for found in texts.values() for key in found}:
            if seen.setdefault(key, area.name) != area.name:
                faults.append(Fault(path=str(area.relative_to(root)), what=f"{key} is also in {seen[key]}"))
    return faults


def refusals_without_words(root: Path) -> list[Fault]:
    """`Refused(code="...")` in the source whose code has no text `refusal.<code>`."""
    known: set[str] = set()
    for path in (root / "web" / "messages").glob("*/en.json"):
        known |= set(_read(path)[0])
    faults = []
    for path in files(root, ".py", tops=("domain", "dispatch", "realtime", "web")):
        for node in ast.walk(parsed(path)):
            code = _refused_code(node)
            if code is not None and f"refusal.{code}" not in known:
                name, line = str(path.relative_to(root)), getattr(node, "lineno", 0)
                faults.append(Fault(path=name, line=line, what=f"refusal.{code} has no words"))
    return faults


def _read(path: Path) -> tuple[dict[str, Text], list[str]]:
    pairs: list[tuple[str, Text]] = []

    def take(found: list[tuple[str, Text]]) -> dict[str, Text]:
        pairs[:] = found
        return dict(found)

    texts = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=take)
    keys = [key for key, _ in pairs]
    return texts, sorted({key for key in keys if keys.count(key) > 1})


def _area_faults(area: str, texts: dict[str, dict[str, Text]]) -> list[Fault]:
    faults = []
    for key in sorted({key for found in texts.values() for key in found}):
        for language, found in texts.items():
            if key not in found:
                faults.append(Fault(path=f"{area}/{language}.json", what=f"{key} is missing"))
                continue
            faults += [
                Fault(path=f"{area}/{language}.json", what=f"{key} {what}")
                for what in _text_faults(language, found[key])
            ]
        there = {language: _placeholders(found[key]) for language, found in texts.items() if key in found}
        if len({frozenset(names) for names in there.values()}) > 1:
            shown = {language: sorted(names) for language, names in there.items()}
            faults.append(Fault(path=area, what=f"{key} has other placeholders: {shown}"))
        kinds = {isinstance(found[key], dict) for found in texts.values() if key in found}
        if len(kinds) > 1:
            faults.append(Fault(path=area, what=f"{key} is a plural in one language only"))
    return faults


def _text_faults(language: str, text: Text) -> list[str]:
    faults = []
    if isinstance(text, dict) and set(text) != PLURALS[language]:
        faults.append(f"has the plurals {sorted(text)}, not {sorted(PLURALS[language])}")
    spoken = list(text.values()) if isinstance(text, dict) else [text]
    if any(not isinstance(one, str) or not one.strip() or one != one.strip() for one in spoken):
        faults.append("is empty or has blanks around it")
    return faults


def _placeholders(text: Text) -> set[str]:
    spoken = text.values() if isinstance(text, dict) else [text]
    return {name for one in spoken for name in re.findall(r"\{(\w+)\}", str(one))}


def _refused_code(node: ast.AST) -> str | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        return None
    if node.func.id not in ("Refused", "_fault", "_Bad"):
        return None
    given = [word.value for word in node.keywords if word.arg == "code"] or node.args[:1]
    return (
        given[0].value
        if given and isinstance(given[0], ast.Constant) and isinstance(given[0].value, str)
        else None
    )
