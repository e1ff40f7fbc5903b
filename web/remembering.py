"""What dispatchers have on their screens, remembered by its name for the command that follows.

In this process, and where several serve one installation in a table besides: the command may go to another.
"""

import asyncio
import logging
from typing import TypeVar
from uuid import UUID

from dispatch.ports import StoreUnavailable
from web.system import System

T = TypeVar("T")
log = logging.getLogger(__name__)


async def remember_for_others(system: System, name: UUID, of: str, value: object) -> None:
    """Without it another process reckons anew, or asks for a new plan: no reason to show nothing here."""
    if system.shown_by_all is None:
        return
    try:
        await asyncio.to_thread(system.shown_by_all.keep, name, of, value)
    except StoreUnavailable:
        log.warning("what was shown could not be kept for other processes")


async def shown_elsewhere(system: System, name: UUID, kind: type[T]) -> tuple[str, T] | None:
    """What it belongs to, and it; nothing if nobody knows it any more."""
    if system.shown_by_all is None:
        return None
    try:
        return await asyncio.to_thread(system.shown_by_all.find, name, kind)
    except StoreUnavailable:
        return None
