"""A browser's HTTP to a server that runs in this process or beside it."""

import ssl
from typing import Any

import httpx

UNREAD = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody: there is no TLS on the way, and reading the machine's certificates takes 20 ms a browser."""


def browser(url: str = "", language: str = "en", **more: Any) -> httpx.Client:
    """A browser without cookies that asks in this language."""
    headers = {"accept-language": language}
    return httpx.Client(base_url=url, headers=headers, timeout=15, verify=UNREAD, **more)
