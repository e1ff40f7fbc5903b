"""That what another process adds can still be measured, and that a slow-down of it shows."""

import pytest

from tests.bench import two_processes
from tests.bench.figures import SEEN, Scale
from tests.postgres import ABSENT, programs
from tests.redis import ABSENT as NO_REDIS
from tests.redis import program

pytestmark = pytest.mark.slow


@pytest.mark.skipif(programs() is None, reason=ABSENT)
@pytest.mark.skipif(program() is None, reason=NO_REDIS)
def test_a_planted_slow_down_of_the_other_process_shows() -> None:
    added = []
    for slow in (0.0, 0.2):
        SEEN.clear()
        two_processes.run(Scale(rounds=1, quick=True, slow=slow))
        added.append(next(line["value"] for line in SEEN if line["name"].startswith("added")))
    assert added[1] > added[0] + 100
