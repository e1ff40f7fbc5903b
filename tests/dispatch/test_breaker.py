"""An engine rests after three failures in a row, and is believed once it knows what we know."""

import pytest

from dispatch.routing.breaker import Breaker, Probe
from dispatch.routing.port import RungDown
from tests.dispatch.told_rung import NIGHT, SCHOOL, Clock, Told, east

A, B = east(1), east(2)
KNOWN = Probe(origin=A, destination=SCHOOL, metres=1_000)


def breaker(rung, clock, known=KNOWN):
    return Breaker(rung, lambda: known, clock)


def down(rung):
    with pytest.raises(RungDown) as found:
        rung.legs([B], [SCHOOL], NIGHT)
    return found.value.code


def test_three_failures_in_a_row_and_it_rests_for_thirty_seconds():
    clock, told = Clock(), Told("roads", {})
    rung = breaker(told, clock)
    rung.legs([B], [SCHOOL], NIGHT)
    told.seconds = "engine-hung"
    assert [down(rung) for _ in range(3)] == ["engine-hung"] * 3
    asked = told.calls
    told.seconds = {}
    assert down(rung) == "engine-hung"
    clock.seconds = 29
    assert down(rung) == "engine-hung"
    assert told.calls == asked
    clock.seconds = 31
    assert rung.legs([B], [SCHOOL], NIGHT)[0][0].fault is None


def test_two_failures_and_a_success_are_no_row():
    clock, told = Clock(), Told("roads", {})
    rung = breaker(told, clock)
    rung.legs([B], [SCHOOL], NIGHT)
    for _ in range(4):
        told.seconds = "engine-hung"
        assert [down(rung) for _ in range(2)] == ["engine-hung"] * 2
        told.seconds = {}
        rung.legs([B], [SCHOOL], NIGHT)


@pytest.mark.parametrize(("metres", "believed"), [(800, True), (1_200, True), (799, False), (1_201, False)])
def test_an_engine_is_believed_if_it_knows_what_we_know(metres, believed):
    rung = breaker(Told("roads", {}, {A: metres}), Clock())
    if believed:
        rung.legs([B], [SCHOOL], NIGHT)
    else:
        assert down(rung) == "engine-wrong"


def test_a_half_open_engine_that_fails_its_probe_rests_again():
    clock, told = Clock(), Told("roads", "engine-gone")
    rung = breaker(told, clock)
    assert down(rung) == "engine-gone"
    told.seconds, told.metres = {}, {A: 90_000}
    clock.seconds = 31
    assert down(rung) == "engine-wrong"
    told.metres = {}
    assert down(rung) == "engine-wrong"
    clock.seconds = 62
    rung.legs([B], [SCHOOL], NIGHT)


def test_a_look_finds_out_what_nobody_asked():
    clock, told = Clock(), Told("roads", {})
    rung = breaker(told, clock)
    rung.check(NIGHT)
    told.metres = {A: 90_000}
    with pytest.raises(RungDown, match="engine-wrong"):
        rung.check(NIGHT)
    assert down(rung) == "engine-wrong"
