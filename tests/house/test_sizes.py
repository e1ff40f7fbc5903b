"""Files, functions and names stay small and say something."""

from pathlib import Path

import pytest

from tests.house import sizes
from tests.house.plant import plant
from tests.house.tree import ROOT, listed


def test_no_long_files() -> None:
    assert not (faults := sizes.long_files(ROOT)), listed(faults)


def test_no_long_functions() -> None:
    assert not (faults := sizes.long_functions(ROOT)), listed(faults)


def test_no_module_named_after_nothing() -> None:
    assert not (faults := sizes.names_of_nothing(ROOT)), listed(faults)


@pytest.mark.parametrize("name", ["domain/a.py", "web/screen/src/a.ts", "web/screen/src/A.svelte"])
def test_one_line_too_many_is_seen(tmp_path: Path, name: str) -> None:
    plant(tmp_path, {name: "\n" * 250})
    assert sizes.long_files(tmp_path) == []
    plant(tmp_path, {name: "\n" * 251})
    assert [fault.path for fault in sizes.long_files(tmp_path)] == [name]


def test_a_generated_file_may_be_long_and_a_word_of_it_is_not_enough(tmp_path: Path) -> None:
    plant(tmp_path, {"web/screen/src/a.ts": sizes.GENERATED + "x.y`; do not edit.\n" + "\n" * 251})
    assert sizes.long_files(tmp_path) == []
    plant(tmp_path, {"web/screen/src/a.ts": "\n" + sizes.GENERATED + "x.y`; do not edit.\n" + "\n" * 251})
    assert len(sizes.long_files(tmp_path)) == 1


def test_a_long_function_is_seen_wherever_it_stands(tmp_path: Path) -> None:
    body = "        x = 1\n" * 40
    plant(
        tmp_path, {"domain/a.py": f"class A:\n    async def long(self):\n{body}\n\ndef short():\n    pass\n"}
    )
    assert [fault.line for fault in sizes.long_functions(tmp_path)] == [2]


def test_a_name_of_nothing_is_seen_in_files_and_folders(tmp_path: Path) -> None:
    plant(tmp_path, {"domain/utils.py": "", "web/common/door.py": "", "web/screen/src/helpers.ts": ""})
    assert len(sizes.names_of_nothing(tmp_path)) == 3


def test_no_long_memories() -> None:
    assert not (faults := sizes.long_memories(ROOT)), listed(faults)


@pytest.mark.parametrize("size", ["2_001", "None"])
def test_a_function_that_remembers_for_days_is_seen(tmp_path: Path, size: str) -> None:
    plant(tmp_path, {"domain/a.py": "@lru_cache(maxsize=2_000)\ndef short(): ...\n"})
    assert sizes.long_memories(tmp_path) == []
    plant(tmp_path, {"domain/a.py": f"@lru_cache(maxsize={size})\ndef long(): ...\n"})
    assert [fault.line for fault in sizes.long_memories(tmp_path)] == [2]
