"""From rows of teams to the recommendation."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from dispatch.positions import LivePosition
from dispatch.recommend import recommend
from dispatch.routing.ladder import Ladder
from dispatch.routing.straight import StraightLine
from domain.centre import CentreSettings
from domain.places import Point
from domain.recommendation import Reason

NOW = datetime(2026, 3, 20, 11, 0, tzinfo=UTC)
SCHOOL = Point(lat=46.18, lon=70.42)


def row(number: int, **other):
    known = {
        "id": str(UUID(int=number)),
        "name": f"Group {number}",
        "home": [46.18 + number / 100, 70.42],
        "languages": ["kk", "ru"],
        "professions": ["psychologist"],
        "shift": str(UUID(int=100 + number)),
        "members": ["a", "b"],
        "ends_at": (NOW + timedelta(hours=3)).isoformat(),
        "status": "free",
    }
    return {**known, **other}


def ask(rows, live=None, language=None, destination=SCHOOL):
    return recommend(rows, live or {}, destination, language, CentreSettings(), Ladder(StraightLine()), NOW)


def test_the_nearest_base_wins_until_somebody_is_nearer():
    rows = [row(2), row(1), row(3)]
    assert [c.team.int for c in ask(rows).offered] == [1, 2, 3]
    near = LivePosition(team=UUID(int=3), point=SCHOOL, at=NOW, source="phone")
    found = ask(rows, {near.team: near})
    assert [c.team.int for c in found.offered] == [3, 1, 2]
    assert (found.engine, found.data_version) == ("air", StraightLine.data_version)


def test_the_childs_language_counts():
    found = ask([row(1, languages=["ru"]), row(2)], language="kk")
    assert [c.team.int for c in found.ranked] == [2]
    assert found.rejected[0].reasons == (Reason(code="language-missing", what="kk"),)


def test_a_team_off_duty_has_a_row_too():
    found = ask([row(1, shift=None, ends_at=None, status="off", members=[], professions=[])])
    assert found.rejected[0].reasons == (Reason(code="off-duty"),)


def test_a_destination_that_is_no_place_leaves_everyone_unreachable():
    found = ask([row(1)], destination=Point(lat=0, lon=0))
    assert found.rejected[0].reasons == (Reason(code="unreachable", what="point-zero"),)
