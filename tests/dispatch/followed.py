"""A log of three boxes, a follower of it, and somebody who reads what it makes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from dispatch import view_tables
from dispatch.follower import Follower
from dispatch.onlooker import Onlooker
from dispatch.ports import Row
from dispatch.refold import fold_tables
from dispatch.store import Store
from dispatch.tables.port import Tables
from dispatch.view_folding import View
from dispatch.view_tables import Build, renewable
from tests.dispatch.batching import BOX_A, BOX_B, BOX_C
from tests.dispatch.toy import Note, Open, Shelf, open_store, submission
from tests.places import Place


def three_boxes(folder: Path) -> Iterator[Store]:
    """Twenty notes in two of them."""
    store = open_store(folder / "data")
    store.start(ticking=False)
    for box in (BOX_A, BOX_B, BOX_C):
        store.writer.call(submission(Open(box=box)))
    for number in range(20):
        note(store, (BOX_A, BOX_B)[number % 2], number)
    yield store
    store.close()


def note(store: Store, box: UUID, number: int, weight: float = 1.0) -> None:
    store.writer.call(submission(Note(box=box, text=f"note {number}", weight=weight)))


class Followed(Follower):
    """A follower, and somebody who reads what it makes."""

    def __init__(self, store: Store, opened: Callable[[], Tables], fold: Any = None, **more: Any) -> None:
        super().__init__(opened(), store.log, [View(fold=fold or Shelf())], **more)
        self.onlooker = Onlooker(opened(), lambda: store.log.head, [fold or Shelf()])
        self.standing, self.reading = self.onlooker.standing, self.onlooker.reading

    def stop(self) -> None:
        super().stop()
        self.onlooker.stop()

    @property
    def build(self) -> Build:
        return view_tables.builds(self.reading.rows)[-1]


def following(store: Store, place: Place, fold: Any = None, **more: Any) -> Followed:
    return Followed(store, lambda: place.open("views"), fold, **more)


def following_a_file(store: Store, folder: Path, **more: Any) -> Followed:
    return Followed(store, lambda: renewable(folder / "views.db"), **more)


def catch_up(follower: Follower) -> None:
    while follower.step():
        pass


def documents(follower: Followed, *, live: bool = True) -> dict[str, Row]:
    """What a reader sees; with `live` false, what is being made."""
    query = "SELECT key, body FROM document JOIN build ON build=id WHERE live=?"  # the rows of one view
    return {key: orjson.loads(body) for key, body in follower.reading.rows(query, (live,))}


def folded(store: Store, until: int | None = None, fold: Any = None) -> dict[str, Row | None]:
    return fold_tables([fold or Shelf()], store.log.read_all(until=until))[0].rows
