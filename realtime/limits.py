"""Bounds on everything that a screen, a topic or a stalled socket could make grow."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class TopicLimits:
    """Sizes of one topic. Bytes are of encoded JSON."""

    tombstones: int = 2_000
    """Removed rows remembered, so that a screen that was away can be told of them."""
    part_bytes: int = 120_000
    """A snapshot is cut into parts of about this size; a longer diff is served as a snapshot."""
    cached_diffs: int = 64
    """Encoded diffs kept at one head: screens that lag alike share one encoding."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionLimits:
    """Bounds of one session; times in seconds."""

    topics: int = 16
    burst: int = 60
    """Messages that a screen may send at once, and..."""
    per_second: float = 10.0
    """...how fast that allowance grows again."""
    strikes: int = 3
    """Malformed messages before the connection is closed."""
    waiting: int = 64
    """Answers kept for a screen that does not read."""
    stalled: float = 30.0
    """A socket that takes nothing for so long is dropped."""
    silent: float = 30.0
    """A screen whose program says nothing, not even to heartbeats, for so long is closed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Bounds of the whole fan-out; times in seconds."""

    topic: TopicLimits = field(default_factory=TopicLimits)
    session: SessionLimits = field(default_factory=SessionLimits)
    screens: int = 4_000
    screens_per_user: int = 16
    arrivals: int = 8
    """Screens let in at one turn of the loop."""
    tick: float = 0.002
    """Between the starts of two fan-outs, so that a burst shares a frame; less if they cost little."""
    chunk: int = 100
    """Screens written to before other work gets its turn."""
    yields: int = 3
    """Turns given to others before a fan-out: the answer to the command goes first."""
    beat: float = 5.0
    """Between heartbeats."""
    recheck: float = 5.0
    """Longest between readings of a session's rights, when nobody reports a change."""
    drain_spread_ms: int = 5_000
    """Screens told to leave come back spread over this time."""
