"""One checkpoint as a line of text: it comes back whole, or is none; and says by whom it was signed."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.evidence.checkpoint import Checkpoint, first_previous, read_line, signed
from dispatch.evidence.signing import SigningKey, make_signing_key

LOG = UUID(int=7)


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return make_signing_key(tmp_path / "key")


def checkpoint(by: SigningKey, **other: object) -> Checkpoint:
    told = Checkpoint(
        log=LOG,
        number=1,
        position=12,
        link=bytes(32),
        recorded_at=1_774_004_400_000_000,
        readings=(3, b"\1" * 32),
        previous=first_previous(LOG),
        key=by.public,
    )
    return replace(told, **other)  # type: ignore[arg-type]


@pytest.mark.parametrize("readings", [None, (3, b"\1" * 32)])
def test_a_line_comes_back(key: SigningKey, readings: tuple[int, bytes] | None) -> None:
    made = signed(checkpoint(key, readings=readings), key)
    assert read_line(made.line) == made
    assert made.holds()
    assert b"\n" not in made.line


def test_every_byte_of_it_counts(key: SigningKey) -> None:
    line = signed(checkpoint(key), key).line
    for place in range(0, len(line), 3):
        changed = bytearray(line)
        changed[place] ^= 1
        try:
            found = read_line(bytes(changed))
        except ValueError:
            continue
        assert not found.holds(), f"byte {place} changed nothing"


def test_a_line_cut_short_is_none(key: SigningKey) -> None:
    line = signed(checkpoint(key), key).line
    for length in (0, 1, 50, line.index(b" "), line.index(b" ") + 1, len(line) - 1):
        with pytest.raises(ValueError, match=r"checkpoint|JSON|unexpected|expected|padding"):
            read_line(line[:length])


def test_what_the_same_values_look_like_otherwise_is_none(key: SigningKey) -> None:
    line = signed(checkpoint(key), key).line
    with pytest.raises(ValueError, match="otherwise"):
        read_line(line.replace(b'"number":1', b'"number":1,"more":2'))


def test_another_key_has_not_signed_it(key: SigningKey, tmp_path: Path) -> None:
    other = make_signing_key(tmp_path / "other")
    assert not signed(checkpoint(key), other).holds()
    assert not signed(checkpoint(key), key).handed_over_by(other.public)
    handed = signed(checkpoint(key), key, other)
    assert handed.holds()
    assert handed.handed_over_by(other.public)
    assert not handed.handed_over_by(key.public)
    assert read_line(handed.line) == handed


def test_the_documented_bytes(key: SigningKey) -> None:
    """Frozen: what was written elsewhere today must verify for ever."""
    told = checkpoint(key, key=bytes(32))
    assert told.text().decode() == (
        '{"jedel":"checkpoint-1","log":"00000000-0000-0000-0000-000000000007","number":1,"position":12,'
        f'"link":"{"00" * 32}","recorded_at":1774004400000000,'
        f'"readings":{{"position":3,"hash":"{"01" * 32}"}},'
        '"previous":"5def4209558f8cee2b2b626f1d1bfd2375a1a2d570888a03f72fd83901479bea",'
        f'"key":"{"00" * 32}"}}'
    )
