"""Sending a group to a case that nobody has taken takes it: somebody answers for it, its alarm stops."""

from domain.case import events as happened
from tests.builders import BOLAT, assessed, assign, assigned, on_duty, received, taken
from tests.domain.test_assignment import BOOKED
from tests.given import case_of, given


def test_whoever_sends_to_a_case_that_nobody_took_takes_it_and_its_alarm_stops() -> None:
    threat = given(received(), assessed(1)).with_shift(on_duty())
    taking, sending = threat.when(assign(), by=BOLAT).then(happened.CaseTaken, assigned(), BOOKED)[:2]
    assert taking.owner == BOLAT
    state = case_of(received(), assessed(1), taking, sending)
    assert state.acted, "a group is on its way: nobody is called back to it"
    others = given(received(), taken(), assessed(1)).with_shift(on_duty())
    others.when(assign(), by=BOLAT).then(assigned(), BOOKED)
