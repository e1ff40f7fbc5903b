"""A child whom nobody else is called like, and the search for any trace of it, however it is written down."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, quote_plus

CODE_PAGES = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp1251", "kz1048")


@dataclass(frozen=True)
class Child:
    """Words that stand in no other text, in Latin and in Kazakh letters."""

    name: str = "Zzyzx Ғыжымбай-Qwertova"
    birth_date: str = "2013-11-17"
    phone: str = "+7 700 019 17 73"
    guardian: str = "Өрімжүзік Xyloporova"
    guardian_phone: str = "+7 700 028 26 64"
    story: str = "қарбалақшылаудан кейін grumbleflock жоғалды"
    place: str = "Ұшқырлақ көшесі 7391/85 flibbertown"

    def words(self) -> tuple[str, ...]:
        """What must be found nowhere."""
        parts = (
            *self.name.split(),
            *self.guardian.split(),
            *self.story.split()[:3:2],
            *self.place.split()[:3],
        )
        said = [part for part in parts if len(part) > 4 and part != "көшесі"]
        return (*said, "grumbleflock", "flibbertown", *self._dates(), *self._phones())

    def _dates(self) -> tuple[str, ...]:
        year, month, day = self.birth_date.split("-")
        return self.birth_date, f"{day}.{month}.{year}", f"{year}{month}{day}"

    def _phones(self) -> tuple[str, ...]:
        found = (self.phone, self.guardian_phone)
        return (
            *found,
            *(phone.replace(" ", "") for phone in found),
            *(_digits(phone)[1:] for phone in found),
        )


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def written(word: str) -> Iterator[bytes]:
    """A word in every way that something might write it down in clear."""
    for text in {word, word.lower(), word.upper(), word.casefold()}:
        for codec in CODE_PAGES:
            try:
                yield text.encode(codec)
            except UnicodeEncodeError:
                continue
        yield json.dumps(text)[1:-1].encode()
        for form in (quote(text), quote_plus(text)):
            yield form.encode()
            yield form.lower().encode()
        yield ascii(text)[1:-1].encode()
        yield text.encode().hex().encode()
        yield from _base64(text.encode())


def _base64(raw: bytes) -> Iterator[bytes]:
    """Base64 at each of the three places in which a text can stand in a longer one."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for before in range(3):
            whole = encode(b"\0" * before + raw)
            start, end = (0, 2, 3)[before], len(whole.rstrip(b"=")) - (1 if (before + len(raw)) % 3 else 0)
            yield whole[start:end]


class Search:
    """Looks for any of the words in any of their forms."""

    def __init__(self, words: Iterable[str]) -> None:
        self._forms = {form: word for word in words for form in written(word) if len(form) > 4}

    def hits(self, places: Mapping[str, bytes]) -> list[str]:
        """Where which word was found."""
        return [
            f"{place}: {word} as {form[:60]!r}"
            for place, content in places.items()
            for form, word in self._forms.items()
            if form in content
        ]


def files(*folders: Path) -> dict[str, bytes]:
    """Every file below, whole."""
    return {
        str(path.relative_to(folder.parent)): path.read_bytes()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
