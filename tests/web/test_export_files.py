"""What a file with names holds: a mark on every page, real days, the forgotten; and where it never lies."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from domain.identity import CaseId, subject_of
from tests.web.canary import Search, files
from tests.web.client import Client, Running
from tests.web.exporting import CHILD, SAID, approved, asked, entered, of_export, refused, sent, shown
from tests.web.papers import forget, in_language, text_of
from tests.web.test_paper_tables import disk
from web import exports
from web.papers import doors as papers
from web.words import say


@pytest.fixture
def people(server: Running) -> dict[str, Client]:
    return {login: entered(server, login) for login in ("dispatcher", "supervisor", "head", "auditor")}


@pytest.fixture
def case(dispatcher: Client) -> str:
    return dispatcher.received(**SAID, school=None)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_carries_who_when_and_which_number(
    server: Running, people: dict[str, Client], case: str, language: str
) -> None:
    asker = people["dispatcher"]
    in_language(asker, language)
    export = asked(asker, case, asker.received(**{**SAID, "story": "ұ " * 4_000}, school=None))
    approved(people, export)
    body = sent(asker, "/file", export=export).content
    assert missing_marks(body, asker.me["name"], shown(asker, export)["number"]) == []
    assert len(PdfReader(BytesIO(body)).pages) > 2
    text = text_of(body)
    for word in (CHILD.name.split()[0], CHILD.phone, "=HYPERLINK", people["supervisor"].me["name"]):
        assert word in text
    in_language(asker, "kk")


def missing_marks(body: bytes, name: str, number: str) -> list[int]:
    """Pages on which the watermark does not stand twice: across it and at its foot."""
    pages = PdfReader(BytesIO(body)).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    return [at for at, text in enumerate(texts) if text.count(f"· {name} ·") < 2 or text.count(number) < 2]


def test_a_file_without_watermark_is_found(
    people: dict[str, Client], case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault."""
    asker = people["dispatcher"]
    export = asked(asker, case)
    approved(people, export)
    made = exports.identities
    monkeypatch.setattr(exports, "identities", lambda *all_: replace(made(*all_), mark=""))
    assert missing_marks(sent(asker, "/file", export=export).content, asker.me["name"], "E-")


def test_the_list_of_names_has_real_days_and_no_formula(people: dict[str, Client], case: str) -> None:
    asker = people["dispatcher"]
    export = asked(asker, case, content="names", form="xlsx")
    approved(people, export)
    sheet = load_workbook(BytesIO(sent(asker, "/file", export=export).content)).worksheets[0]
    mark, head, row = (list(each) for each in sheet.rows)
    assert asker.me["name"] in mark[0].value
    assert shown(asker, export)["number"] in mark[0].value
    cells = {title.value: cell for title, cell in zip(head, row, strict=True)}
    assert CHILD.name in {cell.value for cell in cells.values()}
    assert {cell.data_type for cell in row} <= {"s", "d", "n"}
    assert [cell.data_type for cell in row].count("d") == 2
    assert next(cell for cell in row if cell.value == "=1+1").quotePrefix


def test_whoever_was_forgotten_appears_as_forgotten(
    server: Running, people: dict[str, Client], case: str
) -> None:
    asker = people["dispatcher"]
    export = asked(asker, case)
    approved(people, export)
    forget(server, subject_of(CaseId(UUID(case)), "child"))
    text = text_of(sent(asker, "/file", export=export).content)
    assert CHILD.name.split()[0] not in text
    assert say("story.forgotten", "kk") in text


@pytest.mark.slow
def test_no_byte_of_a_file_comes_to_the_disk_in_clear(
    server: Running, people: dict[str, Client], case: str
) -> None:
    asker = people["dispatcher"]
    for content, form in (("stories", "pdf"), ("names", "xlsx"), ("names", "pdf")):
        export = asked(asker, case, content=content, form=form)
        approved(people, export)
        with disk() as written:
            sent(asker, "/file", export=export)
        assert [one for one in written if ".db" not in one] == []
    data = server.system.settings.data
    assert Search(CHILD.words()).hits(files(data)) == []


def test_the_event_comes_before_the_bytes(
    server: Running, people: dict[str, Client], case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that could not be made has used up one of its times: nothing leaves unwritten."""
    asker = people["dispatcher"]
    export = asked(asker, case)
    approved(people, export)

    def failing(*_: Any) -> bytes:
        raise papers.NoFont

    monkeypatch.setattr(papers, "pdf_of", failing)
    refused(asker, "/file", "screens-not-built", export=export)
    assert len(of_export(server, case)) == 1
    assert len(shown(asker, export)["taken"]) == 1
