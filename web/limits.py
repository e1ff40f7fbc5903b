"""Every bound that an operator may move: what it is, how far, and its reading from `JEDEL_LIMIT_<NAME>`.

Lengths of what a case holds and whatever the law sets are no limits of this kind: they stand in `domain`.
"""

from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import timedelta
from math import isfinite
from typing import Any, Final

from dispatch.limits import EngineLimits
from realtime.limits import Limits as HubLimits
from realtime.limits import SessionLimits, TopicLimits

PREFIX: Final = "JEDEL_LIMIT_"
SECONDS: Final = "seconds"
DAYS: Final = "days"
BYTES: Final = "bytes"
COUNT: Final = ""

Value = int | float | timedelta


@dataclass(frozen=True, slots=True)
class Bound:
    """Smallest and largest value in `unit`, and what the limit is, for operators."""

    least: float
    most: float
    unit: str
    says: str


def _bound(least: float, most: float, unit: str, says: str) -> dict[str, Bound]:
    return {"bound": Bound(least, most, unit, says)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one process. Bytes, seconds, counts; each says what it is in its own words."""

    # what comes in over HTTP
    body_bytes: int = field(
        default=64 * 1024, metadata=_bound(1_024, 16 * 1024**2, BYTES, "largest body of a request")
    )
    body_s: float = field(
        default=15.0, metadata=_bound(1, 300, SECONDS, "a body that takes longer to come in is given up")
    )
    ahead: timedelta = field(
        default=timedelta(minutes=5),
        metadata=_bound(0, 3_600, SECONDS, "how far a device's clock may run ahead and still be believed"),
    )
    page_rows: int = field(default=200, metadata=_bound(1, 5_000, COUNT, "rows of one page of a list"))
    recommendations: int = field(
        default=2_000, metadata=_bound(10, 100_000, COUNT, "recommendations shown and remembered until used")
    )
    shutdown_s: int = field(
        default=5, metadata=_bound(1, 300, SECONDS, "requests under way may take so long at the end")
    )
    # logging in
    session: timedelta = field(
        default=timedelta(hours=12), metadata=_bound(300, 604_800, SECONDS, "after so long one logs in again")
    )
    sessions_per_account: int = field(
        default=20, metadata=_bound(1, 1_000, COUNT, "devices on which one account is logged in")
    )
    free_tries: int = field(
        default=5, metadata=_bound(1, 100, COUNT, "wrong passwords after which the next try has to wait")
    )
    first_wait: timedelta = field(
        default=timedelta(seconds=2),
        metadata=_bound(1, 3_600, SECONDS, "the first wait; each next is doubled"),
    )
    longest_wait: timedelta = field(
        default=timedelta(minutes=10), metadata=_bound(1, 86_400, SECONDS, "the longest such wait")
    )
    logins_remembered: int = field(
        default=10_000, metadata=_bound(100, 1_000_000, COUNT, "logins whose wrong tries are remembered")
    )
    logins_waiting: int = field(
        default=64, metadata=_bound(1, 10_000, COUNT, "passwords that may wait to be checked; more get 503")
    )
    # the engine
    commands_waiting: int = field(
        default=1_024,
        metadata=_bound(16, 100_000, COUNT, "commands that may wait to be carried out; more get 503"),
    )
    batch: int = field(
        default=256, metadata=_bound(1, 4_096, COUNT, "commands carried out in one transaction")
    )
    streams_kept: int = field(
        default=20_000, metadata=_bound(100, 1_000_000, COUNT, "cases, teams and others held ready in memory")
    )
    checks_at_once: int = field(
        default=100, metadata=_bound(1, 1_000, COUNT, "deadlines asked about at once when many have come")
    )
    slowest_retry: float = field(
        default=300.0, metadata=_bound(1, 3_600, SECONDS, "longest pause between tries of a failing check")
    )
    # positions of groups
    positions_kept: timedelta = field(
        default=timedelta(days=30), metadata=_bound(1, 366, DAYS, "samples of positions are deleted after")
    )
    position_teams: int = field(
        default=2_000, metadata=_bound(10, 100_000, COUNT, "groups whose newest position is known")
    )
    sample_every: timedelta = field(
        default=timedelta(seconds=5),
        metadata=_bound(1, 600, SECONDS, "samples of one group lie at least so far apart"),
    )
    samples_waiting: int = field(
        default=20_000, metadata=_bound(100, 1_000_000, COUNT, "samples that may wait to be written")
    )
    flush_every: float = field(
        default=5.0, metadata=_bound(0.5, 60, SECONDS, "pause between two writings of samples")
    )
    # live screens
    screens: int = field(default=4_000, metadata=_bound(1, 100_000, COUNT, "live connections of the process"))
    screens_per_account: int = field(
        default=16, metadata=_bound(1, 1_000, COUNT, "live connections of one account")
    )
    topics_per_screen: int = field(
        default=16, metadata=_bound(4, 256, COUNT, "boards that one connection follows")
    )
    heartbeat: float = field(
        default=5.0,
        metadata=_bound(0.5, 7, SECONDS, "between heartbeats; a screen without one for 8 is stale"),
    )
    rights_every: float = field(
        default=60.0,
        metadata=_bound(1, 600, SECONDS, "a connection's rights are read anew at least so often"),
    )
    screen_silent: float = field(
        default=30.0,
        metadata=_bound(10, 600, SECONDS, "a screen that answers no heartbeat so long is closed"),
    )
    screen_stalled: float = field(
        default=30.0, metadata=_bound(5, 600, SECONDS, "a connection that takes nothing so long is dropped")
    )
    message_bytes: int = field(
        default=64 * 1024, metadata=_bound(4_096, 1024**2, BYTES, "longest message of a screen")
    )
    messages_at_once: int = field(
        default=60, metadata=_bound(10, 10_000, COUNT, "messages that a screen may send at once")
    )
    messages_per_second: float = field(
        default=10.0, metadata=_bound(1, 1_000, COUNT, "and how many more each second")
    )
    removed_remembered: int = field(
        default=2_000,
        metadata=_bound(10, 100_000, COUNT, "rows gone from a board that a returning screen is told of"),
    )
    return_spread: timedelta = field(
        default=timedelta(seconds=5),
        metadata=_bound(0, 300, SECONDS, "at the end screens are told to return spread over this time"),
    )

    def of_engine(self) -> EngineLimits:
        """What the writer, the streams and the ticker are bound by."""
        return EngineLimits(
            waiting=self.commands_waiting,
            batch=self.batch,
            streams=self.streams_kept,
            checks=self.checks_at_once,
            slowest_retry=self.slowest_retry,
        )

    def of_hub(self) -> HubLimits:
        """What the fan-out to screens is bound by."""
        return HubLimits(
            topic=TopicLimits(tombstones=self.removed_remembered),
            session=SessionLimits(
                topics=self.topics_per_screen,
                burst=self.messages_at_once,
                per_second=self.messages_per_second,
                stalled=self.screen_stalled,
                silent=self.screen_silent,
            ),
            screens=self.screens,
            screens_per_user=self.screens_per_account,
            beat=self.heartbeat,
            recheck=self.rights_every,
            drain_spread_ms=max(1, round(self.return_spread.total_seconds() * 1_000)),
        )


class BadLimit(Exception):
    """A limit that cannot be: a code of `cli.fault.<code>` and what fills it."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str | int] = params


def bounds() -> dict[str, Field[Any]]:
    """Name of the variable -> the limit that it sets; its Bound stands in `metadata`."""
    return {f"{PREFIX}{spec.name.upper()}": spec for spec in fields(Limits)}


def limits_of(environment: Mapping[str, str]) -> Limits:
    """The limits that the environment sets, the rest as they are. Raises BadLimit."""
    known = bounds()
    given = {name: text for name, text in environment.items() if name.startswith(PREFIX)}
    for name in sorted(given):
        if name not in known:
            raise BadLimit("limit-unknown", name=name)
    values: dict[str, Any] = {
        known[name].name: _value(name, known[name], text) for name, text in given.items()
    }
    found = Limits(**values)
    if found.first_wait > found.longest_wait:
        raise BadLimit("limit-order", smaller=f"{PREFIX}FIRST_WAIT", larger=f"{PREFIX}LONGEST_WAIT")
    return found


def in_unit(spec: Field[Any], value: Value) -> float:
    """A limit's value as a number of its unit."""
    if not isinstance(value, timedelta):
        return value
    return value / timedelta(**{spec.metadata["bound"].unit: 1})


def _value(name: str, spec: Field[Any], text: str) -> Value:
    bound: Bound = spec.metadata["bound"]
    whole = isinstance(spec.default, int)
    try:
        number = int(text) if whole else float(text)
    except ValueError:
        raise BadLimit("limit-whole" if whole else "limit-number", name=name, text=text) from None
    if not isfinite(number) or not bound.least <= number <= bound.most:
        least, most = f"{bound.least:.15g}", f"{bound.most:.15g}"
        raise BadLimit("limit-range", name=name, value=text, least=least, most=most)
    return timedelta(**{bound.unit: number}) if isinstance(spec.default, timedelta) else number
