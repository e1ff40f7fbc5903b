"""One event of a case in words: a sentence, and below it whatever else was said. As the supervisor's page.

A test of the pages holds the two together: what is told on the screen is what stands on paper.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from web.papers.names import Names
from web.papers.paper import day, moment
from web.words import catalogue, known, say

Detail = tuple[str, tuple[str, ...]]

_SILENT: Final = frozenset(
    (
        "child",
        "caller",
        "guardian",
        "subject",
        "visit",
        "shift",
        "follow_up",
        "case",
        "to",
        "region",
        "source",
    )
)
"""Identities without a name of their own: they tie events together and say nothing to a reader."""
_SCHOOLS: Final = frozenset({"school", "nearest_school"})
_PEOPLE: Final = frozenset({"owner", "members", "left", "specialist", "roster"})
_WORDS_OF: Final = {
    "from_region": "region",
    "child_language": "language",
    "languages": "language",
    "professions": "profession",
}
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
_RANKED: Final = 3


def tell(step: Mapping[str, Any], names: Names) -> tuple[str, tuple[Detail, ...]]:
    """The sentence and the details of a step of a story."""
    fields: Mapping[str, Any] = step["fields"]
    key = f"story.{step['name']}"
    if not known(key):
        return say("story.unknown", names.language, {"name": step["name"]}), tuple(
            _details(fields, (), names)
        )
    pattern = catalogue(names.language)[key]
    asked = _PLACEHOLDER.findall(pattern) if isinstance(pattern, str) else []
    said = {name: _in_sentence(name, fields, names) for name in asked}
    return say(key, names.language, said), tuple(_details(fields, asked, names))


def _in_sentence(name: str, fields: Mapping[str, Any], names: Names) -> str:
    if name == "name":
        wanted = ("name", f"name_{names.language}", "label", "name_ru", "name_kk")
        return str(next((fields[each] for each in wanted if fields.get(each)), "–"))
    return ", ".join(lines_of(name, fields.get(name), names)) or "–"


def _details(fields: Mapping[str, Any], said: list[str] | tuple[()], names: Names) -> Iterator[Detail]:
    """Said danger stands before everything else that was said."""
    for field in sorted(fields, key=lambda each: each != "says_danger"):
        value = fields[field]
        if field == "due" and isinstance(value, Mapping):
            yield from _grounds(value, names)
        beside = field == "nearest_school" and fields.get("school") is not None
        if field in _SILENT or field in said or beside:
            continue
        lines = lines_of(field, value, names)
        if lines and known(f"story.field.{field}"):
            yield say(f"story.field.{field}", names.language), tuple(lines)


def _grounds(due: Mapping[str, Any], names: Names) -> Iterator[Detail]:
    keys = [key for key in (due.get("citation"), *(due.get("rests_on") or ())) if isinstance(key, str)]
    if keys:
        yield say("story.field.citation", names.language), tuple(names.citation(key) for key in keys)


def lines_of(field: str, value: Any, names: Names) -> list[str]:
    """A value as lines of text; none when nothing was said."""
    match value:
        case None | "":
            return []
        case False:
            key = f"story.word.{field}.false"
            return [say(key, names.language)] if known(key) else []
        case Mapping():
            return _record(field, value, names)
        case list() if field == "point":
            return [", ".join(f"{float(each):.5f}" for each in value)]
        case list():
            return [line for each in value for line in lines_of(field, each, names)]
        case True:
            return [_word(field, "true", names)]
        case _:
            return [_word(field, str(value), names)]


def _record(field: str, value: Mapping[str, Any], names: Names) -> list[str]:
    if value.get("hidden") is True:
        return [say("shell.hidden", names.language)]
    if value.get("forgotten") is True:
        return [say("story.forgotten", names.language)]
    if field == "recommendation":
        return _ranked(value, names)
    if field == "joint_plan":
        return [_planned(value, names)]
    if isinstance(value.get("at"), str):
        return [_moment(value["at"])]
    if isinstance(value.get("question"), str):
        question, answer = value["question"], str(value.get("answer") or "")
        return [f"{names.word('board.question', question)} {names.word('board.answer', answer)}"]
    return []


def _ranked(value: Mapping[str, Any], names: Names) -> list[str]:
    """The first of what the dispatcher was offered."""
    found = [each for each in value.get("ranked") or () if isinstance(each, Mapping)][:_RANKED]
    remote = value.get("remote")
    first = [_proposed(remote, names)] if isinstance(remote, Mapping) else []
    return first + [
        f"{place}. {names.team(str(each['team']))}, "
        + say("story.minutes", names.language, {"n": int(float(each.get("seconds") or 0) / 60 + 0.5)})
        for place, each in enumerate(found, start=1)
    ]


def _planned(value: Mapping[str, Any], names: Names) -> str:
    """How many were sent at once, and the longest wait of the most urgent class, beside one by one."""
    together, alone = (
        [each for each in value.get(name) or () if isinstance(each, Mapping)] for name in ("pairs", "alone")
    )
    first = min((each["risk_class"] for each in together), default=0)

    def minutes(visits: list[Mapping[str, Any]]) -> int:
        waits = [each["wait_seconds"] for each in visits if each["risk_class"] == first]
        return int(max(waits, default=0) / 60 + 0.5)

    numbers = {"n": len(together), "after": minutes(together), "before": minutes(alone)}
    return say("story.joint_plan", names.language, numbers)


def _proposed(remote: Mapping[str, Any], names: Names) -> str:
    return say("story.remote-proposed", names.language, {"time": _moment(str(remote["on_site_by"]))})


def _word(field: str, value: str, names: Names) -> str:
    if field in _SCHOOLS:
        return names.school(value) or value
    if field in _PEOPLE:
        return names.person(value) or value
    if field == "team":
        return names.team(value) or value
    if field == "citation":
        return names.citation(value)
    if field == "risk_class":
        return names.word("shell.class", value)
    if _DAY.fullmatch(value):
        return day(date.fromisoformat(value))
    if _TIME.match(value):
        return _moment(value)
    return names.word(f"story.word.{_WORDS_OF.get(field, field)}", value)


def _moment(value: str) -> str:
    """Free text that only begins like a time stays as it is."""
    try:
        return moment(datetime.fromisoformat(value), seconds=True)
    except ValueError:
        return value
