"""Settings of the regions that have a log of their own: `JEDEL_REGIONS` names them and their directories."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from domain.regions import REGIONS
from web.settings import BadSettings, Settings, read
from web.variables import PREFIX, of_region

NAME: Final = "JEDEL_REGIONS"
_NOT_INHERITED: Final = frozenset(
    {NAME, *(f"JEDEL_{name}" for name in ("DATA", "STORE", "KEYS", "CHECKPOINTS", "SPOOL"))}
)
"""Where something is kept is each region's own; all else holds for each that does not say otherwise."""


def own_logs(environment: Mapping[str, str], first: Settings) -> dict[str, Settings]:
    """By region, as `KZ-75=/srv/almaty,KZ-71=/srv/astana` says; `JEDEL_KZ_75_STORE` is that region's store.

    Raises `BadSettings`.
    """
    found: dict[str, Settings] = {}
    for item in filter(None, (one.strip() for one in environment.get(NAME, "").split(","))):
        region, _, folder = item.partition("=")
        if region not in REGIONS or not folder or region in found:
            raise BadSettings("regions", text=item)
        inherited = {name: text for name, text in environment.items() if name not in _NOT_INHERITED}
        prefix = of_region(region)
        own = {
            f"{PREFIX}{name.removeprefix(prefix)}": text
            for name, text in environment.items()
            if name.startswith(prefix)
        }
        entry = {"host": first.host, "port": first.port, "public_url": first.public_url or None}
        certificate = {"tls_certificate": first.tls_certificate, "tls_key": first.tls_key}
        settings = read({**inherited, **own}, {"data": Path(folder), **entry, **certificate})
        found[region] = replace(settings, at=region)
    _require_apart([first, *found.values()])
    return found


def _require_apart(every: list[Settings]) -> None:
    """Two regions in one log would see each other's."""
    folders = [settings.data.resolve() for settings in every]
    stores = [settings.store for settings in every if not settings.store.startswith("sqlite:")]
    if len(set(folders)) < len(folders) or len(set(stores)) < len(stores):
        raise BadSettings("regions-share", folders=", ".join(str(folder) for folder in folders))
