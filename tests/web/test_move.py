"""`jedel move`: the demonstration town goes into PostgreSQL, proved, the same there; faults are caught."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner

from dispatch import moving as rows_moving
from dispatch.moving import NotMoved
from dispatch.schema import StoreUnfit
from dispatch.tables import copying
from dispatch.unfit import Unfit
from tests.postgres import Server
from tests.web.served import served
from web import moving
from web.bootstrap import build, close, set_up
from web.cli.main import main
from web.moving import move
from web.release import require_release
from web.settings import BadSettings, Settings


@pytest.fixture(scope="module")
def town(undisturbed: Path) -> Path:
    """The town in files, with a case."""
    with served(Settings(data=undisturbed, port=0)) as running:
        dispatcher = running.enter("dispatcher")
        case = dispatcher.received(story="Есік алдында тұр", child_name="Айару")
        dispatcher.send("take-case", case=case)
    return undisturbed


@pytest.fixture
def place(town: Path, tmp_path: Path, postgres: Server) -> Settings:
    """A copy of it, and an empty database to move to."""
    shutil.copytree(town, tmp_path / "data")
    return Settings(data=tmp_path / "data", port=0, store=postgres.new_database())


def told_of(settings: Settings) -> dict[str, object]:
    """What people see: boards, a case's whole story, who they are."""
    with served(settings) as running:
        supervisor, head = running.enter("supervisor"), running.enter("head")
        store = running.system.store
        case = next(iter(store.hot.snapshot("queue")[1]))
        story = [(each.position, each.envelope, each.event) for each in store.log.read_all()]
        seen = {
            "head": running.head,
            "log": store.log.id,
            "rows": [{row["id"]: row for row in store.every_row(table)} for table in store.hot.folds],
            "story": supervisor.get(f"/api/cases/{case}/story"),
            "me": head.me["account"],
            "events": story,
            "breaks": store.log.breaks(),
        }
        assert seen["breaks"] == []
        return seen


def jedel(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    return done.exit_code, done.output


def test_the_town_is_the_same_there_and_goes_on(place: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told_of(replace(place, store="sqlite:"))
    code, output = jedel("move", "--data", place.data, "--to", place.store, "--lang", "en")
    assert code == 0, output
    assert place.store not in output
    assert told_of(place) == before
    monkeypatch.setenv("JEDEL_STORE", place.store)
    code, output = jedel("verify", "--data", place.data, "--read")
    assert code == 0, output
    require_release(place)
    assert (place.data / "log.db.moved").exists()
    assert not [path.name for path in place.data.glob("*.db") if path.stem in ("log", "access", "inbox")]


def test_the_old_files_are_not_started_by_mistake(place: Settings) -> None:
    move(place)
    with pytest.raises(BadSettings, match="JEDEL_STORE"):
        build(replace(place, store="sqlite:"))
    with pytest.raises(Unfit, match="in PostgreSQL"):
        move(place)


def test_it_is_refused_while_it_is_served_and_into_what_is_not_empty(place: Settings) -> None:
    with served(replace(place, store="sqlite:")), pytest.raises(Unfit, match="another process"):
        move(place)
    with psycopg.connect(place.store) as other:
        other.execute("CREATE TABLE theirs (a int)")
    for again in (False, True):
        with pytest.raises(StoreUnfit, match="not empty"):
            move(place, again=again)
    close(build(replace(place, store="sqlite:")))


def test_a_log_that_is_not_whole_is_not_moved(place: Settings) -> None:
    with sqlite3.connect(place.data / "log.db") as past:
        past.execute("DROP TRIGGER batch_not_changed")
    with pytest.raises(NotMoved, match="not whole"):
        move(place)


def changed(page: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return [(*row[:-1], row[-1][:-1] + b"?" if isinstance(row[-1], bytes) else row[-1]) for row in page]


@pytest.mark.parametrize(
    ("where", "fault"),
    [(rows_moving, lambda page: page[1:]), (rows_moving, changed), (copying, lambda page: page[1:])],
    ids=["left-out", "changed", "left-out-beside"],
)
def test_planted_what_is_lost_or_changed_on_the_way_is_caught_and_moved_again(
    place: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: object, where: object
) -> None:
    with monkeypatch.context() as planted:
        planted.setattr(where, "sent", fault)
        with pytest.raises(NotMoved, match="differs"):
            move(place)
    close(build(replace(place, store="sqlite:")))
    set_up(tmp_path / "new", {"demonstration": True, "seed": 1})
    with pytest.raises(StoreUnfit, match="broke off"):
        build(replace(place, data=tmp_path / "new"))
    with pytest.raises(StoreUnfit, match="broke off"):
        move(place)
    move(place, again=True)
    close(build(place))


def test_what_broke_off_between_proof_and_end_is_only_finished(
    place: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Cut(Exception):
        """The power."""

    def cut(*_: object) -> None:
        raise Cut

    with monkeypatch.context() as planted:
        planted.setattr(moving.Target, "end", cut)
        with pytest.raises(Cut):
            move(place)
    for settings in (place, replace(place, store="sqlite:")):
        with pytest.raises((StoreUnfit, BadSettings)):
            build(settings)
    assert "log.db" in move(place).renamed
    close(build(place))
