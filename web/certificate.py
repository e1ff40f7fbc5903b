"""The certificate of `jedel serve`: TLS 1.2 at least, told of before it ends, read anew when renewed."""

import asyncio
import logging
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509

from dispatch.clock import SystemClock
from web.settings import BadSettings, Settings

log = logging.getLogger(__name__)

WARNED_AT: Final = (30, 14, 3)
"""Days before its end at which the log says so."""
LOOK_EVERY_S: Final = 600.0


class Certificate:
    """One certificate with its key. Connections that are open stay; new ones get what was read last."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self._files = (certificate, key)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.set_alpn_protocols(["http/1.1"])
        self._warned: int | None = None
        try:
            self._read()
        except (OSError, ValueError) as error:
            raise BadSettings("tls-unreadable", path=str(certificate), error=type(error).__name__) from error

    def _read(self) -> None:
        certificate, key = self._files
        self._stamp = self._stamps()
        ends = x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc
        # Tried elsewhere first: a pair that does not fit would leave a certificate without its key behind.
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
        self.context.load_cert_chain(certificate, key)
        self.ends = ends

    def _stamps(self) -> tuple[int, ...]:
        return tuple(path.stat().st_mtime_ns for path in self._files)

    def look(self) -> bool:
        """Read the files if they were renewed; whether they were. A pair that does not fit is left."""
        try:
            if self._stamps() == self._stamp:
                return False
            self._read()
        except (OSError, ValueError) as error:
            log.error("the renewed certificate cannot be used: %s", type(error).__name__)
            return False
        self._warned = None
        log.warning("the certificate was renewed and is used from now on")
        return True

    def days_left(self, now: datetime) -> int:
        """Whole days until it ends; negative when it has ended."""
        return (self.ends - now) // timedelta(days=1)

    def warn(self, now: datetime) -> int | None:
        """Write into the log that it ends soon, once for each of the steps; the step that was told of."""
        left = self.days_left(now)
        step = min((days for days in WARNED_AT if left <= days), default=None)
        if step is None or step == self._warned:
            return None
        self._warned = step
        log.warning("the certificate ends in %d days, on %s", left, self.ends.astimezone(UTC).date())
        return step


def certificate_of(settings: Settings) -> Certificate | None:
    """The certificate that is set; none where a proxy speaks https or nobody does."""
    if settings.tls_certificate is None or settings.tls_key is None:
        return None
    return Certificate(settings.tls_certificate, settings.tls_key)


async def keep_certificate(certificate: Certificate | None) -> None:
    """Look again and again whether it was renewed and how long it lasts."""
    while certificate is not None:
        await asyncio.to_thread(certificate.look)
        certificate.warn(SystemClock().now())
        await asyncio.sleep(LOOK_EVERY_S)
