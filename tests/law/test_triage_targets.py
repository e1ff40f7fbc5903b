"""Targets by class: the centre's own, in minutes after receipt."""

import pytest

from domain.law.due import ClassMinutes, TargetMinutes, Targets, targets_for
from tests.law.cases import at

RECEIVED = at("2026-03-22T21:40")


@pytest.mark.parametrize(
    ("klass", "in_city", "contact", "left", "on_site"),
    [
        (0, True, "2026-03-22T21:55", "2026-03-22T22:10", "2026-03-22T22:40"),
        (1, True, "2026-03-22T21:55", "2026-03-22T22:10", "2026-03-22T22:40"),
        (1, False, "2026-03-22T21:55", "2026-03-22T22:10", "2026-03-22T23:40"),
        (2, True, "2026-03-23T21:40", None, None),
        (3, True, None, None, None),
        (9, True, None, None, None),
    ],
)
def test_targets_of_a_class(
    klass: int, in_city: bool, contact: str | None, left: str | None, on_site: str | None
) -> None:
    expected = Targets(
        contact=at(contact) if contact else None,
        left=at(left) if left else None,
        on_site=at(on_site) if on_site else None,
    )
    assert targets_for(klass, RECEIVED, TargetMinutes(), in_city=in_city) == expected


def test_every_figure_is_a_setting() -> None:
    own = TargetMinutes(ordinary=ClassMinutes(contact=600))
    assert targets_for(3, RECEIVED, own).contact == at("2026-03-23T07:40")
