"""The message catalogues for the server's own words: refusals, problems, the command line.

Flat JSON files `web/messages/<area>/{kk,ru,en}.json`; a text is a string or one string per plural
category, chosen by the parameter `n`. Placeholders are `{name}`.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("kk", "ru", "en")
DEFAULT: Final = "kk"
_FOLDER: Final = Path(__file__).parent / "messages"
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")

Text = str | dict[str, str]


@cache
def catalogue(language: str) -> Mapping[str, Text]:
    """Every text of one language, all areas together."""
    texts: dict[str, Text] = {}
    for path in sorted(_FOLDER.glob(f"*/{language}.json")):
        texts.update(json.loads(path.read_text(encoding="utf-8")))
    return texts


def say(key: str, language: str, params: Mapping[str, str | int] | None = None) -> str:
    """The text of a key with its placeholders filled; the key itself where no text is known.

    A parameter that is missing leaves its placeholder out: words are never the reason of a failure.
    """
    given = params or {}
    text = catalogue(language).get(key)
    if text is None:
        return key
    if isinstance(text, dict):
        text = text.get(plural(language, given.get("n", 0)), text.get("other", key))
    return _PLACEHOLDER.sub(lambda match: str(given.get(match[1], "")), text)


def known(key: str) -> bool:
    """Whether there are words for a key."""
    return key in catalogue(DEFAULT)


def plural(language: str, n: str | int) -> str:
    """CLDR plural category of a whole number."""
    count = abs(n) if isinstance(n, int) else 0
    if language == "ru":
        if count % 10 == 1 and count % 100 != 11:
            return "one"
        if 2 <= count % 10 <= 4 and not 12 <= count % 100 <= 14:
            return "few"
        return "many"
    return "one" if count == 1 else "other"


def preferred(header: str) -> str:
    """The language of ours that an `Accept-Language` header names first; the default if it names none."""
    for part in header[:200].split(","):
        tag = part.split(";")[0].strip().lower().split("-")[0]
        if tag in LANGUAGES:
            return tag
    return DEFAULT
