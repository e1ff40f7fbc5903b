"""Bounds on what the engine queues, keeps and tries again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineLimits:
    """Counts, and seconds of the machine."""

    waiting: int = 1_024
    """Commands that may wait for the writer; more are turned away."""
    batch: int = 256
    """Commands of one transaction at the most."""
    streams: int = 20_000
    """Streams whose folded state is kept; the least recently used go first."""
    checks: int = 100
    """Due moments asked about at once."""
    slowest_retry: float = 300.0
    """Longest pause between two tries of a check that fails."""
