"""Asking for a file with names, approving it, taking it, as pages do."""

import json
from typing import Any
from uuid import uuid4

from dispatch.reads_store import Reading
from tests.web.canary import Child
from tests.web.client import Client, Running
from tests.web.papers import number_of
from tests.web.test_reading_log import readings

CHILD = Child()
SAID = {
    "child_name": CHILD.name,
    "child_birth_date": CHILD.birth_date,
    "child_phone": CHILD.phone,
    "story": f"=HYPERLINK({CHILD.story})",
    "place": CHILD.place,
    "point": [43.2, 76.9],
    "caller_name": "=1+1",
    "caller_relation": "parent",
}
WORDS = "Запрос суда № 12-3/45, гражданское дело"


def sent(client: Client, path: str, status: int = 200, **fields: Any) -> Any:
    answer = client.raw(f"/api/exports{path}", json.dumps(fields).encode())
    assert answer.status_code == status, answer.text
    return answer


def refused(client: Client, path: str, code: str, **fields: Any) -> None:
    answer = client.raw(f"/api/exports{path}", json.dumps(fields).encode())
    assert answer.json().get("code") == code, answer.text


def entered(server: Running, login: str) -> Client:
    client = server.enter(login)
    server.step_up(client)
    return client


def asked(client: Client, *cases: str, content: str = "stories", form: str = "pdf", **more: Any) -> str:
    numbers = [number_of(client, case) for case in cases]
    fields = {
        "command_id": str(uuid4()),
        "numbers": numbers,
        "content": content,
        "form": form,
        "purpose": "court",
        "recipient": "court",
        "words": WORDS,
    }
    return str(sent(client, "", **{**fields, **more}).json()["export"])


def shown(client: Client, export: str) -> Any:
    return next(one for one in client.get("/api/exports")["exports"] if one["id"] == export)


def approved(people: dict[str, Client], export: str, *who: str) -> None:
    for login in who or ("supervisor", "head"):
        sent(people[login], "/approve", export=export)


def of_export(server: Running, case: str) -> list[Reading]:
    return readings(server, cases=(case,), door="export")
