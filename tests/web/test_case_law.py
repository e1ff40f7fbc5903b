"""What the rules say on an open case: who agrees to a service, what a report in mass media still lacks."""

from datetime import timedelta
from typing import Any

import pytest

from domain.law.due import local_date
from domain.levels import ALL, OPERATIONAL
from tests.law.cases import at
from tests.web.client import Client, Running
from web.case_law import told_by_law


def card(client: Client, **said: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/cases/{client.received(**said)}")
    return found


def born(server: Running, years: int) -> str:
    """Somebody who had their birthday of so many years a month ago."""
    today = local_date(server.system.clock.now()) - timedelta(days=31)
    return today.replace(day=min(today.day, 28), year=today.year - years).isoformat()


@pytest.mark.parametrize(
    ("years", "agrees"),
    [(None, "representative"), (12, "representative"), (16, "child-recorded"), (18, "own")],
)
def test_who_agrees_is_told_on_the_card(
    server: Running, dispatcher: Client, years: int | None, agrees: str
) -> None:
    said = {} if years is None else {"child_birth_date": born(server, years)}
    assert card(dispatcher, **said)["agrees"] == agrees


def test_a_report_in_mass_media_is_received_and_asked_for_what_it_lacks(dispatcher: Client) -> None:
    assert card(dispatcher)["asks"] == []
    bare = card(dispatcher, channel="mass-media")
    assert bare["asks"] == ["publication", "publication_seen_at"]
    told = {"publication": "https://news.example/1", "publication_seen_at": "2026-11-01T10:00:00+05:00"}
    assert card(dispatcher, channel="mass-media", **told)["asks"] == []


def test_whoever_may_not_know_the_birth_date_is_not_told_who_agrees() -> None:
    found = {"said": {"child_birth_date": "2010-03-24"}, "row": {"channel": "phone"}}
    now = at("2026-03-24T10:00")
    assert told_by_law(found, OPERATIONAL, now)["agrees"] is None
    assert told_by_law(found, ALL, now)["agrees"] == "representative"
    assert told_by_law(found, ALL, at("2026-03-25T00:00"))["agrees"] == "child-recorded"


def test_what_is_forgotten_is_not_asked_for_again() -> None:
    gone = {"publication": {"forgotten": True}, "child_birth_date": {"forgotten": True}}
    found = {"said": gone, "row": {"channel": "mass-media"}}
    told = told_by_law(found, ALL, at("2026-03-24T10:00"))
    assert (told["agrees"], told["asks"]) == ("representative", ["publication_seen_at"])
