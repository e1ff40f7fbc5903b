"""Every event that was ever stored reads in today's words."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from domain.case.events import CaseTaken, Noted
from domain.case.visit_events import TeamAssigned
from domain.catalogue import EVENTS, Upcast
from domain.centre import SettingsChanged
from domain.identity import SubjectId
from domain.marks import Private, sealed
from tests.golden.stored import FOLDER, faults, record


def test_every_stored_event_reads_as_it_did() -> None:
    assert not (found := faults(FOLDER)), "\n".join(found)


def test_there_is_one_for_every_name() -> None:
    assert len(list(FOLDER.glob("*.json"))) >= len(EVENTS) > 50


FEW: dict[str, type] = {"noted.v1": Noted, "case-taken.v1": CaseTaken}


@pytest.fixture
def few(tmp_path: Path) -> Path:
    for name in FEW:
        record(tmp_path, name, FEW)
    assert faults(tmp_path, FEW, {}) == []
    return tmp_path


def test_a_missing_file_is_seen(few: Path) -> None:
    (few / "noted.v1.json").unlink()
    assert faults(few, FEW, {}) == ["noted.v1: no golden file"]


def test_a_name_that_left_the_catalogue_is_seen(few: Path) -> None:
    assert faults(few, {"noted.v1": Noted}, {}) == ["case-taken.v1: not in the catalogue any more"]


def change(path: Path, part: str, said: Any) -> None:
    golden = json.loads(path.read_text(encoding="utf-8"))
    golden[part] = said if isinstance(said, str) else {**golden[part], **said}
    path.write_text(json.dumps(golden), encoding="utf-8")


def test_a_field_that_reads_otherwise_is_seen(few: Path) -> None:
    change(few / "noted.v1.json", "reads", {"text": "other words"})
    assert faults(few, FEW, {}) == ["noted.v1: text reads otherwise"]


def test_a_field_inside_a_field_that_reads_otherwise_is_seen(few: Path, tmp_path: Path) -> None:
    """The planted fault, and what is none: a setting that came later."""
    folder = tmp_path / "settings"
    folder.mkdir()
    kinds: dict[str, type] = {"settings-changed.v1": SettingsChanged}
    record(folder, "settings-changed.v1", kinds)
    path = folder / "settings-changed.v1.json"
    settings = json.loads(path.read_text(encoding="utf-8"))["reads"]["settings"]
    change(path, "reads", {"settings": {name: settings[name] for name in ("week", "hours")}})
    assert faults(folder, kinds, {}) == []
    change(path, "reads", {"settings": {**settings, "group_size": 9}})
    assert faults(folder, kinds, {}) == ["settings-changed.v1: settings reads otherwise"]


def test_inside_a_list_a_later_field_is_none_and_a_lost_or_changed_entry_is_seen(tmp_path: Path) -> None:
    kinds: dict[str, type] = {"team-assigned.v1": TeamAssigned}
    record(tmp_path, "team-assigned.v1", kinds)
    path = tmp_path / "team-assigned.v1.json"
    said = json.loads(path.read_text(encoding="utf-8"))["reads"]["recommendation"]
    first, second = said["ranked"]
    older = {name: value for name, value in first.items() if name != "cover"}
    change(path, "reads", {"recommendation": {**said, "ranked": [older, second]}})
    assert faults(tmp_path, kinds, {}) == []
    for wrong in ([first], [{**first, "metres": 9}, second]):
        change(path, "reads", {"recommendation": {**said, "ranked": wrong}})
        assert faults(tmp_path, kinds, {}) == ["team-assigned.v1: recommendation reads otherwise"]


def test_a_name_may_have_a_later_file_too_and_it_is_read_as_well(few: Path) -> None:
    record(few, "noted.v1@2026-11-27", FEW)
    assert faults(few, FEW, {}) == []
    change(few / "noted.v1@2026-11-27.json", "reads", {"text": "other words"})
    assert faults(few, FEW, {}) == ["noted.v1: text reads otherwise"]


def test_a_renamed_event_is_seen(few: Path) -> None:
    change(few / "noted.v1.json", "name", "case-taken.v1")
    assert len(faults(few, FEW, {})) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarked:
    """What a note is called after its next version: the field has another name."""

    child: SubjectId
    remark: Private[str] = sealed("child")


def test_a_renamed_field_is_seen(few: Path) -> None:
    assert len(faults(few, {**FEW, "noted.v1": Remarked}, {})) == 1


def test_with_its_upcast_the_old_name_reads_and_without_it_does_not(few: Path) -> None:
    today = {"case-taken.v1": CaseTaken, "noted.v2": Remarked}
    record(few, "noted.v2", today)
    upcast = Upcast(to="noted.v2", change=lambda old: {"child": old["child"], "remark": old["text"]})
    change_of_words = {"noted.v1": upcast}
    assert faults(few, today, change_of_words) == ["noted.v1: text reads otherwise"]
    golden = json.loads((few / "noted.v1.json").read_text(encoding="utf-8"))
    golden["reads"]["remark"] = golden["reads"].pop("text")
    (few / "noted.v1.json").write_text(json.dumps(golden), encoding="utf-8")
    assert faults(few, today, change_of_words) == []
    assert faults(few, today, {}) == ["noted.v1: not in the catalogue any more"]


def test_a_file_is_never_written_over(few: Path) -> None:
    with pytest.raises(FileExistsError):
        record(few, "noted.v1", FEW)
