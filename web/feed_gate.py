"""How often calendar feeds are answered: each account's own, and wrong addresses by network."""

from typing import NamedTuple

from dispatch.clock import SystemClock
from dispatch.measure import Measure
from web.duty_limits import DutyLimits


class FeedGate(NamedTuple):
    """`polls` by account, `wrong` by network."""

    polls: Measure
    wrong: Measure


def feed_gate(limits: DutyLimits) -> FeedGate:
    """One in the process."""
    monotonic, most = SystemClock().monotonic, limits.networks_remembered
    return FeedGate(
        polls=Measure("feed", limits.feed_hour, limits.feed_hour, monotonic, most),
        wrong=Measure("feed wrong", limits.feed_wrong_hour, limits.feed_wrong_hour, monotonic, most),
    )
