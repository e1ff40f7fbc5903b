"""https of its own, with a real self-made certificate: what crosses the network, and when it ends."""

import json
import logging
import os
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.sync.client import connect

from dispatch.town.accounts import TOTP_SECRET
from tests.web.client import Running
from tests.web.people import PASSWORD, real_installation
from tests.web.served import served
from web.certificate import Certificate
from web.cli.main import main
from web.settings import BadSettings, Settings

NOW = datetime.now(UTC)


def certify(folder: Path, days: float = 90) -> tuple[Path, Path]:
    """A certificate of `localhost` that its own key has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=200))
        .not_valid_after(NOW + timedelta(days=days, hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    secret.write_bytes(key.private_bytes(*private))
    return certificate, secret


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("tls")
    real_installation(folder / "data")
    certificate, key = certify(folder, days=2)
    settings = Settings(data=folder / "data", port=0, tls_certificate=certificate, tls_key=key)
    with served(settings) as running:
        yield running


def trusting(secure: Running) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(secure.system.settings.tls_certificate))


def test_people_enter_over_https_and_their_screens_live(secure: Running) -> None:
    assert secure.url.startswith("https://localhost:")
    origin = {"origin": secure.url}
    system = secure.system
    account = next(row["id"] for row in system.rows("accounts").values() if row["login"] == "anna")
    system.factors.enrol_totp(UUID(account), TOTP_SECRET)
    with httpx.Client(base_url=secure.url, verify=trusting(secure), headers=origin) as http:
        answer = http.post("/api/login", json={"login": "anna", "password": PASSWORD})
        assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
        cookies = [text for name, text in answer.headers.multi_items() if name == "set-cookie"]
        assert cookies
        assert all(text.startswith("__Host-") and "; Secure" in text for text in cookies)
    token, _ = system.sessions.begin(UUID(account), "test", timedelta(hours=1), second=True)
    address = secure.url.replace("https", "wss", 1) + "/live"
    headers = {"Cookie": f"__Host-jedel={token}"}
    with connect(address, ssl=trusting(secure), origin=secure.url, additional_headers=headers) as live:  # type: ignore[arg-type]
        live.send(json.dumps({"t": "sub", "id": 1, "topic": "queue:KZ-75"}))
        assert live.recv(timeout=5)


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_older_tls_is_not_spoken(version: ssl.TLSVersion, secure: Running) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    port = secure.system.settings.port
    with (
        socket.create_connection(("localhost", port), timeout=5) as plain,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        context.wrap_socket(plain)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_newer_tls_is(version: ssl.TLSVersion, secure: Running) -> None:
    context = trusting(secure)
    context.minimum_version = context.maximum_version = version
    port = secure.system.settings.port
    with socket.create_connection(("localhost", port), timeout=5) as plain:
        assert context.wrap_socket(plain, server_hostname="localhost").version() is not None


def test_plain_http_gets_nothing_there(secure: Running) -> None:
    with pytest.raises(httpx.TransportError):
        httpx.get(secure.url.replace("https", "http", 1) + "/health")


def test_an_end_that_is_near_is_told(secure: Running) -> None:
    health = httpx.get(f"{secure.url}/health", verify=trusting(secure)).json()
    assert (health["certificate_days"], health["status"]) == (2, "degraded")
    assert any("the certificate ends in 2 days" in line for line in secure.lines)


@pytest.mark.parametrize(
    ("days", "step"), [(31, None), (30, 30), (15, 30), (14, 14), (4, 14), (3, 3), (-1, 3)]
)
def test_the_log_says_it_once_for_each_step(
    days: int, step: int | None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    certificate = Certificate(*certify(tmp_path, days))
    with caplog.at_level(logging.WARNING):
        assert certificate.days_left(NOW) == days
        assert [certificate.warn(NOW), certificate.warn(NOW)] == [step, None]
    assert len(caplog.records) == (step is not None)


def test_a_renewed_one_is_taken_and_one_that_does_not_fit_is_not(tmp_path: Path) -> None:
    path, key = certify(tmp_path, 5)
    certificate = Certificate(path, key)
    assert not certificate.look()
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    good = path.read_bytes()
    path.write_bytes(certify(foreign, 90)[0].read_bytes())
    os.utime(path, ns=(1, 1))
    assert not certificate.look()
    path.write_bytes(good)
    certify(tmp_path, 60)
    assert certificate.look()
    assert certificate.days_left(NOW) == 60


def test_what_is_no_certificate_stops_the_start(tmp_path: Path) -> None:
    path = tmp_path / "cert.pem"
    path.write_text("no certificate")
    with pytest.raises(BadSettings, match="cannot be used"):
        Certificate(path, path)


@pytest.mark.parametrize("name", ["--tls-cert", "--tls-certificate"])
def test_the_option_has_both_names(name: str, tmp_path: Path) -> None:
    path = tmp_path / "cert.pem"
    path.write_text("x")
    done = CliRunner().invoke(main, ["serve", "--data", str(tmp_path), name, str(path), "--lang", "en"])
    assert "both" in done.output
