"""Reading limits from the environment: `JEDEL_LIMIT_<NAME>`, a number in its unit and its range."""

from collections.abc import Mapping
from dataclasses import Field, fields
from datetime import timedelta
from math import isfinite
from typing import Any, Final

from web.bounds import Bound
from web.limits import Limits

PREFIX: Final = "JEDEL_LIMIT_"

Value = int | float | timedelta


class BadLimit(Exception):
    """A limit that cannot be: a code of `cli.fault.<code>` and what fills it."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params: Mapping[str, str | int] = params


def bounds() -> dict[str, Field[Any]]:
    """Name of the variable -> the limit that it sets; its Bound stands in `metadata`."""
    return {f"{PREFIX}{spec.name.upper()}": spec for spec in fields(Limits)}


def limits_of(environment: Mapping[str, str]) -> Limits:
    """The limits that the environment sets, the rest as they are. Raises BadLimit."""
    known = bounds()
    values: dict[str, Any] = {
        spec.name: _value(name, spec, environment[name])
        for name, spec in known.items()
        if name in environment
    }
    found = Limits(**values)
    if found.first_wait > found.longest_wait:
        raise BadLimit("limit-order", smaller=f"{PREFIX}FIRST_WAIT", larger=f"{PREFIX}LONGEST_WAIT")
    return found


def in_unit(spec: Field[Any], value: Value) -> float:
    """A limit's value as a number of its unit."""
    if not isinstance(value, timedelta):
        return value
    return value / timedelta(**{spec.metadata["bound"].unit: 1})


def _value(name: str, spec: Field[Any], text: str) -> Value:
    bound: Bound = spec.metadata["bound"]
    whole = isinstance(spec.default, int)
    try:
        number = int(text) if whole else float(text)
    except ValueError:
        raise BadLimit("limit-whole" if whole else "limit-number", name=name, text=text) from None
    if not isfinite(number) or not bound.least <= number <= bound.most:
        least, most = f"{bound.least:.15g}", f"{bound.most:.15g}"
        raise BadLimit("limit-range", name=name, value=text, least=least, most=most)
    return timedelta(**{bound.unit: number}) if isinstance(spec.default, timedelta) else number
