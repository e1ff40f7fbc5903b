"""Finished drives in a file of views, without a log: what was reckoned, how long it took, when."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from dispatch.drives_table import DrivenDrives, DrivesTable
from dispatch.view_tables import Reading, make_views, put_lines, renewable
from projections.drives import Drives
from projections.received import iso
from tests.builders import NOON

LOG = UUID(int=9)


class Driven:
    """`views.db` with one live build of the drives."""

    def __init__(self, folder: Path) -> None:
        path = folder / "views.db"
        self.tables = renewable(path)
        make_views(self.tables, LOG, [DrivesTable()])
        self.tables.write("INSERT INTO build VALUES (1, ?, ?, 0, NULL, 1)", (Drives.name, Drives.version))
        self.reading = Reading(renewable(path))
        self.drives = DrivenDrives(self.reading)
        self._count = 0

    def add(self, ratios: Iterable[float], *, minutes: int = 0, **more: Any) -> None:
        """Drives of 1,000 seconds as reckoned that took so many times as long, one a minute."""
        for ratio in ratios:
            self._count += 1
            self.put(1_000 * ratio, minutes + self._count, **more)

    def put(self, driven: float, minute: int, **more: Any) -> None:
        there = NOON + timedelta(minutes=minute)
        document = {
            "centre": "here",
            "rung": "roads",
            "at": iso(NOON),
            "said": 1_000,
            "factor": 1.0,
            "departed_at": iso(NOON),
            "arrived_at": iso(NOON + timedelta(seconds=driven)),
            "over": True,
            **more,
        }
        key, table = str(uuid5(LOG, str(self._count))), DrivesTable()
        put_lines(self.tables, table, 1, {key: table.lines_of(document)})
        self.tables.write("UPDATE drive SET arrived_at=? WHERE key=?", (iso(there), key))

    def close(self) -> None:
        self.reading.close()
        self.tables.close()
