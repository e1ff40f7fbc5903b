"""Moments: what an event leaves for the clock to ask about later."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Moment(NamedTuple):
    """At `at` (aware UTC) the stream is asked again about `kind` and `ref`, and decides by its state then."""

    at: datetime
    kind: str
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckMoment:
    """The ticker's command: the moment has come. Deciding that nothing is amiss is a fine answer."""

    kind: str
    ref: str
