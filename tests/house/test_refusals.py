"""Every refusal of the domain has a test that names it."""

from pathlib import Path

from tests.house.plant import plant
from tests.house.refusals import codes_of, untested
from tests.house.tree import ROOT, listed


def test_every_refusal_of_the_domain_is_tested() -> None:
    assert not (faults := untested(ROOT)), listed(faults)


def test_there_are_refusals_to_look_at() -> None:
    assert {"case-closed", "team-busy", "point-swapped", "team-on-duty"} <= set(codes_of(ROOT))


def test_a_refusal_without_a_test_is_seen(tmp_path: Path) -> None:
    source = 'def f():\n    return Refused(code="known")\n\n\ndef g():\n    return Refused(code="strange")\n'
    points = "A = ('point-not-a-number', 'point-zero', 'point-swapped', 'point-outside-country', 'known')\n"
    plant(tmp_path, {"domain/a.py": source, "tests/domain/test_a.py": points})
    assert [(fault.line, fault.what) for fault in untested(tmp_path)] == [(6, "no test refuses with strange")]
