"""Live positions: the newest counts, the impossible is refused, samples live outside the log for 30 days."""

import struct
from datetime import UTC, datetime, timedelta
from math import inf, nan
from threading import Thread
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.positions import KEPT_FOR, LivePosition, Positions
from dispatch.samples import Samples
from dispatch.tables.sqlite import FileTables
from domain.places import Point
from domain.refusal import Refused

NOW = datetime(2026, 3, 20, 11, 0, tzinfo=UTC)
TEAM, OTHER = UUID(int=1), UUID(int=2)
HERE = Point(lat=46.18, lon=70.42)


def position(seconds_ago: float = 0, **other) -> LivePosition:
    known = {"team": TEAM, "point": HERE, "at": NOW - timedelta(seconds=seconds_ago), "source": "phone"}
    return LivePosition(**{**known, **other})


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"at": NOW + timedelta(minutes=5, seconds=1)}, "position-in-future"),
        ({"at": NOW - timedelta(hours=1, seconds=1)}, "position-too-old"),
        ({"at": datetime(2026, 3, 20, 11, 0)}, "time-without-zone"),
        ({"point": Point(lat=0, lon=0)}, "point-zero"),
        ({"point": Point(lat=70.42, lon=46.18)}, "point-swapped"),
        ({"point": Point(lat=nan, lon=70)}, "point-not-a-number"),
        ({"point": Point(lat=55.7, lon=37.6)}, "point-outside-country"),
        ({"source": "satellite"}, "position-source-unknown"),
        ({"accuracy_m": -1.0}, "position-accuracy"),
        ({"accuracy_m": nan}, "position-accuracy"),
        ({"accuracy_m": inf}, "position-accuracy"),
    ],
)
def test_the_impossible_is_refused_and_changes_nothing(changed, code):
    kept = Positions()
    answer = kept.report(position(**changed), NOW)
    assert isinstance(answer, Refused)
    assert answer.code == code
    assert kept.newest(TEAM) is None


@pytest.mark.parametrize("ahead", [timedelta(minutes=5), timedelta(0), -timedelta(hours=1)])
def test_the_bounds_themselves_are_allowed(ahead):
    assert Positions().report(position(at=NOW + ahead), NOW) is True


def test_the_newest_counts_whatever_order_they_come_in():
    seen = []
    kept = Positions(watch=seen.append)
    assert kept.report(position(10), NOW) is True
    assert kept.report(position(20), NOW) is False
    assert kept.report(position(10), NOW) is False
    assert kept.report(position(0), NOW) is True
    assert [s.at for s in seen] == [NOW - timedelta(seconds=10), NOW]
    assert kept.newest(TEAM) == position(0)


@given(st.lists(st.tuples(st.sampled_from([TEAM, OTHER]), st.integers(-400, 4_000)), max_size=40))
def test_what_is_kept_is_the_latest_of_what_was_acceptable(reports):
    kept = Positions()
    for team, ago in reports:
        kept.report(position(ago, team=team), NOW)
    for team in (TEAM, OTHER):
        fine = [ago for t, ago in reports if t == team and -300 <= ago <= 3_600]
        newest = kept.newest(team)
        assert (newest and newest.at) == (NOW - timedelta(seconds=min(fine)) if fine else None)


def test_a_team_off_duty_leaves_the_map():
    kept = Positions()
    kept.report(position(), NOW)
    kept.forget(TEAM)
    assert kept.all() == {}


def test_there_is_a_limit_to_teams():
    kept = Positions(teams=1)
    assert kept.report(position(), NOW) is True
    refused = kept.report(position(team=OTHER), NOW)
    assert isinstance(refused, Refused)
    assert refused.code == "positions-full"
    assert kept.report(position(-1), NOW) is True


def test_the_row_of_the_topic():
    assert position(accuracy_m=8.0).row() == {
        "team": str(TEAM),
        "lat": 46.18,
        "lon": 70.42,
        "at": "2026-03-20T11:00:00+00:00",
        "source": "phone",
        "accuracy_m": 8.0,
    }


def test_samples_are_thinned_stored_and_read_back(place):
    samples = Samples(place.open("positions"))
    kept = Positions(samples)
    for ago in range(60, -1, -1):
        kept.report(position(ago, accuracy_m=5.0), NOW)
    assert kept.flush() == 13
    assert kept.flush() == 0
    track = samples.track(TEAM, NOW - timedelta(minutes=1), NOW)
    assert [s.at for s in track] == [NOW - timedelta(seconds=s) for s in range(60, 0, -5)]
    assert (track[0].lat, track[0].lon, track[0].source, track[0].accuracy_m) == (46.18, 70.42, "phone", 5.0)
    assert samples.track(OTHER, NOW - timedelta(days=1), NOW) == []


def test_after_thirty_days_they_are_gone_from_the_file_too(tmp_path):
    path = tmp_path / "positions.db"
    samples = Samples(FileTables(path))
    kept = Positions(samples)
    kept.report(position(point=Point(lat=47.123456, lon=70.654321)), NOW)
    kept.flush()
    assert kept.purge(NOW + KEPT_FOR) == 0
    assert kept.purge(NOW + KEPT_FOR + timedelta(seconds=1)) == 1
    samples.close()
    assert struct.pack(">d", 47.123456) not in path.read_bytes()


def test_samples_waiting_for_the_disk_are_bounded(place):
    kept = Positions(Samples(place.open("positions")), waiting=3)
    for ago in range(60, 0, -6):
        kept.report(position(ago), NOW)
    assert kept.flush() == 3


def test_reports_from_many_threads_agree_on_the_newest(place):
    kept = Positions(Samples(place.open("positions")))

    def run(start: int) -> None:
        for ago in range(start, 2_000, 4):
            kept.report(position(ago), NOW)

    threads = [Thread(target=run, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept.newest(TEAM) == position(0)
