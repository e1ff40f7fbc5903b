"""A drive from the log: what was said when the group was chosen, and how long it drove."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.case import visit_events as visits
from domain.envelope import Recorded
from domain.law.visit_outcome import Outcome
from domain.recommendation import Candidate, Recommendation, UsedPosition
from projections.drives import COLUMNS, Drives, line
from tests.builders import CHILD, NOON, OTHER_TEAM, SHIFT, TEAM, VISIT, after, assigned, ended
from tests.dispatch.memory import CENTRE
from tests.domain.test_evolve import A_CASE, any_, recorded

SAID = 900


def told(engine: str = "roads", factor: float = 1.0, at: datetime = NOON, **seconds: int) -> Recommendation:
    """The group was said to need `SAID` seconds, another one more."""
    ranked = tuple(
        Candidate(
            team=team,
            shift=SHIFT,
            seconds_low=1,
            seconds=said,
            seconds_high=9_999,
            metres=1_000,
            margin_seconds=None,
            position=UsedPosition(lat=43.2, lon=76.9, source="phone", age_seconds=5),
            reasons=(),
        )
        for team, said in ((OTHER_TEAM, 600), (TEAM, SAID))
    )
    return Recommendation(at=at, engine=engine, data_version="v", ranked=ranked, factor=factor)


def sent(recommendation: Recommendation | None = None, **more: Any) -> visits.TeamAssigned:
    plain = assigned()
    values = {name: getattr(plain, name) for name in plain.__slots__}
    return visits.TeamAssigned(**{**values, "recommendation": recommendation or told(**more)})


LEFT = visits.TeamDeparted(visit=VISIT, team=TEAM)
THERE = visits.TeamArrived(visit=VISIT, team=TEAM)


def happened(event: object, minutes: float) -> Recorded:
    plain = recorded(event, 1)
    return plain._replace(envelope=plain.envelope._replace(happened_at=after(minutes), centre=CENTRE))


def folded(*steps: tuple[object, float]) -> dict[str, Any] | None:
    fold, found = Drives(), None
    for event, minutes in steps:
        each = happened(event, minutes)
        assert list(fold.keys(each)) == [str(VISIT)]
        found = fold.fold(found, each)
    return found


def drive(*steps: tuple[object, float]) -> dict[str, Any] | None:
    found = folded(*steps)
    return None if found is None else line(found)


def test_a_drive_from_the_press_that_it_sets_out_to_the_press_that_it_is_there() -> None:
    found = drive((sent(), 0), (LEFT, 2), (THERE, 20))
    assert found == {
        "centre": str(CENTRE),
        "rung": "roads",
        "part": "day",
        "hour": 12,
        "said": SAID,
        "reckoned": SAID,
        "driven": 18 * 60,
        "arrived_at": "2026-03-16T07:20:00Z",
    }
    assert set(found) == set(COLUMNS)


def test_what_is_learnt_from_is_the_rungs_own_time_not_what_was_made_of_it() -> None:
    """Else what was learnt would be learnt from again: a factor of 1.5 that is right would go back to 1."""
    found = drive((sent(factor=1.5), 0), (LEFT, 2), (THERE, 17))
    assert found is not None
    assert (found["said"], found["reckoned"], found["driven"]) == (SAID, SAID / 1.5, 15 * 60)


def test_a_drive_under_way_is_none_yet() -> None:
    assert folded((sent(), 0), (LEFT, 2)) is not None
    assert drive((sent(), 0), (LEFT, 2)) is None


def test_pressed_twice_the_first_counts() -> None:
    found = drive(
        (sent(), 0), (LEFT, 2), (THERE, 20), (THERE, 40), (LEFT, 41), (ended(Outcome.NOT_NEEDED), 60)
    )
    assert found is not None
    assert found["driven"] == 18 * 60


GRANTED = visits.AccessGranted(visit=VISIT, team=TEAM)
REFUSED = visits.AccessRefused(visit=VISIT, team=TEAM, child=CHILD)
CALLED_OFF = visits.AssignmentCancelled(visit=VISIT, team=TEAM, child=CHILD)
DECLINED = visits.AssignmentDeclined(visit=VISIT, team=TEAM, child=CHILD)


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param([(sent(), 0), (THERE, 20)], id="nobody said that it sets out"),
        pytest.param([(sent(), 0), (LEFT, 16), (THERE, 30)], id="it set out later than was reckoned with"),
        pytest.param(
            [(sent(at=after(9)), 9), (LEFT, 2), (THERE, 20)], id="on the road before it was reckoned"
        ),
        pytest.param([(sent(), 0), (LEFT, 2), (THERE, 2.5)], id="two presses one after the other"),
        pytest.param([(sent(), 0), (LEFT, 2), (THERE, 200)], id="something else was done on the way"),
        pytest.param([(sent(), 0), (LEFT, 20), (THERE, 2)], id="presses that came in another order"),
        pytest.param([(sent(), 0), (LEFT, 2), (GRANTED, 25), (THERE, 30)], id="it was at the door before"),
        pytest.param([(sent(), 0), (LEFT, 2), (REFUSED, 25), (THERE, 30)], id="and was refused there"),
        pytest.param([(sent(), 0), (LEFT, 2), (CALLED_OFF, 9), (THERE, 20)], id="it was called off"),
        pytest.param([(sent(), 0), (LEFT, 2), (DECLINED, 9), (THERE, 20)], id="it turned back"),
        pytest.param([(sent(factor=0.0), 0), (LEFT, 2), (THERE, 20)], id="a factor that is none"),
        pytest.param(
            [(sent(factor=float("nan")), 0), (LEFT, 2), (THERE, 20)], id="a factor that is no number"
        ),
        pytest.param([(assigned(), 0), (LEFT, 2), (THERE, 20)], id="sent without a recommendation"),
        pytest.param([(LEFT, 2), (THERE, 20)], id="nobody was sent"),
    ],
)
def test_what_is_no_drive_to_learn_from(steps: list[tuple[object, float]]) -> None:
    assert drive(*steps) is None


def test_the_hour_is_the_one_that_was_reckoned_for() -> None:
    before_peak = NOON + timedelta(hours=4, minutes=59)
    sent_then = happened(sent(at=before_peak), 4 * 60 + 59)
    found = Drives().fold(None, sent_then)
    for event, minutes in ((LEFT, 5 * 60 + 3), (THERE, 5 * 60 + 20)):
        found = Drives().fold(found, happened(event, minutes))
    assert found is not None
    drawn = line(found)
    assert drawn is not None
    assert (drawn["hour"], drawn["part"]) == (16, "day")


@any_(history=A_CASE)
def test_no_order_of_events_makes_it_raise(history: list[object]) -> None:
    fold, documents = Drives(), dict[str, Any]()
    for version, event in enumerate((each for each in history if type(each) in fold.events), start=1):
        for key in fold.keys(recorded(event, version)):
            documents[key] = fold.fold(documents.get(key), recorded(event, version))
            if documents[key] is not None:
                line(documents[key])
