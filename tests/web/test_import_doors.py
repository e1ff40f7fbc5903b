"""Files for the registers over HTTP: bounds, types, the report, applying once, regions apart."""

import gzip
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx
import pytest

from tests.marks import mark
from tests.web.client import Client, Running
from tests.web.conftest import OTHER_PASSWORD
from web.words import say

HEAD = "id,number,name_ru,lat,lon\n"


@pytest.fixture(scope="module")
def keeper(server: Running) -> Client:
    return server.enter("administrator")


def fresh(rows: int = 1) -> str:
    """A file that nobody has sent: schools without a number, so that no search for one finds them."""
    own = mark()
    return HEAD + "".join(f"{own}-{n},,Школа {mark()},50.{n:04},70.5\n" for n in range(rows))


def sent(client: Client, text: str | bytes, kind: str = "schools", **headers: str) -> httpx.Response:
    content = text.encode() if isinstance(text, str) else text
    name = quote("мектептер.csv")
    given = {"content-type": "text/csv", "content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return client.raw(f"/api/imports/{kind}", content, **{**given, **headers})


def posted(client: Client, path: str, **body: Any) -> httpx.Response:
    return client.raw(path, json.dumps(body).encode())


def discard(client: Client, told: dict[str, Any]) -> None:
    assert posted(client, f"/api/imports/{told['staged']['id']}/discard").status_code == 200


def test_a_file_is_looked_at_applied_and_told(server: Running, keeper: Client) -> None:
    before = server.stored
    text = fresh(3) + "x,1,Школа,70.5,50.1\n"
    told = sent(keeper, text).json()
    assert server.stored == before, "nothing is stored by sending a file"
    staged = told["staged"]
    assert (staged["filename"], staged["by"], staged["state"]) == (
        "мектептер.csv",
        keeper.me["name"],
        "waiting",
    )
    assert (told["counts"]["new"], told["counts"]["refused"], told["encoding"]) == (3, 1, "UTF-8")
    assert [one["row"] for one in told["items"]] == [2, 3, 4]
    bad = keeper.get(f"/api/imports/{staged['id']}", what="refused")["items"]
    assert [(one["row"], one["words"]) for one in bad] == [
        (5, say("refusal.point-swapped", keeper.me["language"]))
    ]
    path = f"/api/imports/{staged['id']}/apply"
    done = posted(keeper, path, digest=told["digest"]).json()["staged"]
    assert (done["state"], done["outcome"]["stored"], done["outcome"]["refused"]) == ("applied", 3, 1)
    assert server.stored == before + 3
    again = posted(keeper, path, digest=told["digest"])
    assert (again.status_code, again.json()["code"]) == (409, "import-over")
    same = sent(keeper, text).json()
    assert (same["counts"]["unchanged"], same["counts"]["differences"]) == (3, 0)
    discard(keeper, same)
    assert keeper.get("/api/imports")["imports"][0]["state"] == "discarded"


def test_a_report_that_is_out_of_date_is_not_applied(server: Running, keeper: Client) -> None:
    text = fresh()
    first = sent(keeper, text).json()
    second = sent(keeper, text + "another,99,Школа,50.9,70.5\n").json()
    posted(keeper, f"/api/imports/{second['staged']['id']}/apply", digest=second["digest"])
    head = server.stored
    late = posted(keeper, f"/api/imports/{first['staged']['id']}/apply", digest=first["digest"])
    assert (late.status_code, late.json()["code"], server.stored) == (409, "report-outdated", head)
    discard(keeper, first)


def test_two_who_apply_at_once_store_once(server: Running, keeper: Client) -> None:
    told = sent(keeper, fresh(400)).json()
    head = server.stored
    path = f"/api/imports/{told['staged']['id']}/apply"
    with ThreadPoolExecutor(4) as pool:
        clients = [server.enter("administrator") for _ in range(4)]
        answers = list(pool.map(lambda client: posted(client, path, digest=told["digest"]), clients))
    assert [one.status_code for one in answers].count(200) == 1, [one.text for one in answers]
    assert {one.json().get("code") for one in answers if one.status_code != 200} <= {
        "import-under-way",
        "import-over",
        "report-outdated",
    }
    assert server.stored == head + 400


def test_pages_of_a_long_report(server: Running, keeper: Client) -> None:
    told = sent(keeper, fresh(450)).json()
    most = server.system.settings.limits.page_rows
    assert (told["total"], len(told["items"])) == (450, most)
    rest = keeper.get(f"/api/imports/{told['staged']['id']}", what="new", offset=400)
    assert [one["row"] for one in rest["items"]] == list(range(402, 452))
    wrong = keeper.http.get(f"/api/imports/{told['staged']['id']}", params={"what": "everything"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "not-a-choice")
    discard(keeper, told)


def test_another_region_sees_no_file(server: Running, keeper: Client) -> None:
    told = sent(keeper, fresh()).json()
    stranger = server.enter("other-administrator", OTHER_PASSWORD)
    path = f"/api/imports/{told['staged']['id']}"
    for answer in (
        stranger.http.get(path),
        posted(stranger, f"{path}/apply", digest=told["digest"]),
        posted(stranger, f"{path}/discard"),
        stranger.http.get(f"/api/imports/{uuid4()}"),
        stranger.http.get("/api/imports/not-an-id"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "import-unknown")
    assert stranger.get("/api/imports")["imports"] == []
    discard(keeper, told)


def test_who_keeps_no_registers_sends_no_files(dispatcher: Client, server: Running) -> None:
    assert sent(dispatcher, fresh()).json()["code"] == "not-allowed"
    assert sent(server.nobody(), fresh()).json()["code"] == "session-over"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"content-type": "text/plain"}, 415, "not-a-file-type"),
        ({"content-type": "multipart/form-data; boundary=x"}, 415, "not-a-file-type"),
        ({"content-type": "application/x-www-form-urlencoded"}, 415, "not-a-file-type"),
        ({"content-type": "application/octet-stream"}, 415, "not-a-file-type"),
        ({"content-type": ""}, 415, "not-a-file-type"),
        ({"content-encoding": "gzip"}, 415, "body-encoded"),
        ({"content-encoding": "br"}, 415, "body-encoded"),
        ({"origin": "https://evil.example"}, 403, "foreign-origin"),
        ({"origin": ""}, 403, "foreign-origin"),
        ({"sec-fetch-site": "cross-site"}, 403, "foreign-origin"),
        ({"sec-fetch-site": "same-site"}, 403, "foreign-origin"),
    ],
)
def test_a_file_from_elsewhere_or_of_another_type_is_refused(
    headers: dict[str, str], status: int, code: str, keeper: Client
) -> None:
    answer = sent(keeper, gzip.compress(fresh().encode()), **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_packed_file_is_not_unpacked(keeper: Client) -> None:
    told = sent(keeper, gzip.compress(b"0" * 50_000_000)).json()
    assert [one["words"] for one in told["items"]] == [say("refusal.file-packed", keeper.me["language"])]
    discard(keeper, told)


def test_the_bound_of_a_file_is_exact(server: Running, keeper: Client) -> None:
    most = server.system.settings.limits.import_bytes
    text = fresh().encode()
    full = text + b"\n" * (most - len(text))
    told = sent(keeper, full)
    assert (told.status_code, told.json()["staged"]["size"]) == (200, most)
    discard(keeper, told.json())
    over = sent(keeper, full + b"\n")
    assert (over.status_code, over.json()["code"]) == (413, "body-too-large")


def test_an_endless_file_is_cut_off(server: Running, keeper: Client) -> None:
    """Chunks without end: the line is cut soon after the bound, and memory holds no more than the bound."""
    port = int(server.url.rsplit(":", 1)[1])
    cookies = "; ".join(f"{name}={value}" for name, value in keeper.http.cookies.items())
    head = (
        f"POST /api/imports/schools HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: {server.url}\r\n"
        f"Cookie: {cookies}\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    chunk = b"100000\r\n" + b"0" * 0x100000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(head.encode())
        with pytest.raises(OSError, match=r"[Bb]roken pipe|reset"):
            line.sendall(chunk * 100)


def test_an_empty_file_and_a_missing_name(keeper: Client) -> None:
    assert sent(keeper, b"").json()["code"] == "file-empty"
    told = sent(keeper, fresh(), **{"content-disposition": ""}).json()
    assert told["staged"]["filename"] == "file"
    discard(keeper, told)


def test_as_many_files_wait_as_may(server: Running) -> None:
    stranger = server.enter("other-administrator", OTHER_PASSWORD)
    most = server.system.settings.limits.imports_waiting
    files = [sent(stranger, fresh()).json() for _ in range(most)]
    answer = sent(stranger, fresh())
    assert (answer.status_code, answer.json()["code"]) == (409, "too-many-imports")
    for one in files:
        discard(stranger, one)


def test_two_thousand_rows_over_http(server: Running) -> None:
    """Within seconds; eight thousand are tried on the command line."""
    stranger = server.enter("other-administrator", OTHER_PASSWORD)
    stranger.http.timeout = httpx.Timeout(60)
    started = time.perf_counter()
    told = sent(stranger, fresh(2_000)).json()
    done = posted(stranger, f"/api/imports/{told['staged']['id']}/apply", digest=told["digest"])
    taken = time.perf_counter() - started
    assert done.json()["staged"]["outcome"]["stored"] == 2_000
    assert taken < 30, taken
