"""The test child stands in what is written of a breach, of a school's service and of a calendar."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from domain.law.due import local_date
from tests.web.canary import Child
from tests.web.canary_life import Town

CHILD = Child()


def overseen(town: Town) -> None:
    """Each text in its field, the good and what is refused; each read once."""
    breach, ago = str(uuid4()), (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    found = {"breach": breach, "detected_at": ago, "what": CHILD.story, "found_by": CHILD.guardian}
    town.do("supervisor", "record-breach", **found, measures=CHILD.name)
    town.no("supervisor", "record-breach", **found)
    told = {"breach": breach, "to": "authorised-body", "notified_at": ago}
    town.no("head", "notify-breach", **told, channel=CHILD.name, person=CHILD.guardian, evidence="7")
    town.do("head", "notify-breach", **told, channel="letter", person=CHILD.guardian, evidence=CHILD.phone)
    town.do("head", "rule-out-breach", breach=breach, reason=CHILD.story)
    assert CHILD.story in str(town.people["auditor"].get(f"/api/breaches/{breach}"))
    school = town.people["specialist"].get("/api/monitoring")["schools"][0]["school"]
    seen = {"school": school, "on": local_date(datetime.now(UTC)).isoformat(), "manner": "visit"}
    town.no("specialist", "record-monitoring", **{**seen, "manner": CHILD.name}, conclusions="x")
    town.do(
        "specialist",
        "record-monitoring",
        **seen,
        conclusions=CHILD.story,
        diagnostics=CHILD.name,
        recommendations=CHILD.guardian,
    )
    assert CHILD.story in str(town.people["specialist"].get(f"/api/monitoring/{school}"))
