"""Somebody without an account at the public form: no cookie, plain forms, as a browser sends them."""

import html
import re
from dataclasses import dataclass
from typing import Any

import httpx

from tests.plain_http import browser
from tests.web.client import Running

FIELD = re.compile(r'name="once" value="([^"]+)"')
RECEIPT = re.compile(r"data-receipt>([\d ]+)<")
SLIP = re.compile(r"data-slip>([^<]+)<")


def code_of(server: Running, at: int = 0) -> str:
    schools = sorted(row["id"] for row in server.system.region_rows("schools", "KZ-00"))
    return server.system.form.codes.code_of(schools[at])


@dataclass
class Writer:
    """One phone."""

    http: httpx.Client
    origin: str
    code: str

    def page(self, path: str = "") -> str:
        answer = self.http.get(path or f"/q/{self.code}")
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
        return self.http.post(path, data=fields, headers={"origin": self.origin, **(headers or {})})

    def write(self, text: str = "Помогите", *, once: str | None = None, **fields: str) -> httpx.Response:
        """Open the form, fill it in, send it."""
        token = once if once is not None else self.once()
        return self.post(f"/q/{self.code}", once=token, l="ru", text=text, **fields)

    def once(self) -> str:
        found = FIELD.search(self.page())
        assert found is not None
        return found[1]

    def back(self, receipt: str, **fields: str) -> httpx.Response:
        return self.post("/r", receipt=receipt, l="ru", **fields)


def writer(server: Running, at: int = 0) -> Writer:
    return Writer(http=browser(server.url, "ru"), origin=server.url, code=code_of(server, at))


def receipt_in(answer: httpx.Response) -> str:
    found = RECEIPT.search(answer.text)
    assert found is not None, html.unescape(answer.text)
    return found[1].replace(" ", "")


def slip_in(answer: httpx.Response) -> str | None:
    found = SLIP.search(answer.text)
    return None if found is None else found[1]


def row_of(server: Running, number: str | None) -> dict[str, Any]:
    return next(row for row in server.system.every_row("queue") if row["number"] == number)
