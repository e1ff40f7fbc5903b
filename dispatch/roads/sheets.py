"""Tiles of one level while they are drawn, as text already, because a country has millions of pieces."""

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from dispatch.roads.tiling import Steps, Tile, told_apart

MOST_BYTES: Final = 192 * 1024
"""Of one tile as it is sent; of one that would be larger the narrowest streets are left away."""

Name = tuple[str, str, str]
"""In Kazakh, in Russian, and as it is called there."""

KINDS: Final = ("rivers", "water", "green", "outlines")


def packed(numbers: list[int]) -> str:
    return json.dumps(numbers, separators=(",", ":"))


class Sheet:
    """One tile: streets by class, other lines and areas by kind."""

    def __init__(self) -> None:
        self._names: dict[Name, int] = {}
        self._streets: dict[int, list[str]] = defaultdict(list)
        self._others: dict[str, list[str]] = defaultdict(list)

    def street(self, kind: int, name: Name, line: str) -> None:
        number = self._names.setdefault(name, len(self._names)) if any(name) else -1
        self._streets[kind].append(f"[{kind},{number},{line}]")

    def other(self, kind: str, line: str) -> None:
        self._others[kind].append(line)

    def body(self, most: int = MOST_BYTES) -> bytes:
        """The tile as it is sent, compressed, the same bytes each time."""
        kinds = sorted(self._streets)
        while True:
            body = gzip.compress(self._text(kinds).encode(), compresslevel=6, mtime=0)
            if len(body) <= most or not kinds:
                return body
            kinds.pop()

    def _text(self, kinds: list[int]) -> str:
        streets = ",".join(line for kind in kinds for line in self._streets[kind])
        others = "".join(f',"{kind}":[{",".join(self._others[kind])}]' for kind in KINDS)
        names = json.dumps(list(self._names), ensure_ascii=False, separators=(",", ":"))
        return f'{{"names":{names},"streets":[{streets}]{others}}}'


class Sheets:
    """All tiles of one level."""

    def __init__(self) -> None:
        self._sheets: dict[Tile, Sheet] = defaultdict(Sheet)

    def street(self, kind: int, name: Name, tile: Tile, line: Steps) -> None:
        self._sheets[tile].street(kind, name, packed(told_apart(line, tile)))

    def other(self, kind: str, tile: Tile, line: Steps) -> None:
        self._sheets[tile].other(kind, packed(told_apart(line, tile)))

    def bodies(self) -> Iterator[tuple[Tile, bytes]]:
        """Every tile as it is sent; each is forgotten then."""
        for tile in sorted(self._sheets):
            yield tile, self._sheets.pop(tile).body()
