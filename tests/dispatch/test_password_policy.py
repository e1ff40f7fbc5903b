"""What everybody tries first is refused; several words in any language are not."""

import pytest

from dispatch.password_policy import MOST, password_fault

COMMON = (
    "password1234",
    "Password12345!",
    "P@ssw0rd2026!!",
    "qwertyuiop12",
    "йцукенгшщзхъ",
    "123456789012",
    "aaaaaaaaaaaa",
    "abcabcabcabcabc",
    "abcdefghijkl",
    "Құпиясөз2026",
    "жедел-алматы-1",
    "qazwsxedc12345",
    "saule.tumarova2026",
)
GOOD = (
    "several words in a row",
    "төрт түрлі қызыл алма",
    "синий чайник под снегом",
    "vB7-qm2x.Lr9t",
    "correct horse battery",
    "a new and long password",
)


@pytest.mark.parametrize("password", COMMON)
def test_tried_first(password: str) -> None:
    assert password_fault(password, "saule.tumarova") == "password-common"


@pytest.mark.parametrize("password", GOOD)
def test_good_enough(password: str) -> None:
    assert password_fault(password, "saule.tumarova") is None


def test_lengths() -> None:
    assert password_fault("vB7-qm2x.Lr") == "password-too-short"
    assert password_fault("vB7-qm2x.Lr9t" * 10) == "password-too-long"
    assert password_fault(("vB7-qm2x.Lr9t wnd" * 9)[:MOST]) is None
