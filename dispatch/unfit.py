"""What keeps a data directory from being opened: a text for logs, and a code that others have words for."""

from collections.abc import Mapping


class Unfit(Exception):
    """`str` is English; `code` names the same in the catalogue of faults, `params` fill it."""

    def __init__(self, text: str, code: str, **params: str | int) -> None:
        super().__init__(text)
        self.code = code
        self.params: Mapping[str, str | int] = params
