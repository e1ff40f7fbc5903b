"""A file's bytes as text, and by which encoding they were read: offices still save what Excel saves."""

import re
from dataclasses import dataclass
from typing import Final

from dispatch.importers.order import Fault

UTF_8: Final = "UTF-8"
UTF_16: Final = "UTF-16"
WINDOWS: Final = "Windows-1251"
KAZAKH: Final = "KZ-1048"
"""The Kazakh sister of Windows-1251: the same but for the letters that Russian does not have."""

ENCODINGS: Final = (UTF_8, UTF_16, WINDOWS, KAZAKH)

_PACKED: Final = (
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\xd0\xcf\x11\xe0",
)
"""Beginnings of archives and workbooks. Nothing is unpacked here: what would come out has no bound."""

_CYRILLIC: Final = re.compile(r"[А-Яа-яЁё]")
_LETTERS: Final = re.compile(r"[^\W\d_]")
_KAZAKH_WORD: Final = re.compile(r"[ӘәҒғҚқҢңӨөҰұҮүҺһІі]")
_FOREIGN: Final = re.compile(r"[ЂЃѓЉЊЌЏђљњќџЈЎўҐґЄєЅѕЇї]")
"""Letters of Windows-1251 that neither Kazakh nor Russian writes: where they stand, it was KZ-1048."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """`encoding` is one of `ENCODINGS`; what is not UTF-8 was recognised, and is said."""

    text: str
    encoding: str


def decoded(content: bytes) -> Text | Fault:
    """The text of a file, or the one fault of the whole file."""
    if content.startswith(_PACKED):
        return Fault(row=0, code="file-packed")
    for encoding, codec in _candidates(content):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        if encoding in (WINDOWS, KAZAKH) and not _reads_as_cyrillic(text):
            continue
        return Text(text=text, encoding=encoding) if text.strip() else Fault(row=0, code="file-empty")
    return Fault(row=0, code="file-not-text")


def _candidates(content: bytes) -> tuple[tuple[str, str], ...]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ((UTF_16, "utf-16"),)
    windows, kazakh = (WINDOWS, "cp1251"), (KAZAKH, "kz1048")
    likelier = (kazakh, windows) if _looks_kazakh(content) else (windows, kazakh)
    return ((UTF_8, "utf-8-sig"), *likelier)


def _looks_kazakh(content: bytes) -> bool:
    """Whether the bytes that the two code pages read differently make more sense in Kazakh."""
    as_windows, as_kazakh = content.decode("cp1251", "replace"), content.decode("kz1048", "replace")
    return len(_FOREIGN.findall(as_windows)) > 0 and bool(_KAZAKH_WORD.search(as_kazakh))


def _reads_as_cyrillic(text: str) -> bool:
    """Whether nearly all letters beyond ASCII are Cyrillic: any bytes at all can be read by a code page."""
    beyond = [letter for letter in _LETTERS.findall(text) if letter > "\x7f"]
    return bool(beyond) and len(_CYRILLIC.findall(text)) + len(_KAZAKH_WORD.findall(text)) >= 0.8 * len(
        beyond
    )
