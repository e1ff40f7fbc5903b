"""How often calendar feeds are answered: each account's own, and wrong addresses by network."""

from typing import NamedTuple

from dispatch.buckets import Buckets
from dispatch.clock import SystemClock
from web.duty_limits import DutyLimits


class FeedGate(NamedTuple):
    """`polls` by account, `wrong` by network."""

    polls: Buckets
    wrong: Buckets


def feed_gate(limits: DutyLimits) -> FeedGate:
    """One in the process."""
    monotonic, most = SystemClock().monotonic, limits.networks_remembered
    return FeedGate(
        polls=Buckets(limits.feed_hour, limits.feed_hour, monotonic, most),
        wrong=Buckets(limits.feed_wrong_hour, limits.feed_wrong_hour, monotonic, most),
    )
