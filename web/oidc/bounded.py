"""Requests to the provider that cannot take all memory: answers are counted while they come in."""

import ssl
from collections.abc import AsyncIterator
from typing import Final

import httpx2

PLAIN: Final = frozenset({"", "identity"})


class TooLarge(httpx2.TransportError):
    """The answer is longer than it may be, or packed, so that its length says nothing."""


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream, most: int) -> None:
        self._inner = inner
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for part in self._inner:
            size += len(part)
            if size > self._most:
                raise TooLarge(f"more than {self._most} bytes")
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()


class Bounded(httpx2.AsyncBaseTransport):
    """The ordinary transport, with an end to what it hands on."""

    def __init__(self, most: int, trust: ssl.SSLContext) -> None:
        self._inner = httpx2.AsyncHTTPTransport(verify=trust, trust_env=False)
        self._most = most

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        response = await self._inner.handle_async_request(request)
        packed = response.headers.get("content-encoding", "").strip().lower() not in PLAIN
        if packed or not isinstance(response.stream, httpx2.AsyncByteStream):
            await response.aclose()
            raise TooLarge("a packed answer")
        return httpx2.Response(
            status_code=response.status_code,
            headers=response.headers,
            stream=_Counted(response.stream, self._most),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._inner.aclose()
