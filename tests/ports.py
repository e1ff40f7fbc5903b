"""Ports for what a test starts: below those that the machine gives to whoever asks for any, so that no line
that somebody opens meanwhile has got them."""

import socket
from contextlib import ExitStack, suppress
from random import SystemRandom
from typing import Final

_BELOW: Final = range(12_000, 32_000)


def free_port() -> int:
    return free_base(0)


def free_base(*offsets: int) -> int:
    """A port of which those so far above are free."""
    while True:
        base = SystemRandom().choice(_BELOW)
        with suppress(OSError), ExitStack() as stack:
            for offset in offsets:
                stack.enter_context(socket.socket()).bind(("127.0.0.1", base + offset))
            return base
