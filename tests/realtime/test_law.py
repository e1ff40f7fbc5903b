"""The law of the live board on the state machine, and that it notices when it is broken."""

import os
from collections import Counter
from typing import Any

import pytest

from realtime import topic as topic_module
from tests.realtime.machine import Client, LiveLaw
from tests.realtime.mirror import Message, Mirror
from tests.realtime.storm import storm

TestLiveLaw = LiveLaw.TestCase

RUNS, STEPS = int(os.environ.get("LAW_RUNS", "30")), 600


def storms(law: type[LiveLaw]) -> None:
    for seed in range(RUNS):
        storm(law(), seed, STEPS)


def test_the_law_holds_in_long_storms() -> None:
    storms(LiveLaw)


def test_the_storms_lead_through_every_way_of_catching_up(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: Counter[str] = Counter()
    take, heartbeat = Mirror.take, Mirror.heartbeat

    def counted(self: Mirror, message: Message) -> bool:
        state, gap = self.state, take(self, message)
        seen[f"{message['t']} {message.get('mode', '')}".strip()] += 1
        seen[f"gap when {state}"] += gap
        seen["long snapshot"] += message.get("parts", 1) > 1
        return gap

    def counted_beat(self: Mirror, heads: Message) -> bool:
        state, gap = self.state, heartbeat(self, heads)
        seen[f"beat shows gap when {state}"] += gap
        return gap

    monkeypatch.setattr(Mirror, "take", counted)
    monkeypatch.setattr(Mirror, "heartbeat", counted_beat)
    storms(LiveLaw)
    ways = ("ok live", "ok diff", "ok snap", "snap", "d", "long snapshot", "gap when live")
    beats = ("beat shows gap when live", "beat shows gap when filling", "beat shows gap when asking")
    assert all(seen[way] for way in (*ways, *beats)), seen


class CarelessMirror(Mirror):
    """Takes a change without looking whether it follows."""

    def _change(self, change: Message) -> bool:
        return super()._change({**change, "prev": self.pos})


class CarelessLaw(LiveLaw):
    def client(self, number: int) -> Client:
        client = super().client(number)
        client.screen.mirrors = {name: CarelessMirror(name) for name in client.screen.mirrors}
        return client


def test_a_screen_that_skips_the_prev_check_is_caught() -> None:
    with pytest.raises(AssertionError):
        storms(CarelessLaw)


def test_trimming_without_raising_the_floor_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    trim = topic_module.Topic._trim

    def trim_and_keep_floor(self: topic_module.Topic) -> None:
        floor = self.floor
        trim(self)
        self.floor = floor

    monkeypatch.setattr(topic_module.Topic, "_trim", trim_and_keep_floor)
    with pytest.raises(AssertionError):
        storms(LiveLaw)


def test_removals_that_are_not_remembered_are_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    changed_after = topic_module.Topic._changed_after

    def without_removals(self: topic_module.Topic, position: int) -> list[bytes]:
        return [op for op in changed_after(self, position) if not op.endswith(b",null]")]

    monkeypatch.setattr(topic_module.Topic, "_changed_after", without_removals)
    with pytest.raises(AssertionError):
        storms(LiveLaw)


def test_an_epoch_that_does_not_change_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    restart = topic_module.Topic.restart

    def same_epoch(self: topic_module.Topic, *, epoch: str, **rest: Any) -> None:
        restart(self, epoch="e", **rest)

    class SameEpochLaw(LiveLaw):
        @property
        def epoch(self) -> str:
            return "e"

    monkeypatch.setattr(topic_module.Topic, "restart", same_epoch)
    monkeypatch.setattr("realtime.directory.Directory.epoch", property(lambda _self: "e"))
    with pytest.raises(AssertionError):
        storms(SameEpochLaw)
