"""The rungs of travel times that an installation is set to, best first: `JEDEL_ROUTING`, a list of URLs."""

from urllib.parse import urlsplit

from dispatch.clock import Clock, SystemClock
from dispatch.roads.in_use import GraphInUse
from dispatch.routing import probe
from dispatch.routing.asking import HttpEngine
from dispatch.routing.breaker import Breaker
from dispatch.routing.built_in import BuiltIn
from dispatch.routing.ladder import Ladder
from dispatch.routing.osrm import Osrm
from dispatch.routing.port import Rung
from dispatch.routing.straight import StraightLine
from web.settings import LOOPBACK, Settings


def router_of(settings: Settings, clock: Clock) -> Ladder:
    """The ladder; the straight line is its last rung, named or not. `clock` dates what becomes of rungs."""
    rungs = [_rung(url, settings) for url in settings.routing if url != "straight:"]
    return Ladder(*rungs, StraightLine(), clock=clock)


def _rung(url: str, settings: Settings) -> Rung:
    limits = settings.limits
    if url == "builtin:":
        return BuiltIn(GraphInUse(settings.data), limits.roads_reach.total_seconds())
    address = url.removeprefix("osrm:")
    engine = HttpEngine(address, limits.engine_patience, limits.engine_bytes)
    rung = Osrm(engine, remote=urlsplit(address).hostname not in LOOPBACK)
    known = settings.data / "roads"
    return Breaker(rung, lambda: probe.read(known), SystemClock(), rest=limits.engine_rest.total_seconds())
