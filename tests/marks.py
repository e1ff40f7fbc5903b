"""Names that nobody else in a run has, for tests that share a server."""

from uuid import uuid4

_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def mark(length: int = 8) -> str:
    """Fresh Latin letters, no figures: a search takes figures for a school's number, even amid letters."""
    return uuid4().hex.translate(_LETTERS)[:length]
