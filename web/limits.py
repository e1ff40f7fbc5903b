"""Every bound that an operator may move: what it is, and how far.

Lengths of what a case holds and whatever the law sets are no limits of this kind: they stand in `domain`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from dispatch.limits import EngineLimits
from domain.joint_plan import WORTH_S
from realtime.limits import Limits as HubLimits
from realtime.limits import SessionLimits, TopicLimits
from web.bounds import BYTES, COUNT, DAYS, SECONDS, bound
from web.duty_limits import DutyLimits

_OVERSIGHT: Final = frozenset({"supervisor", "head", "administrator", "auditor"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(DutyLimits):
    """Bounds of one process. Bytes, seconds, counts; each says what it is in its own words."""

    # what comes in over HTTP
    body_bytes: int = field(
        default=64 * 1024, metadata=bound(1_024, 16 * 1024**2, BYTES, "largest body of a request")
    )
    body_s: float = field(
        default=15.0, metadata=bound(1, 300, SECONDS, "a body that takes longer to come in is given up")
    )
    ahead: timedelta = field(
        default=timedelta(minutes=5),
        metadata=bound(0, 3_600, SECONDS, "how far a device's clock may run ahead and still be believed"),
    )
    page_rows: int = field(default=200, metadata=bound(1, 5_000, COUNT, "rows of one page of a list"))
    recommendations: int = field(
        default=2_000, metadata=bound(10, 100_000, COUNT, "recommendations shown and remembered until used")
    )
    plan_cases: int = field(
        default=20, metadata=bound(2, 50, COUNT, "cases of one joint plan, the most urgent first")
    )
    plan_gain: int = field(
        default=WORTH_S, metadata=bound(0, 3_600, SECONDS, "a joint plan that gains less is not offered")
    )
    shutdown_s: int = field(
        default=5, metadata=bound(1, 300, SECONDS, "requests under way may take so long at the end")
    )
    idle_s: int = field(default=75, metadata=bound(1, 3_600, SECONDS, "a connection that asks nothing ends"))
    # files for the registers
    import_bytes: int = field(
        default=8 * 1024**2, metadata=bound(1_024, 16 * 1024**2, BYTES, "largest file for a register")
    )
    import_s: float = field(
        default=60.0, metadata=bound(1, 600, SECONDS, "a file that takes longer to come in is given up")
    )
    imports_waiting: int = field(
        default=8, metadata=bound(1, 100, COUNT, "files of one region that may wait to be applied")
    )
    imports_kept: timedelta = field(
        default=timedelta(days=14), metadata=bound(1, 366, DAYS, "a file that nobody applies goes after")
    )
    # logging in
    session: timedelta = field(
        default=timedelta(hours=12), metadata=bound(300, 604_800, SECONDS, "after so long one logs in again")
    )
    session_oversight: timedelta = field(
        default=timedelta(hours=8),
        metadata=bound(300, 604_800, SECONDS, "the same for supervisors, heads, auditors, administrators"),
    )
    login_step: timedelta = field(
        default=timedelta(minutes=2),
        metadata=bound(30, 600, SECONDS, "between the two steps of a login, and for a passkey to sign"),
    )
    enrolment: timedelta = field(
        default=timedelta(minutes=10), metadata=bound(60, 3_600, SECONDS, "to enrol a second factor")
    )
    one_time_code: timedelta = field(
        default=timedelta(days=3), metadata=bound(1, 30, DAYS, "a one-time code handed over counts so long")
    )
    network_tries: int = field(
        default=50, metadata=bound(5, 10_000, COUNT, "wrong tries of one network before it has to wait")
    )
    idle_lock: timedelta = field(
        default=timedelta(minutes=15),
        metadata=bound(10, 86_400, SECONDS, "a page that nobody touches so long shows no people any more"),
    )
    second_factor_fresh: timedelta = field(
        default=timedelta(minutes=5),
        metadata=bound(30, 3_600, SECONDS, "a second factor shown so lately is not asked for again"),
    )
    sessions_per_account: int = field(
        default=20, metadata=bound(1, 1_000, COUNT, "devices on which one account is logged in")
    )
    free_tries: int = field(
        default=5, metadata=bound(1, 100, COUNT, "wrong passwords after which the next try has to wait")
    )
    first_wait: timedelta = field(
        default=timedelta(seconds=2),
        metadata=bound(1, 3_600, SECONDS, "the first wait; each next is doubled"),
    )
    longest_wait: timedelta = field(
        default=timedelta(minutes=10), metadata=bound(1, 86_400, SECONDS, "the longest such wait")
    )
    logins_remembered: int = field(
        default=10_000, metadata=bound(100, 1_000_000, COUNT, "logins whose wrong tries are remembered")
    )
    logins_waiting: int = field(
        default=64, metadata=bound(1, 10_000, COUNT, "passwords that may wait to be checked; more get 503")
    )
    # phones with a key
    phone_idle: timedelta = field(
        default=timedelta(minutes=5),
        metadata=bound(60, 3_600, SECONDS, "a phone that nobody touched so long asks for its PIN"),
    )
    phone_code: timedelta = field(
        default=timedelta(minutes=10),
        metadata=bound(60, 3_600, SECONDS, "a phone's QR code may be used so long, once"),
    )
    # single sign-on
    sso_patience: float = field(
        default=10.0, metadata=bound(1, 60, SECONDS, "the identity provider may take so long to answer")
    )
    sso_bytes: int = field(
        default=256 * 1024,
        metadata=bound(16_384, 4 * 1024**2, BYTES, "largest answer of the identity provider"),
    )
    sso_under_way: timedelta = field(
        default=timedelta(minutes=10),
        metadata=bound(60, 3_600, SECONDS, "such a login takes so long at most"),
    )
    # the engine
    commands_waiting: int = field(
        default=1_024,
        metadata=bound(16, 100_000, COUNT, "commands that may wait to be carried out; more get 503"),
    )
    batch: int = field(
        default=256, metadata=bound(1, 4_096, COUNT, "commands carried out in one transaction")
    )
    streams_kept: int = field(
        default=2_000, metadata=bound(100, 1_000_000, COUNT, "cases, teams and others held ready in memory")
    )
    finished_kept: int = field(
        default=1_000, metadata=bound(10, 1_000_000, COUNT, "rows of closed cases held ready in memory")
    )
    checks_at_once: int = field(
        default=100, metadata=bound(1, 1_000, COUNT, "deadlines asked about at once when many have come")
    )
    slowest_retry: float = field(
        default=300.0,
        metadata=bound(1, 3_600, SECONDS, "longest pause between tries of a failing check or delivery"),
    )
    # positions of groups
    positions_kept: timedelta = field(
        default=timedelta(days=30), metadata=bound(1, 366, DAYS, "samples of positions are deleted after")
    )
    position_teams: int = field(
        default=2_000, metadata=bound(10, 100_000, COUNT, "groups whose newest position is known")
    )
    sample_every: timedelta = field(
        default=timedelta(seconds=5),
        metadata=bound(1, 600, SECONDS, "samples of one group lie at least so far apart"),
    )
    samples_waiting: int = field(
        default=20_000, metadata=bound(100, 1_000_000, COUNT, "samples that may wait to be written")
    )
    flush_every: float = field(
        default=5.0, metadata=bound(0.5, 60, SECONDS, "pause between two writings of samples")
    )
    # live screens
    screens: int = field(default=4_000, metadata=bound(1, 100_000, COUNT, "live connections of the process"))
    screens_per_account: int = field(
        default=16, metadata=bound(1, 1_000, COUNT, "live connections of one account")
    )
    arrivals: int = field(default=8, metadata=bound(1, 1_000, COUNT, "screens let in at one turn"))
    topics_per_screen: int = field(default=16, metadata=bound(4, 256, COUNT, "boards one connection follows"))
    heartbeat: float = field(
        default=5.0,
        metadata=bound(0.5, 7, SECONDS, "between heartbeats; a screen without one for 8 is stale"),
    )
    rights_every: float = field(
        default=5.0,
        metadata=bound(1, 5, SECONDS, "a connection's rights are read anew at least so often"),
    )
    screen_silent: float = field(
        default=30.0,
        metadata=bound(10, 600, SECONDS, "a screen that answers no heartbeat so long is closed"),
    )
    screen_stalled: float = field(
        default=30.0, metadata=bound(5, 600, SECONDS, "a connection that takes nothing so long is dropped")
    )
    screen_ping: float = field(default=4.0, metadata=bound(1, 20, SECONDS, "between pings on a connection"))
    screen_pong: float = field(
        default=4.0, metadata=bound(1, 20, SECONDS, "a connection that answers no ping so long is dropped")
    )
    message_bytes: int = field(
        default=64 * 1024, metadata=bound(4_096, 1024**2, BYTES, "longest message of a screen")
    )
    messages_at_once: int = field(
        default=60, metadata=bound(10, 10_000, COUNT, "messages that a screen may send at once")
    )
    messages_per_second: float = field(
        default=10.0, metadata=bound(1, 1_000, COUNT, "and how many more each second")
    )
    removed_remembered: int = field(
        default=2_000,
        metadata=bound(10, 100_000, COUNT, "rows gone from a board that a returning screen is told of"),
    )
    return_spread: timedelta = field(
        default=timedelta(seconds=5),
        metadata=bound(0, 300, SECONDS, "at the end screens are told to return spread over this time"),
    )

    def session_of(self, roles: Iterable[str]) -> timedelta:
        """How long somebody with these roles stays in."""
        return self.session_oversight if _OVERSIGHT & set(roles) else self.session

    def of_engine(self) -> EngineLimits:
        """What the writer, the streams and the ticker are bound by."""
        return EngineLimits(
            waiting=self.commands_waiting,
            batch=self.batch,
            streams=self.streams_kept,
            finished=self.finished_kept,
            checks=self.checks_at_once,
            slowest_retry=self.slowest_retry,
            checkpoint_every=self.checkpoint_every,
            parcels=self.deliveries_at_once,
            parcel_tries=self.notice_tries,
            parcels_kept=self.notices_kept,
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
            arrivals=self.arrivals,
            beat=self.heartbeat,
            recheck=self.rights_every,
            drain_spread_ms=max(1, round(self.return_spread.total_seconds() * 1_000)),
        )
