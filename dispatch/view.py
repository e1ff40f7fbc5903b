"""What a decision sees: the books as they stand after the command before it."""

from collections.abc import Mapping
from uuid import UUID

from dispatch.books import Parts
from dispatch.keys import Keys
from dispatch.numbers import Series, written
from dispatch.ports import Held, Row, S, StreamKind


class View:
    """The `Reader` of one batch. Numbers are used up only when the command is taken over."""

    def __init__(self, parts: Parts, keys: Keys) -> None:
        self._parts = parts
        self._keys = keys
        self.used_numbers: dict[Series, int] = {}
        self.looked_at: list[UUID] = []

    def begin(self) -> None:
        """A new command (or a new try of one)."""
        self.looked_at.clear()
        if self.used_numbers:
            self.used_numbers = {}

    def state(self, kind: StreamKind[S], stream: UUID) -> tuple[S, int]:
        self.looked_at.append(stream)
        return self._parts.streams.state(kind, stream)

    def row(self, table: str, key: str) -> Row | None:
        return self._parts.hot.row(table, key)

    def rows(self, table: str) -> Mapping[str, Row]:
        return self._parts.hot.rows(table)

    def holder(self, kind: str, key: str) -> Held | None:
        return self._parts.claims.holder((kind, key))

    def next_number(self, region: str, year: int) -> str:
        series = (region, year)
        last = self.used_numbers.get(series) or self._parts.numbers.last(series)
        self.used_numbers[series] = last + 1
        return written(series, last + 1)

    def blind(self, purpose: str, text: str) -> str:
        return self._keys.blind(purpose, text)
