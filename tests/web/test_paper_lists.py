"""Lists that leave as papers: nobody's name in them, small groups hidden, within their bounds."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from dispatch.ports import QueueFull
from domain.access import Action
from domain.suppression import LEAST
from tests.web.client import Client, Running
from tests.web.papers import CHILD, FORMS, bound, fetched, in_language, number_of, read_file
from tests.web.test_paper_tables import read_csv
from web.duties import by_month
from web.papers import duties as duty_papers
from web.papers.doors import PAPERS, _door
from web.words import say


@pytest.fixture
def supervisor(server: Running) -> Client:
    return server.enter("supervisor")


@pytest.fixture
def case(dispatcher: Client) -> str:
    return dispatcher.received(**CHILD)


@pytest.mark.parametrize("form", FORMS)
def test_lists_name_nobody(server: Running, supervisor: Client, case: str, form: str) -> None:
    number = number_of(supervisor, case)
    for paper in ("cases", "readings"):
        answer = supervisor.http.get(f"/papers/{paper}/{form}")
        assert answer.headers["content-type"].startswith(FORMS[form])
        read = read_file(form, answer.content)
        assert number in read
        assert not any(said in read for said in CHILD.values())


def test_the_list_of_cases_goes_by_days_and_holds_real_times(
    server: Running, supervisor: Client, case: str
) -> None:
    number = number_of(supervisor, case)
    assert number not in fetched(supervisor, "/papers/cases/csv", until="2020-01-01").decode()
    rows = list(load_workbook(BytesIO(fetched(supervisor, "/papers/cases/xlsx"))).worksheets[0].rows)
    (mine,) = [row for row in rows if row[0].value == number]
    assert (mine[1].data_type, mine[6].data_type) == ("d", "d")
    fetched(supervisor, "/papers/cases/csv", 422, until="yesterday")


def test_a_list_longer_than_a_paper_says_so(
    server: Running, supervisor: Client, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_language(supervisor, "en")
    bound(server, monkeypatch, paper_rows=1)
    assert "The first 1 of" in fetched(supervisor, "/papers/cases/print").decode()
    in_language(supervisor, "kk")


def test_figures_leave_with_small_groups_hidden(server: Running, dispatcher: Client, case: str) -> None:
    analyst = server.enter("analyst")
    rows = read_csv(fetched(analyst, "/papers/figures/csv"))
    counts = [int(row[3]) for row in rows[1:] if row[3].isdigit()]
    assert all(count >= LEAST for count in counts)
    fetched(dispatcher, "/papers/figures/csv", 403)
    assert len(load_workbook(BytesIO(fetched(analyst, "/papers/figures/xlsx"))).worksheets) == 4


def test_more_papers_than_may_wait_meet_a_503(
    server: Running, supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(make: Any) -> bytes:
        raise QueueFull("busy")

    monkeypatch.setattr(server.system.press, "made", busy)
    answer = supervisor.http.get("/papers/cases/pdf")
    assert (answer.status_code, answer.json()["code"]) == (503, "server-busy")


def test_a_paper_with_too_many_pages_is_refused_in_words(
    server: Running, supervisor: Client, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound(server, monkeypatch, paper_pages=0)
    answer = supervisor.http.get("/papers/cases/pdf")
    assert (answer.status_code, answer.json()["code"]) == (413, "paper-too-long")


def test_every_paper_of_a_case_writes_refused_tries_down() -> None:
    """A paper whose address names a case has a door in the log of readings; the planted one has none."""
    assert all(kind.door for kind in PAPERS if "{case}" in kind.path)
    assert all(_door(kind, "print").barred for kind in PAPERS if "{case}" in kind.path)
    assert {kind.right for kind in PAPERS} <= set(Action)


@pytest.mark.parametrize("form", FORMS)
def test_duty_list_and_report_name_nobody(
    server: Running, supervisor: Client, dispatcher: Client, form: str
) -> None:
    case = dispatcher.received(**CHILD)
    number = number_of(supervisor, case)
    read = {paper: read_file(form, fetched(supervisor, f"/papers/{paper}/{form}")) for paper in PAIR}
    assert number in read["duties"]
    assert say("duties.kind.consider", "kk") in read["duties"]
    assert number not in read["months"]
    assert not any(said in text for said in CHILD.values() for text in read.values())
    schools = dispatcher.get("/api/schools")["schools"]
    labels = {school["label"] for school in schools if len(school["label"]) > 8}
    assert not any(label in text for label in labels for text in read.values())


def test_the_duty_list_goes_by_the_filters_of_its_page(
    server: Running, supervisor: Client, dispatcher: Client
) -> None:
    dispatcher.received(**CHILD)
    kinds = [row[1] for row in read_csv(fetched(supervisor, "/papers/duties/csv", kind="consider"))[1:]]
    assert set(kinds) == {say("duties.kind.consider", "kk")}
    assert read_csv(fetched(supervisor, "/papers/duties/csv", month="2020-01"))[1:] == []


PAIR = ("duties", "months")


def small(body: bytes) -> list[int]:
    """Counts of a report that are small and shown."""
    rows = load_workbook(BytesIO(body)).worksheets[0].iter_rows(min_row=2, max_col=8, values_only=True)
    counts = [cell for row in rows for cell in row[2:] if isinstance(cell, int)]
    return [count for count in counts if count < LEAST]


def test_a_report_leaves_with_small_groups_hidden(
    server: Running, supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for whoever sees them on the screen; the planted fault leaves them in."""
    assert any(month["total"] for month in supervisor.get("/api/duties/months")["months"])
    assert small(fetched(supervisor, "/papers/months/xlsx")) == []

    async def careless(call: Any, *, leaving: bool) -> Any:
        return await by_month(call)

    monkeypatch.setattr(duty_papers, "by_month", careless)
    assert small(fetched(supervisor, "/papers/months/xlsx")) != []


def test_who_may_not_take_lists_is_refused(server: Running, dispatcher: Client) -> None:
    for paper in (*PAIR, "cases"):
        fetched(dispatcher, f"/papers/{paper}/csv", 403)
    auditor = server.enter("auditor")
    assert fetched(auditor, "/papers/months/csv")
    fetched(auditor, "/papers/duties/csv", 403)
