"""iCalendar (RFC 5545), as much of it as a feed of due times needs: UTC times, no alarms, no people.

Lines end with CR LF and are folded at 75 octets, never inside a letter; text is escaped.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

WIDTH: Final = 75
"""Octets of a line at the most, without its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A moment in a calendar. `uid` stays the same while it is the same thing; times are aware UTC."""

    uid: str
    made: datetime
    at: datetime
    summary: str
    link: str


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """The whole feed; the same events make the same bytes."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Jedel//Duties//EN", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}"]
    lines += ["REFRESH-INTERVAL;VALUE=DURATION:PT15M", "X-PUBLISHED-TTL:PT15M"]
    for event in events:
        lines += _lines(event)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _lines(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_utc(event.made)}"
    yield f"DTSTART:{_utc(event.at)}"
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"URL:{event.link}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _utc(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Text as a value: backslash, semicolon, comma and line break have a meaning of their own there."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def folded(line: str) -> bytes:
    """A line as it is sent: what is too long goes on in the next one, after a space."""
    parts, part = [], b""
    for letter in line:
        octets = letter.encode()
        if len(part) + len(octets) > WIDTH:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"
