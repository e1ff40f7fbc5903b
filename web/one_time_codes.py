"""Handing a one-time code out: it is shown once, to whoever gives it to the person, and never again."""

from datetime import datetime
from uuid import UUID

from dispatch.one_time import new_code
from web.system import System


def hand_out(system: System, account: UUID) -> tuple[str, datetime]:
    """A new code for an account, and until when it leads in; takes some 30 ms of the calling thread."""
    code = new_code()
    lasts = system.settings.limits.one_time_code
    return code, system.one_time.keep(account, system.passwords.hash(code), lasts)
