"""A calendar over HTTP: looked at, loaded, known from then on; nobody else may, nothing faulty gets in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.dispatch.test_calendar_file import TEXT
from tests.web.client import Client, Running
from tests.web.served import served
from web.bootstrap import build, close, set_up
from web.setting_up import load_town, town_of
from web.settings import Settings


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server of its own: a loaded calendar stays."""
    import asyncio

    path: Path = tmp_path_factory.mktemp("calendar") / "data"
    set_up(path, {"demonstration": True, "seed": 1})
    system = build(Settings(data=path))
    try:
        asyncio.run(load_town(system, town_of({"seed": 1}), lambda _: None))
    finally:
        close(system)
    with served(Settings(data=path, port=0)) as running:
        yield running


@pytest.fixture(scope="module")
def keeper(alone: Running) -> Client:
    return alone.enter("administrator")


def sent(client: Client, path: str, text: str) -> httpx.Response:
    return client.raw(path, text.encode(), **{"content-type": "text/csv"})


def preview(client: Client, text: str) -> dict[str, Any]:
    answer = sent(client, "/api/calendars/preview", text)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def loaded(running: Running) -> int:
    """Calendars in the log. The clock of a running house stores events of its own beside them."""
    log = running.system.store.log
    return sum(each.name == "calendar-loaded.v1" for each in log.read_all(until=log.head))


WORKED = TEXT.replace("2027-03-15,mon,holiday,constitution-day,,", "2027-03-15,mon,ordinary,,,")


def test_a_file_is_looked_at_and_nothing_is_stored(alone: Running, keeper: Client) -> None:
    before = loaded(alone)
    told = preview(keeper, WORKED)
    assert (told["edition"], told["faults"], told["moving"]) == ("kz-2026-12", [], [])
    assert [(one["on"], one["week"]) for one in told["changes"]] == [("2027-03-15", "5"), ("2027-03-15", "6")]
    assert loaded(alone) == before


def test_what_is_faulty_is_told_in_words_and_not_loaded(alone: Running, keeper: Client) -> None:
    bad = WORKED.replace("2027-01-01,fri", "2027-01-01,thu")
    before = loaded(alone)
    (fault,) = preview(keeper, bad)["faults"]
    assert fault["code"] == "calendar-weekday"
    assert "refusal." not in fault["words"]
    answer = sent(keeper, "/api/calendars", bad)
    assert (answer.status_code, answer.json()["code"]) == (422, "calendar-weekday")
    assert loaded(alone) == before


@pytest.mark.parametrize("login", ["dispatcher", "supervisor", "auditor", "specialist"])
def test_nobody_else_may(alone: Running, login: str) -> None:
    client = alone.enter(login)
    for path in ("/api/calendars", "/api/calendars/preview"):
        assert sent(client, path, WORKED).status_code == 403


def test_it_is_loaded_once_and_known_from_then_on(alone: Running, keeper: Client) -> None:
    before = loaded(alone)
    answer = sent(keeper, "/api/calendars", WORKED)
    assert answer.status_code == 200, answer.text
    assert answer.json()["edition"] == "kz-2026-12"
    assert loaded(alone) == before + 1
    assert sent(keeper, "/api/calendars", WORKED).status_code == 200
    assert loaded(alone) == before + 1
    assert preview(keeper, WORKED)["known"]
    asked = {"received": "2027-03-11T10:00:00+05:00", "week": "5", "edition": "kz-2026-12"}
    told = keeper.get("/api/law/count", **asked)
    assert told["steps"][-1]["on"] == "2027-03-15"
    editions = keeper.get("/api/law/calendar")["editions"]
    assert [(one["key"], one["loaded"]) for one in editions][-1] == ("kz-2026-12", True)
    other = WORKED.replace("# provisional:", "# provisional: 2027")
    assert [one["code"] for one in preview(keeper, other)["faults"]] == ["calendar-key-taken"]
