"""Rule 6. Any ground and any channel is accepted; nothing is refused at the door."""

from datetime import datetime


def still_to_ask(
    *, in_mass_media: bool, publication: str | None, seen_at: datetime | None
) -> tuple[str, ...]:
    """r-any-ground: what a report found in mass media still lacks. It is received all the same.

    Such a report has no applicant; the publication's address and the time it was seen stand in their place.
    """
    if not in_mass_media:
        return ()
    asked = (
        ("publication", bool(publication and publication.strip())),
        ("publication_seen_at", seen_at is not None),
    )
    return tuple(name for name, told in asked if not told)
