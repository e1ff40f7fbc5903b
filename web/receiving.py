"""The bytes that a request brings, within bounds of size and time."""

import asyncio
from typing import Final

from starlette.requests import ClientDisconnect, Request

from web.limits import Limits
from web.problems import Problem


async def body_of(request: Request, limits: Limits, most: int, seconds: float) -> bytes:
    """The whole body, never more than the limit in memory, nothing of it on disk.

    What is too long is read on for a while and thrown away: a sender that is cut off in the middle of its
    sending never sees the answer.
    """
    furthest = most + _READ_ON * limits.body_bytes
    too_large = Problem("body-too-large", {"kib": most // 1024}, headers={"Connection": "close"})
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                size += len(part)
                if size > furthest:
                    raise too_large
                if size <= most:
                    parts.append(part)
    except TimeoutError:
        raise Problem("body-too-slow", headers={"Connection": "close"}) from None
    except ClientDisconnect:
        raise Problem("body-not-json") from None
    if size > most:
        raise too_large
    return b"".join(parts)


_READ_ON: Final = 128
"""How many bodies are read beyond the limit before the line is cut."""
