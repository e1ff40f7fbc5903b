"""Which `JEDEL_*` there are in an environment: whatever else begins so is a slip that nobody would notice."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from domain.regions import REGIONS

PREFIX: Final = "JEDEL_"
OF_ALL: Final = frozenset({"LANG", "REGIONS"})
"""Read where neither settings nor limits are (`web.cli.speech`, `web.own_logs`)."""


def of_region(region: str) -> str:
    """What the names of one region's own settings begin with: `JEDEL_KZ_75_`."""
    return f"{PREFIX}{region.replace('-', '_')}_"


def slips(environment: Iterable[str], settings: Iterable[str]) -> list[str]:
    """Each name in the environment that sets nothing, with the nearest that does, if one is near.

    `settings` are the names of what can be set, with limits, without a prefix.
    """
    names = frozenset(settings)
    prefixes = (PREFIX, *map(of_region, REGIONS))
    known = {f"{prefix}{name}" for prefix in prefixes for name in names} | {
        f"{PREFIX}{name}" for name in OF_ALL
    }
    found = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    return [_with_nearest(name, known) for name in found]


def _with_nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1, cutoff=0.8)
    return f"{name} ({near[0]}?)" if near else name
