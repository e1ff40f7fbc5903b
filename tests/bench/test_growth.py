"""A cost that rises with the log is called one."""

import pytest

from tests.bench.figures import SEEN
from tests.bench.growth import BOARDS, COMMANDS, against_the_shortest


@pytest.mark.parametrize(
    ("target", "flat", "risen"), [(COMMANDS, 950.0, 700.0), (BOARDS, 11.0, 14.0)], ids=["rate", "time"]
)
def test_planted_a_cost_that_rises_with_the_log_is_missed(target: str, flat: float, risen: float) -> None:
    shortest = 1_000.0 if target == COMMANDS else 10.0
    SEEN.clear()
    against_the_shortest("of {log}", "each", {10: [shortest], 100: [flat], 1_000: [risen]}, target)
    assert [(line["events"], line["met"]) for line in SEEN] == [(10, None), (100, True), (1_000, False)]
    SEEN.clear()
