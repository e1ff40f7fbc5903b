"""Keys of subjects: durable, wrapped, bound to their subject, and gone when destroyed."""

import os
import sqlite3
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.key_place import KeyFile
from dispatch.keys import Keys, SubjectForgotten
from dispatch.wrapping import KeysUnusable, make_key_file

CHILD, CALLER = UUID(int=1), UUID(int=2)
NONCE = bytes(12)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    make_key_file(tmp_path / "keys.kek")
    return tmp_path


def keys(place: Path) -> Keys:
    return Keys(KeyFile(place / "keys.db").open(), place / "keys.kek")


def sealed(keys: Keys, subject: UUID) -> bytes:
    return keys.sealing_key(subject).encrypt(NONCE, b"story", b"")


def test_a_key_outlives_the_process_that_made_it(place: Path) -> None:
    first = keys(place)
    story = sealed(first, CHILD)
    first.commit()
    first.close()
    again = keys(place).opening_key(CHILD)
    assert again is not None
    assert again.decrypt(NONCE, story, b"") == b"story"


def test_a_key_that_was_never_committed_is_not_there(place: Path) -> None:
    first = keys(place)
    sealed(first, CHILD)
    first.discard()
    assert first.opening_key(CHILD) is None
    assert keys(place).opening_key(CHILD) is None


def test_every_subject_has_a_key_of_its_own(place: Path) -> None:
    mine = keys(place)
    assert sealed(mine, CHILD) != sealed(mine, CALLER)
    assert sealed(mine, CHILD) == sealed(mine, CHILD)


def test_the_files_are_for_their_owner_only(place: Path) -> None:
    keys(place).close()
    for name in ("keys.kek", "keys.db"):
        assert (place / name).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_file_that_others_can_read_is_refused(place: Path, mode: int) -> None:
    os.chmod(place / "keys.kek", mode)
    with pytest.raises(KeysUnusable, match="chmod 600"):
        keys(place)


@pytest.mark.parametrize("content", ["", "abc", "abc notbase64!", "abc c2hvcnQ="])
def test_a_key_file_without_a_key_is_refused(place: Path, content: str) -> None:
    (place / "keys.kek").write_text(content)
    with pytest.raises(KeysUnusable):
        keys(place)


def test_a_missing_key_file_is_refused(place: Path) -> None:
    (place / "keys.kek").unlink()
    with pytest.raises(KeysUnusable, match="missing"):
        keys(place)


def test_another_key_file_does_not_open_the_keys(place: Path) -> None:
    keys(place).close()
    (place / "keys.kek").unlink()
    make_key_file(place / "keys.kek")
    with pytest.raises(KeysUnusable, match="does not hold"):
        keys(place)


def test_set_up_never_overwrites_a_key_file(place: Path) -> None:
    with pytest.raises(FileExistsError):
        make_key_file(place / "keys.kek")


def test_a_key_moved_to_another_subject_does_not_open(place: Path) -> None:
    mine = keys(place)
    sealed(mine, CHILD)
    mine.commit()
    mine.close()
    with sqlite3.connect(place / "keys.db") as db:
        db.execute("UPDATE subject_key SET subject=?", (CALLER.bytes,))
    with pytest.raises(KeysUnusable, match="does not fit"):
        keys(place).opening_key(CALLER)


def test_a_destroyed_key_is_never_made_again(place: Path) -> None:
    mine = keys(place)
    sealed(mine, CHILD)
    mine.commit()
    mine.close()
    with sqlite3.connect(place / "keys.db") as db:
        db.execute("UPDATE subject_key SET wrapped=NULL")
    later = keys(place)
    assert later.opening_key(CHILD) is None
    with pytest.raises(SubjectForgotten):
        later.sealing_key(CHILD)


def test_no_key_lies_in_the_clear(place: Path) -> None:
    mine = keys(place)
    raw = []
    make = os.urandom
    os.urandom = lambda size: raw.append(make(size)) or raw[-1]  # type: ignore[func-returns-value]
    try:
        sealed(mine, CHILD)
    finally:
        os.urandom = make
    mine.commit()
    stored = b"".join(path.read_bytes() for path in place.glob("keys.db*"))
    assert not [each for each in raw if len(each) == 32 and each in stored]


def test_hashes_are_keyed_and_tell_purposes_apart(
    place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other_place = tmp_path_factory.mktemp("other")
    make_key_file(other_place / "keys.kek")
    mine, others = keys(place), keys(other_place)
    assert mine.blind("phone", "77000000000") == keys(place).blind("phone", "77000000000")
    assert mine.blind("phone", "77000000000") != mine.blind("child", "77000000000")
    assert mine.blind("phone", "77000000000") != others.blind("phone", "77000000000")
    assert mine.digest(b"{}") != others.digest(b"{}")


def test_the_cache_of_open_keys_is_bounded(place: Path) -> None:
    mine = Keys(KeyFile(place / "keys.db").open(), place / "keys.kek", kept_open=3)
    for number in range(10):
        mine.sealing_key(UUID(int=number))
    mine.commit()
    assert len(mine._open) == 3
    assert all(mine.opening_key(UUID(int=number)) for number in range(10))
    assert len(mine._open) == 3
