"""What a board keeps of its rows takes the room that they need: bytes, as the interpreter counts them."""

import tracemalloc
from collections.abc import Callable

import pytest

from realtime import topic as module
from realtime.limits import TopicLimits
from realtime.topic import Row, Topic

MANY = 400
BESIDE = 450
"""Bytes of an entry that are not its encoding: the entry, its key, its places in two orders."""


def row(number: int) -> Row:
    return {"id": f"{number}", "visits": [{"team": f"{each}"} for each in range(20)], "words": "w" * 1_000}


def told(ops: list[tuple[str, Row | None]]) -> tuple[int, int]:
    """Bytes that a board keeps of these once a screen was told of them, and bytes of what it was told."""
    board = Topic("queue:75", epoch="e", position=0, limits=TopicLimits(part_bytes=10**9))
    tracemalloc.start()
    try:
        board.apply(1, 0, ops)
        length = sum(map(len, board._changed_after(0)))
        return tracemalloc.get_traced_memory()[0], length
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("shown", [row, lambda number: None], ids=["rows", "rows that left"])
def test_a_board_keeps_no_more_than_the_rows_that_it_told_of(shown: Callable[[int], Row | None]) -> None:
    kept, length = told([(f"{number:036}", shown(number)) for number in range(MANY)])
    assert kept < length + BESIDE * MANY


@pytest.mark.parametrize("shown", [row, lambda number: None], ids=["rows", "rows that left"])
def test_planted_the_encoder_s_own_buffers_are_found(
    shown: Callable[[int], Row | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "trimmed", lambda encoded: encoded)
    kept, length = told([(f"{number:036}", shown(number)) for number in range(MANY)])
    assert kept > length + 2 * BESIDE * MANY
