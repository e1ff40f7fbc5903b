"""What of a street's name is its name: kind of street, numbers and words, folded as schools' names are."""

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
    "": "дом д үй house я й ая ый ой ші шы інші ншы нші",
}
"""The last are no kind: what stands before a house's number, and endings of ordinals."""

_KIND_OF: Final = {letters(word): kind for kind, words in _KINDS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class StreetWords:
    """`kind` is a street where nothing else is said; `bare` whether the text has nothing but a name."""

    kind: str
    numbers: tuple[str, ...]
    words: tuple[str, ...]
    bare: bool

    @property
    def text(self) -> str:
        """The name alone, to be looked for."""
        return " ".join((*self.words, *self.numbers))


def street_words(text: str) -> StreetWords:
    """The text taken apart; a word that is also a kind of school is a word like any other here."""
    numbers, schools, others = parts(text)
    said = [*schools, *others]
    words = tuple(word for word in said if word not in _KIND_OF)
    kinds = [kind for word in said if (kind := _KIND_OF.get(word))]
    return StreetWords(
        kind=kinds[0] if kinds else "street",
        numbers=tuple(numbers),
        words=words,
        bare=len(words) == len(said),
    )
