"""The pages around the public form: wrong addresses, sheets, what a demonstration says of itself."""

import html
from dataclasses import replace

import pytest

from tests.web.client import Client, Running
from tests.web.public import Writer, receipt_in, writer
from web.words import LANGUAGES, say

NAVIGATES = {"sec-fetch-mode": "navigate"}


@pytest.fixture
def phone(server: Running) -> Writer:
    return writer(server)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("path", ["/q", "/q/", "/r/123", "/q/a/b"])
def test_a_wrong_address_of_the_form_is_a_page_with_whom_to_call(
    server: Running, path: str, language: str
) -> None:
    nobody = server.nobody().http
    page = nobody.get(path, headers={**NAVIGATES, "accept-language": language})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert page.headers["content-language"] == language
    assert f'<html lang="{language}">' in page.text
    assert say("refusal.not-found", language) in html.unescape(page.text)
    assert 'href="tel:111"' in page.text
    assert nobody.get(path).json()["code"] == "not-found", "a program gets the problem"


def test_a_wrong_address_of_staff_is_a_page_with_a_way_back(server: Running, dispatcher: Client) -> None:
    auditor = server.enter("auditor")
    for who, path, status in (
        (dispatcher, "/sheets/abc", 404),
        (dispatcher, "/nothing/here", 404),
        (auditor, "/sheets", 403),
    ):
        page = who.http.get(path, headers=NAVIGATES)
        assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8"), path
        assert '<a href="/">' in page.text
        assert "tel:" not in page.text
        assert who.http.get(path).headers["content-type"] == "application/problem+json"


def test_the_pages_of_a_demonstration_say_so_and_no_others(
    server: Running, dispatcher: Client, phone: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = next(row["id"] for row in server.system.region_rows("schools", "KZ-00"))
    banner = say("shell.demonstration.words", "ru")
    for demonstration in (True, False):
        monkeypatch.setattr(server.system, "demonstration", demonstration)
        for path in (f"/q/{phone.code}?l=ru", "/q/none?l=ru", "/r?l=ru"):
            assert (banner in phone.http.get(path).text) is demonstration, path
        for path in ("/sheets?l=ru", f"/sheets/{school}?l=ru"):
            assert (banner in dispatcher.http.get(path).text) is demonstration, path


def test_a_long_list_of_sheets_has_pages(
    server: Running, dispatcher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = sum(not row["closed"] for row in server.system.region_rows("schools", "KZ-00"))
    most = -(-total // 3)
    settings = replace(server.system.settings, limits=replace(server.system.settings.limits, page_rows=total))
    monkeypatch.setattr(server.system, "settings", settings)
    assert "page=" not in dispatcher.http.get("/sheets").text
    settings = replace(settings, limits=replace(settings.limits, page_rows=most))
    monkeypatch.setattr(server.system, "settings", settings)
    found = [dispatcher.http.get(f"/sheets?page={n}&l=ru").text for n in range(1, 5)]
    counts = [page.count('href="/sheets/') for page in found]
    assert counts[0] == most
    assert (sum(counts), counts[-1]) == (total, 0)
    assert 'page=2&amp;l=ru" aria-current="page"' in found[1]
    assert dispatcher.http.get("/sheets?page=-1").text.count('href="/sheets/') == most


def test_a_sheet_tells_in_three_languages_who_answers(server: Running, dispatcher: Client) -> None:
    school = next(row["id"] for row in server.system.region_rows("schools", "KZ-00"))
    sheet = dispatcher.http.get(f"/sheets/{school}").text
    for language in LANGUAGES:
        assert sheet.count(f'<small lang="{language}">') == 4
        assert say("form.sheet.how", language)[-1] == "."
    assert '<a href="/">' in sheet


def test_what_was_sent_is_thanked_for_calmly(phone: Writer) -> None:
    receipt = receipt_in(phone.write("x"))
    sent = phone.back(receipt, text="y", once=phone.once()).text
    assert f'class="calm" role="status" tabindex="-1">{say("form.add.done", "ru")}' in sent
    empty = phone.back(receipt, text=" ", once=phone.once()).text
    assert f'class="alert" role="alert" tabindex="-1">{say("form.empty", "ru")}' in empty
