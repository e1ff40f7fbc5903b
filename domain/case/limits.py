"""How long typed texts may be, and what a key looks like: keys stand in clear in the log, prose may not."""

import re
from typing import Final

from domain.refusal import Refused

LONGEST_TEXT: Final = 20_000
LONGEST_LINE: Final = 300
KEY: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def needs_text(field: str, text: str | None) -> Refused | None:
    """Refused if the text is missing, blank or too long."""
    if text is None or not text.strip():
        return Refused(code="text-missing", params={"field": field})
    return too_long(field, text)


def too_long(field: str, text: str | None, most: int = LONGEST_TEXT) -> Refused | None:
    if text is not None and len(text) > most:
        return Refused(code="text-too-long", params={"field": field, "most": most})
    return None


def lines_too_long(**lines: str | None) -> Refused | None:
    """The first of the named single-line texts that is longer than a line may be."""
    return next(filter(None, (too_long(name, text, LONGEST_LINE) for name, text in lines.items())), None)


def not_a_key(field: str, text: str) -> Refused | None:
    """Refused unless the text is a key: it is stored in clear, and prose could name a child."""
    return None if KEY.fullmatch(text) else Refused(code="not-a-key", params={"field": field})
