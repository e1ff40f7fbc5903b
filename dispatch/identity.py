"""New ids, in the order of time (RFC 9562, version 7): neighbours in time lie side by side in every index.

Any UUID is a good id; these keep a burst of new rows on a few pages instead of one page each.
"""

import os
from datetime import datetime
from uuid import UUID

from dispatch.schema import microseconds


def fresh_id(now: datetime) -> UUID:
    """An id nobody has had: 48 bits of milliseconds, version, 12 bits of chance, variant, 62 of chance."""
    chance = int.from_bytes(os.urandom(10), "big")
    milliseconds = (microseconds(now) // 1000) & ((1 << 48) - 1)
    version_and_chance = (0x7 << 12) | (chance >> 68)
    variant_and_chance = (0b10 << 62) | (chance & ((1 << 62) - 1))
    return UUID(int=(milliseconds << 80) | (version_and_chance << 64) | variant_and_chance)
