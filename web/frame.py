"""The frame of the pages that are made here as HTML, the public form before all.

Whole, readable with scripts off; nothing is inline.
"""

from collections.abc import Iterable
from html import escape
from typing import Final

from starlette.responses import Response

from web.words import LANGUAGES, say

NUMBERS: Final = ("111", "150", "102", "112")
NAMES: Final = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
SHORT: Final = {"kk": "Қаз", "ru": "Рус", "en": "Eng"}
ELSEWHERE: Final = "https://www.wikipedia.org/"
HEADERS: Final = {"referrer-policy": "same-origin", "x-robots-tag": "noindex"}
"""With no referrer at all browsers would hide where a form was sent from."""


def words(key: str, language: str, **params: str) -> str:
    """The text of a key, safe inside HTML."""
    return escape(say(f"form.{key}", language, params))


def numbers(*languages: str) -> str:
    """Whom to call, each number ready to be pressed, and who that is in each of these languages."""
    items = "".join(
        f'<li><a href="tel:{number}">{number}{"".join(_whose(number, each) for each in languages)}</a></li>'
        for number in NUMBERS
    )
    return f'<ul class="numbers">{items}</ul>'


def whole(
    language: str, title: str, body: str, *, path: str = "", status: int = 200, staff: bool = False
) -> Response:
    """A whole page. `path` is the address that other languages are linked to; without one they are not
    offered, where going there would lose what stands here."""
    text = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title}</title><link rel="stylesheet" href="/form.css">'
        '<link rel="icon" href="/favicon.svg"><script src="/form.js" defer></script></head><body>'
        f"{_top(language, path, staff)}<main>{body}</main>{'' if staff else _foot(language)}</body></html>"
    )
    return Response(text, status_code=status, media_type="text/html", headers=None if staff else HEADERS)


def _top(language: str, path: str, staff: bool) -> str:
    """Always in sight: the way out, and whom to call. Staff need neither, but the way back."""
    tongues = "".join(_tongues(language, path)) if path else ""
    out = (
        f'<a class="exit" href="{ELSEWHERE}" rel="noreferrer">{words("exit", language)}</a>'
        f'<span class="keys">{words("exit.keys", language)}</span>'
    )
    back = f'<a href="/">{words("start", language)}</a>'
    return (
        f'<header class="top screen-only">{back if staff else out}'
        f'<nav class="languages" aria-label="{words("language", language)}">{tongues}</nav>'
        f"{'' if staff else _calls(language)}</header>"
    )


def _calls(language: str) -> str:
    links = "".join(
        f'<a href="tel:{number}" aria-label="{number}, {words(f"number.{number}", language)}">{number}</a>'
        for number in NUMBERS
    )
    return f'<nav class="calls" aria-label="{words("numbers", language)}">{links}</nav>'


def _whose(number: str, language: str) -> str:
    return f'<small lang="{language}">{words(f"number.{number}", language)}</small>'


def _tongues(language: str, path: str) -> Iterable[str]:
    for tongue in LANGUAGES:
        name = f'<abbr title="{NAMES[tongue]}">{SHORT[tongue]}</abbr>'
        if tongue == language:
            yield f'<b aria-current="true" lang="{tongue}">{name}</b>'
        else:
            yield f'<a href="{escape(path)}?l={tongue}" lang="{tongue}" hreflang="{tongue}">{name}</a>'


def _foot(language: str) -> str:
    return f"<footer><p>{words('numbers', language)}</p>{numbers(language)}</footer>"


def alert(text: str) -> str:
    """Something that must be read first; `text` is safe already."""
    return f'<p class="alert" role="alert" tabindex="-1">{text}</p>'


def calm(text: str) -> str:
    """Something that went well; `text` is safe already."""
    return f'<p class="calm" role="status" tabindex="-1">{text}</p>'


def hidden_alert() -> str:
    """Where the script says that there is no network."""
    return '<p class="alert" role="alert" tabindex="-1" hidden></p>'
