"""What the public form's measures are made of: buckets, codes."""

from pathlib import Path

from dispatch.buckets import Buckets
from dispatch.key_place import KeyFile
from dispatch.keys import Keys
from dispatch.school_codes import LENGTH, SIGNS, SchoolCodes
from dispatch.store import make_data_directory


class Ticks:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_gives_its_burst_and_then_evenly() -> None:
    ticks = Ticks()
    bucket = Buckets(3, 3_600, ticks)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    ticks.now += 0.5
    assert not bucket.take()
    ticks.now += 1
    assert bucket.has()
    assert [bucket.take(), bucket.take()] == [True, False]
    ticks.now += 1e6
    assert [bucket.take() for _ in range(4)] == [True, True, True, False], "never more than the burst"


def test_each_key_has_its_own_and_memory_is_bounded() -> None:
    buckets = Buckets(1, 0.001, Ticks(), most_keys=100)
    assert all(buckets.take(key) for key in range(10_000))
    assert len(buckets) == 100
    assert not buckets.take(9_999)


def test_codes_are_stable_and_lead_back_to_their_school_alone(tmp_path: Path) -> None:
    make_data_directory(tmp_path)
    keys = Keys(KeyFile(tmp_path / "keys.db").open(), tmp_path / "keys.kek")
    codes, again = SchoolCodes(keys), SchoolCodes(keys)
    schools = [f"school {n}" for n in range(2_000)]
    for school in schools:
        codes.learn(school)
    found = {codes.code_of(school) for school in schools}
    assert len(found) == len(schools)
    assert all(len(code) == LENGTH and set(code) <= set(SIGNS) for code in found)
    assert codes.code_of("school 7") == again.code_of("school 7")
    assert codes.school_of(codes.code_of("school 7").lower()) == "school 7"
    assert codes.school_of("AAAAAAAA") is None
    keys.close()
    other = tmp_path / "other"
    make_data_directory(other)
    theirs = Keys(KeyFile(other / "keys.db").open(), other / "keys.kek")
    assert SchoolCodes(theirs).code_of("school 7") not in found, "another installation has other codes"
    theirs.close()
