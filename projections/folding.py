"""Spelling folded away: Kazakh, Russian and Latin writing of a name become the same letters."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 200
"""Characters of a text that count; nobody types more to find a school."""

_LETTERS: Final = str.maketrans(
    {
        # Kazakh to Russian
        "ә": "а",
        "ғ": "г",
        "қ": "к",
        "ң": "н",
        "ө": "о",
        "ұ": "у",
        "ү": "у",
        "һ": "х",
        "і": "и",
        # what typists and spellings confuse
        "ё": "е",
        "э": "е",
        "й": "и",
        "ы": "и",
        "щ": "ш",
        "ь": "",
        "ъ": "",
        "я": "иа",
        "ю": "иу",
        # Kazakh Latin
        "ı": "и",
        "ñ": "н",
        "ğ": "г",
        "ş": "ш",
        "ç": "ч",
        # Latin
        "a": "а",
        "b": "б",
        "c": "к",
        "d": "д",
        "e": "е",
        "f": "ф",
        "g": "г",
        "h": "х",
        "i": "и",
        "j": "ж",
        "k": "к",
        "l": "л",
        "m": "м",
        "n": "н",
        "o": "о",
        "p": "п",
        "q": "к",
        "r": "р",
        "s": "с",
        "t": "т",
        "u": "у",
        "v": "в",
        "w": "у",
        "x": "кс",
        "y": "и",
        "z": "з",
    }
)

_PAIRS: Final = (
    ("shch", "ш"),
    ("dzh", "ж"),
    ("дж", "ж"),
    ("zh", "ж"),
    ("kh", "х"),
    ("gh", "г"),
    ("ts", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("ye", "е"),
    ("yo", "е"),
)

_PARTS: Final = re.compile(r"\d+|[^\W\d_]+")
_TWICE: Final = re.compile(r"\b([^\W\d_])\1{2,}\b|([^\W\d_])\2+")
"""The same letters in a row count once, but for a word of nothing else: "zzzz" is no beginning of a word."""

_KINDS: Final = {
    "мектеп": ("мектеп", "мектеби", "школа", "школи", "школе", "сш", "осш", "схоол", "shkola", "school"),
    "гимназиа": ("гимназиа", "гимназии", "гимназиаси", "gymnasium", "gymnasia", "gimnaziya"),
    "лицеи": ("лицеи", "лицеии", "лицеиа", "lyceum", "litsey", "lycee", "lisey"),
    "колледж": ("колледж", "колледжи", "колледжа", "college", "kolledzh"),
}
_EMPTY: Final = (
    "номер",
    "number",
    "no",
    "n",
    "имени",
    "им",
    "атиндаги",
    "ат",
    "кгу",
    "кмм",
    "гу",
    "жбб",
    "and",
)


def letters(text: str) -> str:
    """The text in small folded Cyrillic letters; digits and everything else stay."""
    low = text[:LONGEST].replace("№", " ").lower()
    low = unicodedata.normalize("NFC", low)
    for written, meant in _PAIRS:
        low = low.replace(written, meant)
    folded = "".join(_plain(sign) for sign in low.translate(_LETTERS))
    return _TWICE.sub(lambda run: run[0] if run[1] else run[2], folded.translate(_LETTERS))


def _plain(sign: str) -> str:
    """A letter without its accent: ä, ö, ü as a, o, u."""
    return sign if sign.isascii() else unicodedata.normalize("NFD", sign)[0]


_KIND_OF: Final = {letters(word): kind for kind, words in _KINDS.items() for word in words}
_DROPPED: Final = frozenset(letters(word) for word in _EMPTY)


def parts(text: str) -> tuple[list[str], list[str], list[str]]:
    """(numbers without leading zeros, kinds of school, other words), each in order of appearance."""
    numbers, kinds, words = [], [], []
    for part in _PARTS.findall(letters(text)):
        if part.isdecimal():
            numbers.append(part.lstrip("0") or "0")
        elif part in _KIND_OF:
            kinds.append(_KIND_OF[part])
        elif part not in _DROPPED:
            words.append(part)
    return numbers, kinds, words
