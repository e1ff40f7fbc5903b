"""Fetching papers and reading them by other programs than those that made them."""

from dataclasses import replace
from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.web.client import Client, Running

CHILD = {
    "child_name": "Үмітқыз Ғажайыпова",
    "child_phone": "+7 700 123 45 67",
    "story": "Әңгіме: ңөұүһі <b>қорқып</b> жүр",
    "caller_name": "Һәкім Құрманов",
}
FORMS = {"pdf": "application/pdf", "csv": "text/csv", "xlsx": "application/vnd.openxmlformats"}


def text_of(body: bytes) -> str:
    """What another program reads in a PDF, line ends folded."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages).split())


def fetched(client: Client, path: str, status: int = 200, **params: str) -> bytes:
    answer = client.http.get(path, params=params)
    assert answer.status_code == status, answer.text
    return answer.content


def in_language(client: Client, language: str) -> None:
    answer = client.send("choose-language", account=client.me["account"], language=language)
    assert answer.status_code == 200, answer.text


def bound(server: Running, monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
    """The server by other limits, for one test."""
    settings = server.system.settings
    tighter = replace(settings, limits=replace(settings.limits, **limits))
    monkeypatch.setattr(server.system, "settings", tighter)


def number_of(client: Client, case: str) -> str:
    return str(client.get(f"/api/cases/{case}")["row"]["number"])


def read_file(form: str, body: bytes) -> str:
    """What stands in a file, by another program."""
    if form == "xlsx":
        return str(list(load_workbook(BytesIO(body)).worksheets[0].values))
    return text_of(body) if form == "pdf" else body.decode()


def forget(server: Running, *subjects: UUID) -> None:
    """As everybody reads these people once their keys are destroyed."""
    server.system.store.keys.drop(subjects)
