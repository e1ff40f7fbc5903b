"""Clocks: aware, in UTC, and as fast as they say."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from dispatch.clock import FastClock, SystemClock

EVENING = datetime(2026, 3, 20, 16, 0, tzinfo=timezone(timedelta(hours=5)))


def test_the_system_clock_is_aware_and_in_utc() -> None:
    clock = SystemClock()
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.monotonic() <= clock.monotonic()


def test_a_fast_clock_starts_where_it_was_told_and_runs_at_its_rate() -> None:
    clock, real = FastClock(EVENING, 3_600), SystemClock()
    began, real_began = clock.now(), real.monotonic()
    while real.monotonic() - real_began < 0.02:
        pass
    passed = (clock.now() - began).total_seconds()
    assert clock.now().tzinfo is UTC
    assert timedelta(0) <= began - EVENING < timedelta(hours=1)
    assert 3_600 * 0.02 <= passed < 3_600 * 5


@pytest.mark.parametrize("rate", [0, -1, 3_601])
def test_a_clock_that_stands_or_races_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        FastClock(EVENING, rate)


def test_a_clock_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        FastClock(datetime(2026, 3, 20), 60)
