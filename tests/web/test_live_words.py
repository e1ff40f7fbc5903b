"""Each message that the live connection refuses has its code, and each code its words in three languages."""

from typing import get_args

import pytest

from realtime.inbound import Malformed, decode
from realtime.messages import VERDICTS, ErrorCode
from tests.web.test_live import BAD
from web.words import LANGUAGES, catalogue

EXPECTED: dict[str, str] = {
    "not JSON": "not-json",
    "a list": "unknown-message",
    "unknown message": "unknown-message",
    "unknown field": "unknown-field",
    "duplicate key": "duplicate-key",
    "integer above 64 bit": "wrong-type",
    "NaN": "not-json",
    "too long": "too-long",
    "deep": "not-json",
    "half a surrogate": "wrong-type",
}


def wordless(codes: tuple[str, ...], kind: str = "refused") -> list[tuple[str, str]]:
    return [
        (code, language)
        for code in codes
        for language in LANGUAGES
        if not catalogue(language).get(f"live.{kind}.{code}")
    ]


def test_the_whole_table_is_looked_at() -> None:
    assert EXPECTED.keys() == BAD.keys() - {"binary"}, "a binary frame ends the connection"


@pytest.mark.parametrize("name", EXPECTED)
def test_a_bad_message_has_its_code(name: str) -> None:
    text = BAD[name]
    assert isinstance(text, str)
    assert decode(text) == Malformed(EXPECTED[name])  # type: ignore[arg-type]


def test_every_code_has_words_in_three_languages() -> None:
    assert wordless(get_args(ErrorCode)) == []


def test_every_close_has_words_in_three_languages() -> None:
    assert wordless(tuple(map(str, VERDICTS)), "closed") == []


def test_a_code_without_words_is_seen() -> None:
    assert len(wordless(("never-heard-of",))) == len(LANGUAGES)
