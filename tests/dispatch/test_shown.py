"""What was shown at one process is known at another, as it was, for an hour."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from dispatch.shown import KEPT, Shown
from domain.identity import CaseId, TeamId
from domain.joint_plan import JointPlan, PlannedVisit
from tests.places import Place

START = datetime(2026, 11, 27, 18, tzinfo=UTC)


def plan() -> JointPlan:
    visit = PlannedVisit(
        case=CaseId(UUID(int=1)), team=TeamId(UUID(int=2)), risk_class=1, drive_seconds=600, wait_seconds=900
    )
    return JointPlan(at=START, engine="roads", data_version="v1", pairs=(visit,), alone=())


def test_it_comes_back_as_it_was(place: Place) -> None:
    here, there = (Shown(place.open("work"), lambda: START) for _ in range(2))
    name = uuid4()
    here.keep(name, "KZ-75", plan())
    here.keep(name, "KZ-71", plan())
    assert there.find(name, JointPlan) == ("KZ-75", plan())
    assert there.find(uuid4(), JointPlan) is None


@pytest.mark.parametrize("later", [KEPT, KEPT + timedelta(seconds=1)], ids=["in-time", "gone"])
def test_it_goes_after_an_hour(place: Place, later: timedelta) -> None:
    now = [START]
    shown, name = Shown(place.open("work"), lambda: now[0]), uuid4()
    shown.keep(name, "KZ-75", plan())
    now[0] += later
    shown.keep(uuid4(), "KZ-75", plan())
    assert (shown.find(name, JointPlan) is None) is (later > KEPT)
