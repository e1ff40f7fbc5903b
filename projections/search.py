"""Finding a school by what a dispatcher types: the number exact, the words in any of three spellings."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest
from typing import Final

from projections.folding import parts

SHOWN: Final = 20
"""How many schools an answer holds unless asked for fewer."""

MOST_WORDS: Final = 12

EXACT: Final = 4
PREFIX: Final = 3
SLIP: Final = 1
KIND: Final = 2

LEAST_PART: Final = 3
LONGEST_TOGETHER: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolText:
    """What is written about a school. `texts` are its label and its names, `district` counts less."""

    id: str
    region: str
    number: str | None
    texts: tuple[str, ...]
    district: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    text: SchoolText
    order: tuple[int, str]
    numbers: frozenset[str]
    kinds: frozenset[str]
    words: frozenset[str]


class SchoolSearch:
    """An index in memory. One thread puts, others may find meanwhile: they may miss the school being put."""

    def __init__(self, schools: Iterable[SchoolText] = ()) -> None:
        self._entries: dict[str, _Entry] = {}
        self._by_word: dict[str, set[str]] = defaultdict(set)
        self._by_number: dict[str, set[str]] = defaultdict(set)
        self._vocabulary: list[str] = []
        for school in schools:
            self.put(school)

    def put(self, school: SchoolText) -> None:
        """Adds a school, or replaces what was known of it."""
        self.remove(school.id)
        entry = _entry(school)
        self._entries[school.id] = entry
        for number in entry.numbers:
            self._by_number[number].add(school.id)
        for word in entry.words:
            if not self._by_word[word]:
                insort(self._vocabulary, word)
            self._by_word[word].add(school.id)

    def remove(self, school: str) -> None:
        """Takes a school out; one that is not known is fine."""
        entry = self._entries.pop(school, None)
        if entry is None:
            return
        for number in entry.numbers:
            self._by_number[number].discard(school)
        for word in entry.words:
            self._by_word[word].discard(school)
            if not self._by_word[word]:
                del self._by_word[word]
                del self._vocabulary[bisect_left(self._vocabulary, word)]

    def find(self, query: str, *, region: str | None = None, limit: int = SHOWN) -> list[str]:
        """Ids of the schools that have every number and every word of the query, best first.

        Words match from their beginning; if none begins so, as two beginnings written together ("fizmat");
        then with a slip of one letter, two in long ones.
        Without any number or word every school of the region matches, by its number; signs match nothing.
        """
        if query.strip() and not any(sign.isalnum() for sign in query):
            return []
        numbers, kinds, words = parts(query)
        scores: dict[str, int] | None = None
        for number in numbers[:MOST_WORDS]:
            found = dict.fromkeys(tuple(self._by_number.get(number, ())), 0)
            scores = found if scores is None else {i: s for i, s in scores.items() if i in found}
        for word in words[:MOST_WORDS]:
            found = self._matching(word)
            scores = found if scores is None else {i: s + found[i] for i, s in scores.items() if i in found}
        if scores is None:
            scores = dict.fromkeys(tuple(self._entries), 0)
        wanted = (
            (-score - KIND * len(entry.kinds.intersection(kinds)), entry.order, i)
            for i, score in scores.items()
            if (entry := self._entries.get(i)) and (region is None or entry.text.region == region)
        )
        return [i for _, _, i in nsmallest(max(0, limit), wanted)]

    def _matching(self, word: str) -> dict[str, int]:
        vocabulary = self._vocabulary.copy()
        found = self._beginning(vocabulary, word) or self._together(vocabulary, word)
        if not found:
            allowed = 0 if len(word) < 5 else 1 if len(word) < 9 else 2
            for known in vocabulary if allowed else ():
                if abs(len(known) - len(word)) <= allowed + 1 and slips(word, known, allowed) <= allowed:
                    self._collect(found, known, SLIP)
        return found

    def _beginning(self, vocabulary: list[str], word: str) -> dict[str, int]:
        found: dict[str, int] = {}
        at = bisect_left(vocabulary, word)
        while at < len(vocabulary) and vocabulary[at].startswith(word):
            self._collect(found, vocabulary[at], EXACT if vocabulary[at] == word else PREFIX)
            at += 1
        return found

    def _together(self, vocabulary: list[str], word: str) -> dict[str, int]:
        """Schools with two words whose beginnings, `LEAST_PART` letters or more, make up the typed one."""
        found: dict[str, int] = {}
        for cut in range(LEAST_PART, min(len(word), LONGEST_TOGETHER) - LEAST_PART + 1):
            fronts = self._beginning(vocabulary, word[:cut])
            if fronts:
                backs = self._beginning(vocabulary, word[cut:])
                found.update(dict.fromkeys(fronts.keys() & backs.keys(), SLIP))
        return found

    def _collect(self, found: dict[str, int], word: str, points: int) -> None:
        for school in tuple(self._by_word.get(word, ())):
            if found.get(school, -1) < points:
                found[school] = points


def slips(typed: str, known: str, allowed: int) -> int:
    """Letters to change, add or leave out between the words; anything above `allowed` is as good.

    The first letters must agree, and an ending of `known` by one letter more is no slip.
    """
    if typed[:1] != known[:1]:
        return allowed + 1
    row = list(range(len(known) + 1))
    for i, letter in enumerate(typed, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(known, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != other))
        if min(row) > allowed:
            return allowed + 1
    return min(row[-2:])


def _entry(school: SchoolText) -> _Entry:
    numbers, kinds, words = [], [], []
    for text in school.texts:
        found = parts(text)
        numbers += found[0]
        kinds += found[1]
        words += found[2]
    words += parts(school.district)[2]
    own = parts(school.number or "")[0]
    return _Entry(
        text=school,
        order=(int(own[0][:9]) if own else 10**9, school.texts[0] if school.texts else ""),
        numbers=frozenset(own or numbers),
        kinds=frozenset(kinds),
        words=frozenset(words),
    )
