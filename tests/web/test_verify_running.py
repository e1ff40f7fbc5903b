"""A real installation: looked at while it runs, its copy, and after somebody in it was forgotten."""

import sqlite3
from pathlib import Path
from uuid import UUID

from tests.web.client import Client, Running
from tests.web.test_backup import backed_up, jedel
from tests.web.test_keeping import ended, forgotten


def test_a_log_is_whole_while_it_runs_and_whoever_was_forgotten_breaks_nothing(
    server: Running, data: Path, tmp_path: Path
) -> None:
    people = {login: server.enter(login) for login in ("dispatcher", "supervisor", "head")}
    case = ended(people)
    before, after = (tmp_path / name for name in ("before", "after"))
    backed_up(data, (before, tmp_path / "before keys"))
    forgotten(people, case)
    events = server.system.store.log.stream(UUID(case))
    assert any(each.name == "subject-forgotten.v1" for each in events)
    backed_up(data, (after, tmp_path / "after keys"))
    for place in (data, before, after):
        code, said = jedel("verify", "--data", place, "--read")
        assert code == 0, said


def test_a_changed_copy_is_not_whole(dispatcher: Client, data: Path, tmp_path: Path) -> None:
    dispatcher.received()
    copy = tmp_path / "copy"
    backed_up(data, (copy, tmp_path / "keys"))
    with sqlite3.connect(copy / "log.db") as connection:
        connection.execute("DROP TRIGGER stored_events_not_changed")
        connection.execute("UPDATE stored_events SET state=x'7b7d' WHERE rowid=3")
    connection.close()
    code, said = jedel("verify", "--data", copy)
    assert (code, "position 3" in said) == (1, True)
