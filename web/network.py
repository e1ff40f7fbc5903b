"""From which network somebody comes: the address without its last part, and only where it means something.

On this machine itself everybody has one address, so there is none to count by. Behind a proxy on this
machine the proxy says who came (`X-Forwarded-For`, its last entry); from anywhere else that header is a
claim of the sender's.
"""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Any, Final

from web.settings import Settings

V4_BITS: Final = 24
V6_BITS: Final = 48


def network_of(settings: Settings, scope: Mapping[str, Any]) -> str | None:
    """The network of a request, such as 203.0.113.0/24; none if it cannot be known."""
    client = scope.get("client")
    address = _parsed(str(client[0])) if client else None
    if address is not None and address.is_loopback and settings.behind_proxy:
        address = _parsed(_forwarded(scope))
    if address is None or address.is_loopback:
        return None
    if address.version == 6 and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    bits = V4_BITS if address.version == 4 else V6_BITS
    return str(ip_network(f"{address}/{bits}", strict=False))


def _parsed(text: str) -> Any:
    try:
        return ip_address(text.strip())
    except ValueError:
        return None


def _forwarded(scope: Mapping[str, Any]) -> str:
    found = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return str(found[-1].decode("latin-1").rpartition(",")[2]) if found else ""
