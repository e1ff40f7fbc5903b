"""What goes wrong, as problem+json (RFC 9457): a code, what it rests on, words in the person's language."""

import logging
from collections.abc import Mapping
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.refusal import Refused
from web.problem_page import problem_page
from web.words import known, say

log = logging.getLogger(__name__)

STATUS: Final[Mapping[str, int]] = {
    "session-over": 401,
    "login-wrong": 401,
    "not-allowed": 403,
    "foreign-origin": 403,
    "second-factor-needed": 403,
    "second-factor-none": 403,
    "code-wrong": 403,
    "unlock-wrong": 403,
    "old-password-wrong": 403,
    "locked": 403,
    "passkey-wrong": 403,
    "passkey-copied": 403,
    "step-over": 403,
    "other-region": 403,
    "not-found": 404,
    "method-unknown": 405,
    "body-too-slow": 408,
    "body-too-large": 413,
    "not-json-type": 415,
    "not-form-type": 415,
    "phone-pin-needed": 403,
    "phone-signature-wrong": 403,
    "phone-locked": 403,
    "pin-wrong": 403,
    "phone-revoked": 410,
    "sso-off": 404,
    "sso-unreachable": 503,
    "sso-unfit": 503,
    "sso-token-wrong": 400,
    "sso-signature-wrong": 400,
    "sso-audience-wrong": 400,
    "sso-issuer-wrong": 400,
    "sso-expired": 400,
    "not-a-file-type": 415,
    "body-encoded": 415,
    "import-unknown": 404,
    "too-many-imports": 409,
    "import-over": 409,
    "import-under-way": 409,
    "report-outdated": 409,
    "too-many-tries": 429,
    "server-busy": 503,
    "nothing-saved": 503,
    "perhaps-saved": 503,
    "reading-not-logged": 503,
    "paper-too-long": 413,
    "export-unknown": 404,
    "screens-not-built": 503,
    "crashed": 500,
    "body-not-json": 400,
    "body-not-utf8": 400,
    "body-not-object": 400,
    "body-too-deep": 400,
    "duplicate-key": 400,
}
"""Codes of the door itself, and their status."""

CONFLICTS: Final = frozenset(
    {
        "account-closed",
        "account-known",
        "already-taken",
        "case-closed",
        "case-known",
        "centre-known",
        "changed-meanwhile",
        "command-id-reused",
        "login-taken",
        "plate-taken",
        "passkey-known",
        "export-approved",
        "export-known",
        "export-not-approved",
        "export-over",
        "export-taken",
        "factors-full",
        "second-factor-there",
        "last-factor",
        "last-way-in",
        "already-attached",
        "already-considered",
        "emergency-not-needed",
        "emergency-reviewed",
        "case-not-closed",
        "case-not-open",
        "duties-open",
        "follow-ups-open",
        "held-elsewhere",
        "last-administrator",
        "shift-has-open-visit",
        "shift-known",
        "shift-not-running",
        "specialist-on-duty",
        "phone-code-over",
        "plan-case-over",
        "plan-case-sent",
        "plan-gone",
        "plan-team-off",
        "plan-team-taken",
        "sso-linked-elsewhere",
        "team-busy",
        "team-off-duty",
        "team-on-duty",
        "vehicle-on-duty",
        "visit-cancelled",
        "visit-known",
        "visit-open",
        "visit-over",
    }
)
"""Refusals because somebody else, or the same person earlier, was first."""


class Problem(Exception):
    """Raised in a handler: the answer is this problem."""

    def __init__(
        self,
        code: str,
        params: Mapping[str, str | int] | None = None,
        *,
        citation: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.params = dict(params or {})
        self.citation = citation
        self.headers = dict(headers or {})


def of(refused: Refused) -> Problem:
    """A refusal of the domain as a problem."""
    return Problem(refused.code, refused.params, citation=refused.citation)


def status_of(code: str) -> int:
    """409 where somebody was first, 404 for what is not there, else 422: understood, and not possible."""
    if code in STATUS:
        return STATUS[code]
    if code in CONFLICTS:
        return 409
    return 404 if code.endswith("-unknown") and code.removesuffix("-unknown") in _THINGS else 422


_THINGS: Final = frozenset({"case", "visit", "team", "access", "account", "centre", "command", "breach"})


def body_of(problem: Problem, language: str) -> dict[str, object]:
    """The problem as JSON; `detail` is for people, `code` for programs."""
    status = status_of(problem.code)
    key = f"refusal.{problem.code}"
    if not known(key):
        log.error("no words for the refusal %s", problem.code)
        key = "refusal.no-words"
    return {
        "type": f"urn:jedel:problem:{problem.code}",
        "title": say(f"problem.{_title(status)}", language),
        "status": status,
        "code": problem.code,
        "citation": problem.citation,
        "detail": say(key, language, {"code": problem.code, **problem.params}),
        "params": problem.params,
    }


WAYS_IN: Final = {"session-over": "/login", "locked": "/"}
"""Where one gets in again, by what kept one out."""


def answer_to(request: Request, problem: Problem, language: str) -> Response:
    """The problem; whoever opened an address in a browser is led to where one gets in, or reads a page."""
    navigates = request.headers.get("sec-fetch-mode") == "navigate"
    if navigates and problem.code in WAYS_IN:
        return RedirectResponse(WAYS_IN[problem.code], status_code=303)
    if navigates:
        page = problem_page(request.url.path, body_of(problem, language), status_of(problem.code), language)
        page.headers.update({**problem.headers, "Content-Language": language})
        return page
    return answer(problem, language)


def answer(problem: Problem, language: str) -> Response:
    """The problem as an HTTP response."""
    return Response(
        orjson.dumps(body_of(problem, language)),
        status_code=status_of(problem.code),
        media_type="application/problem+json",
        headers={**problem.headers, "Content-Language": language},
    )


def _title(status: int) -> str:
    if status in (401, 403, 404, 409, 422, 429, 500, 503):
        return str(status)
    return "400"
