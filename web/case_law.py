"""What the rules say to whoever opens a case: who agrees to a service, and what a report still lacks."""

from datetime import date, datetime
from typing import Any

from domain.case.terms import Channel
from domain.law.admission import still_to_ask
from domain.law.consent import who_agrees
from domain.law.due import local_date
from domain.levels import Level, Levels


def told_by_law(card: dict[str, Any], levels: Levels, now: datetime) -> dict[str, Any]:
    """`agrees` (rule 4) to who may know the birth date, else nothing; `asks` (rule 6) blocks nothing."""
    said, row = card["said"], card["row"]
    born = _day(said.get("child_birth_date"))
    agrees = str(who_agrees(born, local_date(now))) if Level.PERSONAL in levels else None
    publication, seen = said.get("publication"), said.get("publication_seen_at")
    asks = still_to_ask(
        in_mass_media=row["channel"] == Channel.MASS_MEDIA,
        # What was told and is forgotten since is not asked for again.
        publication=publication if isinstance(publication, str | None) else "forgotten",
        seen_at=datetime.fromisoformat(seen) if isinstance(seen, str) else None,
    )
    return {"agrees": agrees, "asks": list(asks)}


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
