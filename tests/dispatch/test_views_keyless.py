"""Views are folded without any key, and are what they would be with all of them."""

from itertools import islice
from pathlib import Path

import pytest

from dispatch.follower import Follower
from dispatch.ledger_table import LedgerTable
from dispatch.ports import Accepted
from dispatch.tail import Tail
from dispatch.view_folding import View
from dispatch.view_tables import renewable
from projections.drives import Drives
from projections.ledger import Ledger
from tests.bench.evening import life, registrations, submission
from web.bootstrap import build, close, set_up
from web.settings import Settings
from web.system import System


def stories(system: System) -> None:
    for command in registrations(2):
        assert isinstance(system.store.writer.call(submission(command)), Accepted)
    for command in islice(life(0), 200):
        assert isinstance(system.store.writer.call(submission(command)), Accepted)


def documents(system: System, path: Path) -> dict[tuple[str, str], object]:
    views = [View(fold=Ledger(), lines=LedgerTable()), View(fold=Drives())]
    tables = renewable(path)
    follower = Follower(tables, system.store.log, views)
    while follower.step():
        pass
    rows = tables.rows("SELECT view, key, body FROM document JOIN build ON build=id")
    follower.stop()
    return {(view, key): body for view, key, body in rows}


def test_what_is_sealed_makes_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path / "data", {"demonstration": False})
    system = build(Settings(data=tmp_path / "data"))
    try:
        stories(system)
        written = documents(system, tmp_path / "written.db")
        system.store.log._tail = Tail()  # from here on it is read
        asked: list[object] = []
        opening = type(system.store.keys).opening_key
        with monkeypatch.context() as watched:
            watched.setattr(
                type(system.store.keys),
                "opening_key",
                lambda self, who: asked.append(who) or opening(self, who),
            )
            without = documents(system, tmp_path / "without.db")
        assert asked == []
        monkeypatch.setattr(system.store.log, "_keyless", system.store.mapper)
        assert documents(system, tmp_path / "with.db") == without == written
        assert len(without) > 10
    finally:
        close(system)
