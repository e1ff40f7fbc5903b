"""Who was at a page is written down for other processes: nobody is refused for it, and nobody waits twice."""

from collections.abc import Iterator

import pytest

from dispatch.clock import SystemClock
from dispatch.ports import StoreUnavailable
from dispatch.tables.postgres import PostgresTables
from dispatch.touches import KEPT, Touches
from tests.faulty_line import FaultyLine, Mode
from tests.postgres import Server

BRIEF = 0.4


@pytest.fixture
def place(postgres: Server) -> Iterator[tuple[Touches, FaultyLine]]:
    with FaultyLine(postgres.socket) as line:
        url = postgres.new_database().replace(str(postgres.folder), str(line.folder))
        tables = PostgresTables(url, "access")
        touches = Touches(tables, SystemClock())
        tables._session.patient(BRIEF)
        yield touches, line
        line.go_on()
        tables.close()


def test_a_silence_ends_the_request_that_would_ask_further(place: tuple[Touches, FaultyLine]) -> None:
    touches, line = place
    line.hold()
    with pytest.raises(StoreUnavailable) as refused:
        touches.touch("one")
    assert refused.value.silent
    assert touches.fresh("one", KEPT)


def test_a_database_that_is_away_is_no_reason(place: tuple[Touches, FaultyLine]) -> None:
    touches, line = place
    line.set(Mode.REFUSE)
    touches.touch("one")
    assert touches.fresh("one", KEPT)
