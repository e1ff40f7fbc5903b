"""A paper as a page to print: black on white, A4, with a style sheet of its own and nothing inline."""

from collections.abc import Iterator
from html import escape
from typing import TypedDict

from starlette.responses import Response

from web.frame import NAMES
from web.papers.paper import Facts, Paper, Part, Step, Table, Words, shown
from web.words import LANGUAGES, say


class FactAnswer(TypedDict):
    name: str
    said: str


class PaperAnswer(TypedDict):
    """What stands on a short paper, for a screen that shows it: its facts, and its words below."""

    title: str
    number: str
    facts: list[FactAnswer]
    words: list[str]


def as_json(paper: Paper) -> PaperAnswer:
    """The same as on paper, without its tables."""
    facts = (fact for part in paper.parts if isinstance(part, Facts) for fact in part.rows)
    return {
        "title": paper.title,
        "number": paper.number,
        "facts": [{"name": name, "said": said} for name, said in facts],
        "words": [part.text for part in paper.parts if isinstance(part, Words)],
    }


def printed(paper: Paper, asked: str = "") -> Response:
    """The whole page. The watermark, where there is one, stands on every sheet.

    `asked`: the address of the same in another language, which is put behind it.
    """
    title = escape(paper.title)
    number = f'<p class="number">{escape(paper.number)}</p>' if paper.number else ""
    mark = f'<p class="mark" aria-hidden="true">{escape(paper.mark)}</p>' if paper.mark else ""
    button = escape(say("paper.print", paper.language))
    text = (
        f'<!doctype html><html lang="{paper.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{title} · Jedel</title><link rel="stylesheet" href="/paper.css">'
        '<link rel="icon" href="/favicon.svg"><script src="/form.js" defer></script></head>'
        f'<body data-wide="{str(_is_wide(paper)).lower()}">{mark}'
        f'<nav class="screen-only"><button type="button" data-print>{button}</button>'
        f"{''.join(_tongues(paper.language, asked)) if asked else ''}</nav>"
        f"<main><h1>{title}</h1>{number}{''.join(_part(part, paper.title) for part in paper.parts)}</main>"
        f'<footer data-testid="paper-foot"><p>{escape(paper.foot)}</p>'
        f"{f'<p>{escape(paper.mark)}</p>' if paper.mark else ''}</footer></body></html>"
    )
    return Response(text, media_type="text/html")


def _tongues(language: str, asked: str) -> Iterator[str]:
    """Whoever is handed a paper may read another language than whoever prints it."""
    for tongue in LANGUAGES:
        if tongue == language:
            yield f' <b aria-current="true" lang="{tongue}">{NAMES[tongue]}</b>'
        else:
            name, address = NAMES[tongue], f"{escape(asked)}{tongue}"
            yield f' <a href="{address}" lang="{tongue}" hreflang="{tongue}">{name}</a>'


def _is_wide(paper: Paper) -> bool:
    return any(len(table.columns) > 6 for table in paper.tables)


def _part(part: Part, title: str) -> str:
    match part:
        case Facts():
            rows = "".join(
                f"<div><dt>{escape(name)}</dt><dd>{escape(said)}</dd></div>" for name, said in part.rows
            )
            return f"<dl>{rows}</dl>"
        case Words():
            tag = "h2" if part.heading else "p"
            return f"<{tag}>{escape(part.text)}</{tag}>"
        case Step():
            return _step(part)
        case Table():
            return _table(part, title)


def _step(step: Step) -> str:
    details = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{'<br>'.join(map(escape, lines))}</dd></div>"
        for label, lines in step.details
    )
    return (
        f'<section class="step"><p class="when">{escape(step.when)}</p><div>'
        f'<p class="what">{escape(step.what)}</p><p class="who">{escape(step.who)}</p>'
        f"{f'<dl>{details}</dl>' if details else ''}</div></section>"
    )


def _table(table: Table, paper: str) -> str:
    """A table that is the whole paper needs no heading of its own."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=n' if isinstance(cell, int) else ''}>{escape(shown(cell))}</td>" for cell in row
        )
        + "</tr>"
        for row in table.rows
    )
    heading = "" if table.title == paper else f"<h2>{escape(table.title)}</h2>"
    return f"{heading}<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
