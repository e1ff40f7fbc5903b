"""Remote first: where nobody can be on site in the target time, a call or video comes before the group.

A setting of ours, no rule of law [ours]. The Rules let the centres help remotely too, and some towns lie 200
to 370 km from their centre: there the school's own psychologist can be the first hands. It is proposed beside
the group, never instead of it: who is sent, when, and every target stay as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSite:
    """A class's target of being on site: minutes are counted from `received_at`, in time until `by`."""

    received_at: datetime
    by: datetime

    @property
    def minutes(self) -> int:
        return int((self.by - self.received_at).total_seconds()) // 60


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFirst:
    """The proposal: nobody can be there by `on_site_by`, `target_minutes` after the request came.

    The soonest is there `soonest_minutes` after it was asked, `late_minutes` after the target; none if nobody
    can go at all. Minutes are rounded up.
    """

    target_minutes: int
    on_site_by: datetime
    soonest_minutes: int | None = None
    late_minutes: int | None = None


def remote_first(
    target: OnSite | None, at: datetime, drives: Iterable[int], arrivals: Iterable[datetime] = ()
) -> RemoteFirst | None:
    """The proposal at `at` (aware), or none.

    `drives` are the likely seconds of those who could be sent now, `arrivals` when those already sent are
    expected. None without a target of being on site, and where one of them is there in time: at the very
    instant is in time.
    """
    if target is None:
        return None
    soonest = min((*arrivals, *(at + timedelta(seconds=each) for each in drives)), default=None)
    if soonest is not None and soonest <= target.by:
        return None
    return RemoteFirst(
        target_minutes=target.minutes,
        on_site_by=target.by,
        soonest_minutes=None if soonest is None else max(0, _up(soonest - at)),
        late_minutes=None if soonest is None else _up(soonest - target.by),
    )


def _up(span: timedelta) -> int:
    return -int(-span.total_seconds() // 60)
