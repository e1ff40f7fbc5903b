"""What of a street's name is its name: kind of street, numbers and words, folded as schools' names are."""

import re
from dataclasses import dataclass
from typing import Final

from projections.folding import letters, parts

_KINDS: Final = {
    "street": "улица ул улицы көшесі көше street st str koshesi",
    "avenue": "проспект пр прс просп даңғылы даңғыл avenue ave dangyly",
    "lane": "переулок пер тұйығы тұйық проезд lane",
    "quarter": "микрорайон мкр мкрн мкн ықшамауданы ықшамаудан",
    "boulevard": "бульвар бул boulevard blvd",
    "road": "шоссе трасса тракт жолы road rd",
    "square": "площадь пл алаңы square",
    "embankment": "набережная наб жағалауы",
    "": ("дом д үй house корпус корп подъезд кіреберіс я й ая ый ой ші шы інші ншы нші"),
}
"""The last are no kind: what stands before a number of a house or in it, and endings of ordinals."""

_FLAT: Final = re.compile(r"(?<=\w)[\s,]+(?:кв|квартира|пәт|пәтер|flat|apt)\b.*", re.IGNORECASE | re.DOTALL)
_KIND_OF: Final = {letters(word): kind for kind, words in _KINDS.items() for word in words.split()}
_BEGUN: Final = frozenset(word[:length] for word in _KIND_OF for length in range(1, len(word)))


@dataclass(frozen=True, slots=True)
class StreetWords:
    """`kind` is empty where none is said. A kind of school is a word only beside a kind of street."""

    kind: str
    numbers: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The name alone, to be looked for."""
        return " ".join((*self.words, *self.numbers))


def street_words(text: str) -> StreetWords:
    """The text taken apart, without a flat."""
    numbers, schools, others = parts(_FLAT.sub("", text))
    kinds = [kind for word in others if (kind := _KIND_OF.get(word))]
    words = [word for word in others if word not in _KIND_OF]
    return StreetWords(
        kind=kinds[0] if kinds else "",
        numbers=tuple(numbers),
        words=(*schools, *words) if kinds else tuple(words),
    )


def without_begun(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without a last word that somebody may be typing a kind of street with."""
    return words[:-1] if words and words[-1] in _BEGUN else words
