"""The code of a school's public form: eight signs that nobody guesses, printed on the school's sheet.

Made from the school's id with the installation's own key, so nothing is stored and a lost sheet is printed
anew; 31 signs without 0, 1, I, L, O: 40 bits, so of 10 million tries one in 13 meets any of 7,500 schools.
"""

from typing import Final

from dispatch.keys import Keys

SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH: Final = 8


class SchoolCodes:
    """Codes both ways. `learn` each school once; safe from any thread."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._schools: dict[str, str] = {}

    def learn(self, school: str) -> None:
        self._schools[self.code_of(school)] = school

    def code_of(self, school: str) -> str:
        number = int(self._keys.blind("school-code", school), 16)
        signs = []
        for _ in range(LENGTH):
            number, at = divmod(number, len(SIGNS))
            signs.append(SIGNS[at])
        return "".join(signs)

    def school_of(self, code: str) -> str | None:
        """The school of a code as somebody typed it; small letters count as large ones."""
        return self._schools.get(code.upper())
