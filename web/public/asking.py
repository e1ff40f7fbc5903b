"""`/q/<school code>`: the form itself, for a phone in somebody's hand. What is sent is taken."""

from html import escape
from typing import Final

from starlette.responses import Response

from dispatch.ports import Row
from domain.case.limits import LONGEST_TEXT
from web.doors import OPEN, Answer, Call, Door, get
from web.frame import alert, hidden_alert, numbers, words
from web.problems import Problem
from web.public.request import (
    DANGER,
    WHO,
    BadForm,
    Writing,
    fields_of,
    language_asked,
    network,
    too_long,
    writing_of,
)
from web.public.showing import page
from web.public.taking import Taken, take

_NOTHING: Final = Writing(once="")


async def _form(call: Call) -> Answer:
    language, school = language_asked(call), _school(call)
    return _unknown(call, language) if school is None else _asked(call, language, school)


async def _sent(call: Call) -> Answer:
    school = _school(call)
    try:
        fields = await fields_of(call)
    except (BadForm, Problem) as trouble:
        return _not_taken(call, school, trouble)
    language = language_asked(call, fields)
    if school is None:
        return _unknown(call, language)
    writing = writing_of(fields, language)
    if writing.blank or too_long(writing):
        key = "empty" if writing.blank else "too-long"
        return _asked(call, language, school, writing, words(key, language), status=422)
    ours = call.system.form.gate.trusted(fields.get("once", "")) and not fields.get("website")
    straight = ours and await call.system.form.gate.admits(network(call), school["id"])
    taken = await take(call.system, school, writing, straight=straight)
    if taken is None:
        return _asked(call, language, school, writing, words("trouble", language), status=503)
    async with call.system.form.turns:
        return _done(call, language, taken, writing)


def _school(call: Call) -> Row | None:
    system = call.system
    found = system.form.codes.school_of(call.request.path_params["code"])
    return None if found is None else system.row("schools", found)


def _unknown(call: Call, language: str) -> Response:
    body = f"<h1>{words('unknown', language)}</h1><p>{words('unknown.hint', language)}</p>"
    return page(call, language, "unknown", body, path="/r", status=404)


def _not_taken(call: Call, school: Row | None, trouble: Exception) -> Response:
    """Nothing that our page sends: too large, too slow, no text."""
    language, status = language_asked(call), 400
    key = "trouble"
    if isinstance(trouble, Problem) and trouble.code == "body-too-large":
        key, status = "too-long", 413
    if school is None:
        return _unknown(call, language)
    return _asked(call, language, school, _NOTHING, words(key, language), status=status)


def _asked(
    call: Call, language: str, school: Row, writing: Writing = _NOTHING, trouble: str = "", status: int = 200
) -> Response:
    """The form, with what was written already and what was the matter with it."""
    path = call.request.url.path
    name = next(filter(None, (school[f"name_{language}"], school["label"])))
    body = (
        f'<h1 tabindex="-1">{words("title", language)}</h1><p>{words("school", language, school=name)}</p>'
        f"<p>{words('lead', language)}</p>{alert(trouble) if trouble else ''}"
        f'<form method="post" action="{escape(path)}" data-offline="{words("offline", language)}">'
        f"{hidden_alert()}{_hidden(call, language)}{_danger(language, writing)}{_text(language, writing)}"
        f"{_who(language, writing)}{_lines(language, writing)}"
        f'<button type="submit">{words("send", language)}</button></form>'
        f'<p><a href="/r?l={language}">{words("return", language)}</a></p>'
    )
    return page(call, language, "title", body, path=path, status=status)


def _hidden(call: Call, language: str) -> str:
    token = call.system.form.gate.token()
    return (
        f'<input type="hidden" name="once" value="{token}"><input type="hidden" name="l" value="{language}">'
        f'<p class="unseen" aria-hidden="true"><label>{words("leave-empty", language)}'
        '<input name="website" tabindex="-1" autocomplete="off"></label></p>'
    )


def _danger(language: str, writing: Writing) -> str:
    choices = _choices("danger", DANGER, writing.danger, language)
    shown = " shown" if writing.says_danger else ""
    return (
        f"<fieldset><legend>{words('danger', language)}</legend>{choices}"
        f'<div class="call{shown}"><p><strong>{words("danger.call", language)}</strong></p>'
        f"{numbers(language)}</div></fieldset>"
    )


def _text(language: str, writing: Writing) -> str:
    return (
        f'<div class="card"><label class="name" for="text">{words("text", language)}</label>'
        f'<p class="soft" id="text-hint">{words("text.hint", language)}</p>'
        f'<textarea id="text" name="text" maxlength="{LONGEST_TEXT}" aria-describedby="text-hint">'
        f"\n{escape(writing.text)}</textarea></div>"
    )


def _who(language: str, writing: Writing) -> str:
    choices = _choices("who", WHO, writing.who, language)
    return f"<fieldset><legend>{words('who', language)}</legend>{choices}</fieldset>"


def _choices(name: str, values: tuple[str, ...], chosen: str, language: str) -> str:
    return "".join(
        f'<label class="choice"><input type="radio" name="{name}" value="{value}"'
        f"{' checked' if value == chosen else ''}> {words(f'{name}.{value}', language)}</label>"
        for value in values
    )


def _lines(language: str, writing: Writing) -> str:
    """Both may stay empty; the browser keeps neither."""
    fields = "".join(
        f'<p><label class="name" for="{name}">{words(name, language)}</label>'
        f'<input type="text" id="{name}" name="{name}" maxlength="300" autocomplete="off"'
        f' value="{escape(value)}"></p>'
        for name, value in (("name", writing.name), ("contact", writing.contact))
    )
    return f'<div class="card">{fields}<p class="soft">{words("contact.hint", language)}</p></div>'


def _done(call: Call, language: str, taken: Taken, writing: Writing) -> Response:
    digits = " ".join(taken.receipt[at : at + 4] for at in range(0, 16, 4))
    said = "done.danger" if writing.says_danger and taken.number is not None else "done.person"
    told = words(said, language) if taken.number is not None else words("done.lane", language)
    slip = (
        ""
        if taken.number is None
        else f'<p class="soft">{words("done.number", language)}</p><p data-slip>{escape(taken.number)}</p>'
    )
    call_now = f'<div class="call shown">{numbers(language)}</div>' if writing.says_danger else ""
    body = (
        f'<h1 tabindex="-1">{words("done", language)}</h1><p>{told}</p>{call_now}<div class="card">{slip}'
        f'<p class="soft">{words("done.receipt", language)}</p><p class="receipt" data-receipt>{digits}</p>'
        f"<p>{words('done.keep', language)}</p>"
        f'<p><a href="/r?l={language}">{words("return", language)}</a></p></div>'
    )
    return page(call, language, "done", body)


def doors() -> tuple[Door, ...]:
    """The form of a school, and what it sends."""
    sent = "What somebody wrote, with or without a name; answered with a receipt."
    return (
        get("/q/{code}", _form, OPEN, "The public form of a school, by the code on its sheet."),
        Door(
            method="POST",
            path="/q/{code}",
            handle=_sent,
            right=OPEN,
            takes=Writing,
            summary=sent,
            page=True,
        ),
    )
