"""Every door of the generated table: what its answers carry, and what it does with senders from elsewhere."""

import gzip
import json
from uuid import UUID

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.web.client import Client, Running
from web.app import all_doors
from web.doors import Door
from web.shield import HEADERS, POLICY

DOORS = [door for door in all_doors() if not door.form]
UNSAFE = [door for door in DOORS if door.method not in ("GET", "HEAD") and not door.page]
PUBLIC = [door for door in DOORS if door.method == "POST" and door.page]
FORM = ("/q/", "/r", "/form.")
STYLES = ("/form.", "/paper.css")
"""Files without data, which a browser may keep."""
"""The public form and its parts: its posts need a Referer of ours, its two files may be kept a while."""
NAMED = [f"{door.method} {door.path}" for door in UNSAFE]
DIRECTIVES = dict(part.strip().split(" ", 1) for part in POLICY.split(";"))


def address(door: Door) -> str:
    return (
        door.path.replace("{name}", "none.js")
        .replace("{case}", str(UUID(int=7)))
        .replace("{import}", "x")
        .replace("{code}", "none")
    )


def ask(client: Client, door: Door, body: bytes | None = None, **headers: str) -> httpx.Response:
    kind = next(iter(door.uploads), "application/json")
    kind = "application/x-www-form-urlencoded" if door.page else kind
    sends = door.method not in ("GET", "HEAD")
    sent = {"origin": client.origin, "content-type": kind, **headers} if sends else headers
    return client.http.request(
        door.method,
        address(door),
        content=b"{}" if body is None and sends else body,
        headers={name: text for name, text in sent.items() if text},
    )


def test_the_policy_says_no_and_names_what_is_allowed() -> None:
    assert DIRECTIVES["default-src"] == DIRECTIVES["base-uri"] == DIRECTIVES["frame-ancestors"] == "'none'"
    assert DIRECTIVES["script-src"] == DIRECTIVES["style-src"] == DIRECTIVES["connect-src"] == "'self'"
    assert not any(word in POLICY for word in ("unsafe", "*", "http:", "https:", "nonce", "strict-dynamic"))


@pytest.mark.parametrize("door", DOORS, ids=[f"{door.method} {door.path}" for door in DOORS])
def test_every_answer_of_every_door_is_dressed(door: Door, server: Running) -> None:
    """Without a session, so that nothing happens: refusals carry what answers carry."""
    answer = ask(server.nobody(), door, sec_fetch_site="cross-site")
    public = address(door).startswith(FORM)
    for name, value in HEADERS:
        wanted = "same-origin" if public and name == b"referrer-policy" else value.decode()
        found = answer.headers.get_list(name.decode())
        assert found in ([wanted], [value.decode()]), name
    assert answer.headers["cache-control"] == "no-store" or door.path.startswith(STYLES)
    assert not answer.content or answer.headers["content-type"]
    assert not {"server", "x-powered-by", "access-control-allow-origin"} & set(answer.headers)


@pytest.mark.parametrize("door", UNSAFE, ids=NAMED)
@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"origin": "https://evil.example"}, "foreign-origin"),
        ({"origin": ""}, "foreign-origin"),
        ({"sec-fetch-site": "cross-site"}, "foreign-origin"),
        ({"sec-fetch-site": "same-site"}, "foreign-origin"),
        ({"sec-fetch-site": "none"}, "foreign-origin"),
        ({"content-encoding": "gzip"}, "body-encoded"),
        ({"content-type": "text/plain"}, "type"),
        ({"content-type": "application/x-www-form-urlencoded"}, "type"),
        ({"content-type": "multipart/form-data; boundary=x"}, "type"),
    ],
)
def test_no_door_listens_to_a_sender_from_elsewhere(
    door: Door, headers: dict[str, str], code: str, server: Running, dispatcher: Client
) -> None:
    """A session makes no difference: the sender is looked at before anybody's rights."""
    wanted = ("not-a-file-type" if door.uploads else "not-json-type") if code == "type" else code
    before = server.stored
    answer = ask(dispatcher, door, **headers)
    assert (answer.json()["code"], server.stored) == (wanted, before)


@pytest.mark.parametrize("door", PUBLIC, ids=[door.path for door in PUBLIC])
@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"origin": "https://evil.example"}, "foreign-origin"),
        ({"sec-fetch-site": "cross-site"}, "foreign-origin"),
        ({"sec-fetch-site": "same-site"}, "foreign-origin"),
        ({"content-encoding": "gzip"}, "body-encoded"),
        ({"content-type": "application/json"}, "not-form-type"),
        ({"content-type": "multipart/form-data; boundary=x"}, "not-form-type"),
    ],
)
def test_the_public_form_is_sent_from_its_own_page(
    door: Door, headers: dict[str, str], code: str, server: Running
) -> None:
    before = server.stored
    answer = ask(server.nobody(), door, **headers)
    assert (answer.json()["code"], server.stored) == (code, before)


def hostile(origin: str) -> list[str]:
    """Thirty Origins that only look like ours, or like nobody's."""
    scheme, host = origin.split("://")
    name, port = host.split(":")
    return [
        "null",
        "",
        "*",
        "https://evil.example",
        f"https://{host}",
        f"ws://{host}",
        f"file://{host}",
        f"{scheme}://{name}",
        f"{scheme}://{name}:80",
        f"{scheme}://{name}:{int(port) + 1}",
        f"{scheme}://{name}:0{port}",
        f"{scheme}://{host}.evil.example",
        f"{scheme}://{name}.evil.example:{port}",
        f"{scheme}://evil.example:{port}",
        f"{scheme}://evil{host}",
        f"{scheme}://x.{host}",
        f"{scheme}://{host}/",
        f"{scheme}://{host}/board",
        f"{scheme}://{host}#",
        f"{scheme}://{host}?",
        f"{scheme}://user@{host}",
        f"{scheme}://evil.example@{host}",
        f"{scheme}://{host}@evil.example",
        f"{scheme}:{host}",
        f"{scheme}:///{host}",
        host,
        origin.upper(),
        f"{scheme}://{name.title()}:{port}",
        f"{origin}, https://evil.example",
        f"{scheme}://{name}.:{port}",
        f"{scheme}://[::1]:{port}evil",
    ]


def test_thirty_hostile_origins_send_nothing_and_see_nothing(server: Running, dispatcher: Client) -> None:
    found = hostile(server.url)
    assert len(set(found)) >= 30
    body = json.dumps({"command_id": str(UUID(int=1)), "case": str(UUID(int=2)), "channel": "phone"}).encode()
    for origin in found:
        answer = dispatcher.raw("/api/commands/receive-request", body, origin=origin)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign-origin"), origin
        with pytest.raises(InvalidStatus), dispatcher.live(Origin=origin):
            pass


def test_two_origins_are_none(server: Running, dispatcher: Client) -> None:
    headers = [("origin", server.url), ("origin", server.url), ("content-type", "application/json")]
    answer = dispatcher.http.post("/api/commands/take-case", content=b"{}", headers=headers)
    assert answer.json()["code"] == "foreign-origin"


def test_a_packed_body_is_not_unpacked(server: Running, dispatcher: Client) -> None:
    bomb = gzip.compress(b'{"x": "' + b"0" * 50_000_000 + b'"}')
    assert len(bomb) < server.system.settings.limits.body_bytes
    for encoding in ("gzip", "deflate", "br", "identity, gzip", "x-anything"):
        answer = dispatcher.raw("/api/commands/take-case", bomb, **{"content-encoding": encoding})
        assert (answer.status_code, answer.json()["code"]) == (415, "body-encoded")


@pytest.mark.parametrize(("beyond", "status"), [(0, 422), (1, 413)])
def test_the_bound_of_a_body_is_exact(beyond: int, status: int, server: Running, dispatcher: Client) -> None:
    most = server.system.settings.limits.body_bytes
    body = b'{"x": "' + b"0" * (most - 9 + beyond) + b'"}'
    assert len(body) == most + beyond
    assert dispatcher.raw("/api/commands/take-case", body).status_code == status


def test_leaving_clears_what_the_browser_kept(server: Running) -> None:
    client = server.enter("operator")
    answer = client.raw("/api/logout", b"{}")
    assert "cache" in answer.headers["clear-site-data"]
    assert "max-age=0" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "CONNECT", "PATCH", "DELETE", "PROPFIND"])
def test_other_methods_do_nothing(method: str, server: Running, dispatcher: Client) -> None:
    before = server.stored
    headers = {"origin": server.url, "content-type": "application/json"}
    answer = dispatcher.http.request(method, "/api/commands/take-case", headers=headers)
    assert answer.status_code in (400, 404, 405)
    assert server.stored == before


def test_an_undressed_door_would_be_noticed(server: Running) -> None:
    """The planted fault: an answer past the shield has none of it."""
    answer = httpx.Response(200, headers={"content-type": "text/html"})
    assert not any(name.decode() in answer.headers for name, _ in HEADERS)
