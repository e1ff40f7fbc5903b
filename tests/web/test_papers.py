"""Papers over HTTP: who gets which, what stands on them, and that each reading of a case is written down."""

import json
import re
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from pypdf import PdfReader

from tests.web.client import Client, Running
from tests.web.papers import CHILD, fetched, in_language, number_of, text_of
from tests.web.test_paper_tables import ASSETS, NOON
from tests.web.test_reading_log import readings
from web.papers.paper import Paper, Table
from web.papers.pdf import pdf_of
from web.words import LANGUAGES, say


@pytest.fixture
def supervisor(server: Running) -> Client:
    return server.enter("supervisor")


@pytest.fixture
def case(dispatcher: Client) -> str:
    return dispatcher.received(**CHILD)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_slip_in_three_languages(server: Running, case: str, language: str) -> None:
    operator = server.enter("operator")
    in_language(operator, language)
    number = number_of(operator, case)
    answer = operator.http.get(f"/papers/slip/{case}/pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f'attachment; filename="jedel-slip-{number}.pdf"'
    file = text_of(answer.content)
    page = fetched(operator, f"/papers/slip/{case}/print").decode()
    next_steps = say("paper.slip.next.words", language, {"time": "|"}).split("|")
    for words in (number, say("board.slip", language), *(part.strip() for part in next_steps)):
        assert words in file
        assert words in page
    dates = re.compile(r"\d\d\.\d\d\.\d{4} \d\d:\d\d")
    assert set(dates.findall(page)) == set(dates.findall(file))
    assert not any(said in page or said in file for said in CHILD.values())
    shown = operator.get(f"/papers/slip/{case}/json")
    assert shown["number"] == number
    assert all(fact["name"] in file and fact["said"] in page for fact in shown["facts"])
    in_language(operator, "kk")


def test_the_applicant_is_handed_their_own_language(dispatcher: Client, case: str) -> None:
    page = fetched(dispatcher, f"/papers/slip/{case}/print", l="en").decode()
    assert 'lang="en"' in page
    assert say("board.slip", "en") in page
    assert f'href="/papers/slip/{case}/print?l=ru"' in page
    fetched(dispatcher, f"/papers/slip/{case}/print", 422, l="fr")


def test_every_kazakh_letter_comes_through(supervisor: Client, dispatcher: Client) -> None:
    """By an independent reader: the file names its signs so that they can be copied and searched."""
    in_language(supervisor, "kk")
    case = dispatcher.received(**CHILD)
    body = fetched(supervisor, f"/papers/who-saw/{case}/pdf", whom="family")
    whole = text_of(body)
    assert say("paper.readings.family", "kk") in whole
    letters = Table(title="әғқңөұүһі", columns=("ӘҒҚҢӨҰҮҺІ",), rows=(("ё № «»",),))
    made = Paper(name="x", language="kk", title="", parts=(letters,), made_at=NOON, made_by="")
    assert text_of(pdf_of(made, ASSETS, 9)).startswith("әғқңөұүһі ӘҒҚҢӨҰҮҺІ ё № «»")
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(BytesIO(body)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert any("DejaVuSans" in name for name in fonts)


def test_a_reading_of_the_slip_shows_what_is_operational(
    server: Running, dispatcher: Client, case: str
) -> None:
    fetched(dispatcher, f"/papers/slip/{case}/print")
    (row,) = readings(server, cases=(case,), door="slip")
    assert (row.levels, row.role, row.result) == ("C1", "dispatcher", "redacted")


def test_the_story_on_paper_shows_what_its_reader_may_read(
    server: Running, supervisor: Client, case: str
) -> None:
    page = fetched(supervisor, f"/papers/story/{case}/print").decode()
    assert CHILD["child_name"] in page
    assert "&lt;b&gt;қорқып&lt;/b&gt;" in page
    assert "<b>қорқып" not in page
    assert page.count(supervisor.me["name"]) >= 2, "the watermark and the foot"
    assert say("paper.mark", "kk") in page or say("paper.mark", "ru") in page
    (row,) = readings(server, cases=(case,), door="paper")
    assert (row.levels, row.result) == ("C1 C2 C3", "shown")


def test_the_story_as_a_file_names_nobody(server: Running, supervisor: Client, case: str) -> None:
    file = text_of(fetched(supervisor, f"/papers/story/{case}/pdf"))
    assert number_of(supervisor, case) in file
    assert not [said for said in CHILD.values() if said in file]
    assert say("shell.hidden", supervisor.me["language"]) in file
    assert [row.levels for row in readings(server, cases=(case,), door="paper")] == ["C1"]


@pytest.mark.parametrize("form", ["print", "pdf"])
def test_who_may_not_print_a_story_is_refused_and_written_down(
    server: Running, other: Client, case: str, form: str
) -> None:
    for who, status in ((server.enter("operator"), 403), (other, 404)):
        fetched(who, f"/papers/story/{case}/{form}", status)
        fetched(who, f"/papers/story/{uuid4()}/{form}", status)
    rows = readings(server, cases=(case,), door="paper")
    assert [(row.role, row.result) for row in rows] == [("operator", "refused"), ("dispatcher", "refused")]


def test_emergency_access_prints_nothing(server: Running, case: str) -> None:
    specialist = server.enter("specialist")
    server.step_up(specialist)
    body = {
        "command_id": str(uuid4()),
        "case": case,
        "category": "child-in-danger",
        "reason": "the child is on the roof and calls me",
    }
    assert specialist.raw("/api/emergency-access", json.dumps(body).encode()).status_code == 200
    assert CHILD["story"] in json.dumps(specialist.get(f"/api/cases/{case}"), ensure_ascii=False)
    for form in ("print", "pdf"):
        fetched(specialist, f"/papers/story/{case}/{form}", 403)


def test_the_family_reads_roles_and_the_overseer_names(
    server: Running, dispatcher: Client, supervisor: Client, case: str
) -> None:
    in_language(supervisor, "en")
    dispatcher.get(f"/api/cases/{case}")
    told: dict[str, Any] = {
        whom: fetched(supervisor, f"/papers/who-saw/{case}/print", whom=whom).decode()
        for whom in ("family", "oversight")
    }
    rows = told["family"].partition("<tbody>")[2].partition("</tbody>")[0]
    assert "Dispatcher" in rows
    assert dispatcher.me["name"] not in rows
    assert supervisor.me["name"] not in rows
    assert dispatcher.me["name"] in told["oversight"]
    file = text_of(fetched(supervisor, f"/papers/who-saw/{case}/pdf", whom="family"))
    assert dispatcher.me["name"] not in file
    assert not any(said in told["oversight"] for said in CHILD.values())
    in_language(supervisor, "kk")
