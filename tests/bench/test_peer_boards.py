"""Each peer's board shows a change, where `make peers` has fetched them; a slower Jedel is noticed."""

import pytest

from tests.bench import peer_boards
from tests.bench.figures import Scale

pytestmark = pytest.mark.slow


def test_every_peer_shows_a_change_and_a_planted_slow_down_shows() -> None:
    if reason := peer_boards.absent():
        pytest.skip(reason)
    honest, slow = (peer_boards.measure(5, Scale(rounds=1, slow=each)) for each in (0.0, 0.05))
    assert len(honest) == 4
    assert all(seen.deliveries[0] > 0 and seen.cost[0] > 0 for seen in honest.values())
    ratios = [seen["Jedel"].cost[0] / seen["python-socketio"].cost[0] for seen in (honest, slow)]
    assert ratios[1] > 1.5 * ratios[0]
