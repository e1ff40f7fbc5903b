"""One reader of the clock, no silent skip, nothing the content policy forbids, no Kazakh from Intl."""

from pathlib import Path

import pytest

from tests.house import sources
from tests.house.plant import plant
from tests.house.tree import ROOT, listed
from tests.marks import mark


def test_only_the_clock_reads_the_clock() -> None:
    assert not (faults := sources.clock_readers(ROOT)), listed(faults)


def test_every_skip_says_why() -> None:
    assert not (faults := sources.silent_skips(ROOT)), listed(faults)


def test_pages_keep_to_the_content_policy_and_ask_no_kazakh_of_intl() -> None:
    assert not (faults := sources.browser_traps(ROOT)), listed(faults)


def test_no_name_of_a_test_is_found_by_a_number() -> None:
    assert not (faults := sources.figures_in_marks(ROOT)), listed(faults)
    assert mark().isalpha()


def test_a_name_with_figures_is_seen(tmp_path: Path) -> None:
    plant(tmp_path, {"tests/web/test_a.py": "number = f'{uuid4().hex[:8]}-1'"})
    assert len(sources.figures_in_marks(tmp_path)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime\ndatetime.now(UTC)\n",
        "from datetime import datetime as when\nwhen.utcnow()\n",
        "import datetime as dt\ndt.datetime.now()\n",
        "from datetime import date\ndate.today()\n",
        "import time\ntime.time()\n",
        "import time as t\nf = t.time\n",
        "from time import time\n",
    ],
)
def test_a_second_reader_of_the_clock_is_seen(tmp_path: Path, text: str) -> None:
    assert len(sources.clock_readers(plant(tmp_path, {"dispatch/other.py": text}))) == 1
    assert len(sources.clock_readers(plant(tmp_path, {"dispatch/clock.py": text}))) == 1


def test_a_clock_that_is_handed_in_is_no_fault(tmp_path: Path) -> None:
    plant(tmp_path, {"dispatch/other.py": "import time\nself.clock.now()\ntime.monotonic()\n"})
    assert sources.clock_readers(tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "@pytest.mark.skip\ndef test_a(): pass\n",
        "@pytest.mark.skip()\ndef test_a(): pass\n",
        "@pytest.mark.skipif(True)\ndef test_a(): pass\n",
        "@pytest.mark.xfail\ndef test_a(): pass\n",
        "def test_a():\n    pytest.skip()\n",
    ],
)
def test_a_silent_skip_is_seen(tmp_path: Path, text: str) -> None:
    assert len(sources.silent_skips(plant(tmp_path, {"tests/test_a.py": text}))) == 1


def test_a_skip_with_a_reason_is_no_fault(tmp_path: Path) -> None:
    text = (
        '@pytest.mark.skipif(True, reason="no Redis here")\ndef test_a():\n    pytest.skip("none either")\n'
    )
    assert sources.silent_skips(plant(tmp_path, {"tests/test_a.py": text})) == []


@pytest.mark.parametrize("text", ["it.only('a', f)", "describe.skip('a', f)", "test.todo('a')"])
def test_an_idle_screen_test_is_seen(tmp_path: Path, text: str) -> None:
    assert sources.silent_skips(plant(tmp_path, {"web/screen/src/a.test.ts": text}))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "<script>alert(1)</script>"),
        ("a.html", '<p style="color:red">'),
        ("a.html", "<style>p{}</style>"),
        ("a.html", '<body onload="x()">'),
        ("src/A.svelte", '<p class="a" style="color:red">'),
        ("src/A.svelte", "<p\n  style={colour}>"),
        ("src/A.svelte", "{@html text}"),
        ("src/a.ts", "box.innerHTML = text;"),
        ("src/a.ts", "new Intl.NumberFormat('kk')"),
        ("src/a.ts", "new Intl.Collator(['kk', 'ru'])"),
        ("src/a.ts", "when.toLocaleTimeString('kk-KZ')"),
        ("src/a.ts", "a.localeCompare(b, 'kk')"),
    ],
)
def test_a_trap_is_seen(tmp_path: Path, name: str, text: str) -> None:
    assert len(sources.browser_traps(plant(tmp_path, {f"web/screen/{name}": text}))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", '<script type="module" src="/src/main.ts"></script>'),
        (
            "src/A.svelte",
            "<script>\n  const style = '';\n</script>\n<p style:left={x}>a</p>\n<style>p{}</style>",
        ),
        ("src/a.ts", "new Intl.PluralRules('kk'); new Intl.NumberFormat('ru'); if (a.innerHTML === b) {}"),
    ],
)
def test_what_is_allowed_is_no_trap(tmp_path: Path, name: str, text: str) -> None:
    assert sources.browser_traps(plant(tmp_path, {f"web/screen/{name}": text})) == []
