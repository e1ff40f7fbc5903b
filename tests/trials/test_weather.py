"""Every screen exact at every position on real sockets, whatever goes wrong: `make trials
CHANGES=1000000`."""

import os

import pytest

from realtime import topic as topic_module
from realtime.loop import run
from tests.realtime.mirror import Message, Mirror
from tests.trials.weather import storm

CHANGES = int(os.environ.get("CHANGES", "5000"))
SEED = int(os.environ.get("SEED", "20261127"))

pytestmark = pytest.mark.trial


def test_every_screen_is_exact_at_every_position() -> None:
    world = run(storm(CHANGES, SEED))
    print(f"\n{world.applied} changes applied, {world.position} positions, seed {SEED}: {dict(world.seen)}")
    assert world.applied >= CHANGES
    assert all(world.seen[fault] for fault in ("frames lost", "gaps", "epochs", "connections"))


class CarelessMirror(Mirror):
    """Takes a change without looking whether it follows."""

    def _change(self, change: Message) -> bool:
        return super()._change({**change, "prev": self.pos})


def test_planted_a_screen_that_does_not_look_what_a_change_follows_is_found() -> None:
    with pytest.raises(AssertionError):
        run(storm(20_000, SEED, CarelessMirror))


def test_planted_removals_that_are_not_remembered_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    changed_after = topic_module.Topic._changed_after

    def without_removals(self: topic_module.Topic, position: int) -> list[bytes]:
        return [op for op in changed_after(self, position) if not op.endswith(b",null]")]

    monkeypatch.setattr(topic_module.Topic, "_changed_after", without_removals)
    with pytest.raises(AssertionError):
        run(storm(20_000, SEED))
