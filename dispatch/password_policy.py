"""Which new passwords are refused: too short, too long, or among those that everybody tries first.

No rules about which characters: they make people write passwords down. What is tried first is
recognised by patterns of our own rather than by a list of others': words and keyboard rows, however
often and with whatever digits around them, and the person's own login.
"""

import re
from typing import Final

LEAST: Final = 12
MOST: Final = 128
"""Lengths in characters."""

_WORDS: Final = (
    "password", "passwort", "passw0rd", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "asdfgh", "zxcvbn",
    "letmein", "welcome", "admin", "administrator", "root", "login", "secret", "changeme", "iloveyou",
    "monkey", "dragon", "football", "sunshine", "princess", "master", "superman", "user", "test", "demo",
    "jedel", "neverwas", "dispatcher", "operator", "supervisor", "kazakhstan", "qazaqstan", "almaty",
    "astana", "пароль", "йцукен", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "фывапр", "ячсмить", "привет",
    "админ", "администратор", "секрет", "любовь", "казахстан", "алматы", "астана", "диспетчер", "оператор",
    "жедел", "құпиясөз", "құпия", "сәлем", "қазақстан", "мама", "папа", "abc", "qaz", "wsx", "edc", "qwe",
    "asd", "zxc", "йцу", "фыв", "ячс",
)  # fmt: skip
_LOOKS_LIKE: Final = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
)
_ROWS: Final = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюя")


def password_fault(password: str, login: str = "") -> str | None:
    """Code of what is wrong with a new password; nothing if it is good enough."""
    if len(password) < LEAST:
        return "password-too-short"
    if len(password) > MOST:
        return "password-too-long"
    return "password-common" if _is_common(password.casefold(), login.casefold()) else None


def _is_common(password: str, login: str) -> bool:
    """Whether hardly anything is left once words, rows, the login, digits and repetitions are taken out."""
    if len(set(password)) < 5 or _repeats(password):
        return True
    left = {_without(text, login) for text in (password, password.translate(_LOOKS_LIKE))}
    return any(len(text) < 4 for text in left)


def _repeats(password: str) -> bool:
    """One short piece, over and over."""
    return re.fullmatch(r"(.{1,6}?)\1+.{0,2}", password, re.DOTALL) is not None


def _without(password: str, login: str) -> str:
    words = sorted((*_WORDS, *((login,) if len(login) > 2 else ())), key=len, reverse=True)
    for word in words:
        password = password.replace(word, " ")
    for length in (8, 7, 6, 5, 4):
        for row in _ROWS:
            for start in range(len(row) - length + 1):
                piece = row[start : start + length]
                password = password.replace(piece, " ").replace(piece[::-1], " ")
    return re.sub(r"[\W\d_]+", "", password)
