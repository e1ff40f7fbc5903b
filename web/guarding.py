"""Guessing is waited out: by login as it was typed, by the network it comes from, by session for codes
within.

Passkeys are not slowed: nobody guesses a signature, and whoever has one is never kept out by a
stranger's tries.
"""

import math

from web.doors import Call
from web.network import network_of
from web.problems import Problem


def wait_for(call: Call, key: str) -> None:
    """Refuse while wrong tries of this key, or of this network, are to be waited out."""
    network = network_of(call.system.settings, call.request.scope)
    waits = [call.system.guessing.wait(key)]
    if network is not None:
        waits.append(call.system.networks.wait(network))
    if max(waits) > 0:
        seconds = math.ceil(max(waits))
        raise Problem("too-many-tries", {"n": seconds}, headers={"Retry-After": str(seconds)})


def failed(call: Call, key: str) -> None:
    """A try was wrong."""
    call.system.guessing.failed(key)
    network = network_of(call.system.settings, call.request.scope)
    if network is not None:
        call.system.networks.failed(network)
