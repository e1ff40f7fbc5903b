"""Case numbers: one counter per region and year, never giving one out twice."""

import re
from collections.abc import Mapping
from typing import Final

from dispatch.sql.port import Connection, Found, Question

Series = tuple[str, int]
NUMBERS: Final[Question] = ("SELECT region, year, last FROM case_number", ())


def written(series: Series, counter: int) -> str:
    """A number as people read it out: "KZ-75-2026-000123"."""
    region, year = series
    return f"{region}-{year}-{counter:06d}"


def meant(typed: str, series: Series) -> str:
    """The number that somebody typed, in small letters or without zeros; `series` fills what is left out."""
    parts = re.findall(r"[0-9A-Z]+", typed.upper())
    if parts and re.fullmatch(r"[0-9]{1,9}", parts[-1]):
        given = [part for part in parts[:-1] if part != "KZ"]
        region, year = series
        if len(given) == 2:
            region = f"KZ-{given[0]}"
        if len(given) <= 2:
            return f"{region}-{given[-1] if given else year}-{int(parts[-1]):06d}"
    return typed.strip().upper()


class Numbers:
    """The last number of each series. `stage` is for the batch under way; `commit` and `discard` end it."""

    def __init__(self) -> None:
        self._last: dict[Series, int] = {}
        self._staged: dict[Series, int] = {}

    def take(self, found: Found) -> None:
        """All of them, as `NUMBERS` found them."""
        self._last = {(region, year): last for region, year, last in found}
        self._staged.clear()

    def last(self, series: Series) -> int:
        return self._staged.get(series) or self._last.get(series, 0)

    def stage(self, used: Mapping[Series, int]) -> None:
        self._staged.update(used)

    def flush(self, connection: Connection) -> None:
        if self._staged:
            connection.executemany(
                "INSERT INTO case_number VALUES (?,?,?)"
                " ON CONFLICT (region, year) DO UPDATE SET last=excluded.last",
                [(*series, last) for series, last in self._staged.items()],
            )

    def commit(self) -> None:
        self._last.update(self._staged)
        self._staged.clear()

    def discard(self) -> None:
        self._staged.clear()
