"""Bounds on what the engine queues, keeps and tries again."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineLimits:
    """Counts, and seconds of the machine."""

    waiting: int = 1_024
    """Commands that may wait for the writer; more are turned away."""
    batch: int = 256
    """Commands of one transaction at the most."""
    look_every: float = 1.0
    """Seconds between two looks at what other processes appended to a log that is shared."""
    streams: int = 2_000
    """Streams whose folded state is kept; the least recently used go first."""
    finished: int = 1_000
    """Rows of finished things that somebody asked for lately, kept in memory; all others lie in the log's
    database."""
    checks: int = 100
    """Due moments asked about at once."""
    slowest_retry: float = 300.0
    """Longest pause between two tries of a check or a delivery that fails."""
    parcels: int = 100
    """Rows of the outbox carried at once."""
    parcel_tries: int = 60
    """Tries after which a notice is given up; nearly five hours with the pauses between them."""
    parcels_kept: timedelta = timedelta(days=30)
    """Delivered rows of the outbox are forgotten after."""
    checkpoint_every: float = 30.0
    """Seconds between two checkpoints while events come; with the look's own second well below a minute."""
