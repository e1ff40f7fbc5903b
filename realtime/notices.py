"""What the hub tells screens by itself: the greeting and the heartbeat, with the product's time."""

from datetime import datetime

from realtime.messages import PROTO, Heartbeat, Welcome
from realtime.terms import Clock, Identity, Sent


def welcome(clock: Clock, identity: Identity, connection: str, epoch: str, beat: float) -> Welcome:
    """The first message. `beat`: real seconds between heartbeats."""
    return {
        "t": "welcome",
        "proto": PROTO,
        "conn": connection,
        "epoch": epoch,
        "hb_s": beat,
        "now": milliseconds(clock.now()),
        "rate": clock.rate,
        "user": identity.user,
        "topics": list(identity.topics),
    }


def heartbeat(clock: Clock, number: int, log: int, heads: Sent) -> Heartbeat:
    """The heartbeat of screens that hold `heads`; `log`: the log position that is shown."""
    return {
        "t": "hb",
        "n": number,
        "now": milliseconds(clock.now()),
        "rate": clock.rate,
        "log": log,
        "heads": dict(heads),
    }


def milliseconds(at: datetime) -> int:
    """Whole milliseconds since 1970 UTC."""
    return int(at.timestamp() * 1000)
