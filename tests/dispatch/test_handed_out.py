"""What is handed out is brought back once, to whichever process, by nobody who made it up."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from dispatch.invitations import Invitations, Stage, comparison
from dispatch.once import Once
from dispatch.tickets import Purpose, Tickets
from dispatch.wrapping import Wrapping, make_key_file
from tests.dispatch.test_sessions import Hand
from tests.dispatch.test_tables import beside
from tests.places import Place

MINUTES = timedelta(minutes=2)
BODY = {"for": "somebody", "n": 1}
ACCOUNT, PHONE, BY = (UUID(int=number) for number in (1, 2, 3))
Opened = Callable[[], Once]


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def wrapping(tmp_path: Path) -> Wrapping:
    make_key_file(tmp_path / "keys.kek")
    return Wrapping(tmp_path / "keys.kek")


@pytest.fixture
def opened(place: Place, wrapping: Wrapping, clock: Hand) -> Opened:
    """Each is a process of its own."""
    return lambda: Once(place.open(), wrapping, clock, 2)


def test_what_one_hands_out_another_takes_and_nobody_again(opened: Opened) -> None:
    here, there = opened(), opened()
    text = here.hand_out("a", BODY, MINUTES)
    assert here.look("a", text) == there.look("a", text) == BODY
    assert there.take("a", text) == BODY
    assert [each.take("a", text) for each in (here, there)] == [None, None]
    assert here.look("a", text) is None


def test_it_is_of_one_kind_and_over_in_time(opened: Opened, clock: Hand) -> None:
    once = opened()
    text = once.hand_out("a", BODY, MINUTES)
    assert once.take("b", text) is None
    clock.at += MINUTES
    assert once.look("a", text) is once.take("a", text) is None


def test_brought_back_in_vain_too_often_it_is_over(opened: Opened) -> None:
    here, there = opened(), opened()
    text = here.hand_out("a", BODY, MINUTES)
    here.failed("a", text)
    assert there.look("a", text) == BODY
    there.failed("a", text)
    assert here.look("a", text) is there.take("a", text) is None


def takers(opened: Opened, text: str) -> int:
    """How many of several processes get it."""
    got: list[object] = []
    each_own = [opened() for _ in range(4)]
    assert beside(*[lambda one=one: got.append(one.take("a", text)) for one in each_own]) == []
    return sum(found is not None for found in got)


def test_of_many_at_once_one_gets_it(opened: Opened) -> None:
    assert takers(opened, opened().hand_out("a", BODY, MINUTES)) == 1


def test_the_trial_of_one_notices_a_look_before_the_row(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: the row is written whatever stands there."""
    monkeypatch.setattr("dispatch.once._TAKE", _CARELESS)
    assert takers(opened, opened().hand_out("a", BODY, MINUTES)) > 1


_CARELESS = (
    "INSERT INTO brought_back VALUES (?,?,?) ON CONFLICT (mark) DO UPDATE SET tries=excluded.tries"
    " WHERE brought_back.tries<>-?"
)


def test_another_spelling_of_the_same_text_is_the_same(opened: Opened) -> None:
    """Base64 leaves bits of the last letter open; those must not make a second one of it."""
    once = opened()
    kek, _, rest = once.hand_out("a", BODY, MINUTES).partition(".")
    wrapped = urlsafe_b64decode(rest + "=" * (-len(rest) % 4))
    spellings = {
        f"{kek}.{rest[:-1]}{last}" for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    }
    same = [text for text in spellings if once.look("a", text) is not None]
    assert all(urlsafe_b64decode(_filled(text.partition(".")[2])) == wrapped for text in same)
    spelt = f"{kek}.{urlsafe_b64encode(wrapped).decode()}"
    assert once.take("a", spelt) is not None
    assert all(once.look("a", text) is None for text in [*same, f"{kek}.{rest}"])


def _filled(text: str) -> str:
    return text + "=" * (-len(text) % 4)


def test_what_was_made_up_or_changed_is_nothing(opened: Opened, wrapping: Wrapping) -> None:
    once = opened()
    text = once.hand_out("a", BODY, MINUTES)
    for made_up in (
        "",
        "a",
        ".",
        f"{wrapping.kek}.",
        f"x{text}",
        text[:-4],
        "ж.ж",
        json.dumps(BODY),
        "a." * 9_000,
    ):
        assert once.look("a", made_up) is once.take("a", made_up) is None
        once.failed("a", made_up)
    assert "somebody" not in text
    assert once.take("a", text) == BODY


def test_handing_out_leaves_nothing_and_what_is_over_goes(opened: Opened, place: Place, clock: Hand) -> None:
    once = opened()
    texts = [once.hand_out("a", BODY, MINUTES) for _ in range(9)]
    rows = place.open()
    assert rows.rows("SELECT count(*) FROM brought_back") == [(0,)]
    once.take("a", texts[0])
    clock.at += MINUTES + timedelta(seconds=1)
    once.take("a", once.hand_out("a", BODY, MINUTES))
    assert rows.rows("SELECT count(*) FROM brought_back") == [(1,)]


def test_a_ticket_says_what_it_was_made_of(place: Place, wrapping: Wrapping, clock: Hand) -> None:
    here, there = (Tickets(place.open(), wrapping, clock) for _ in range(2))
    given = {"secret": "S", "password": "hash", "provider": ("subject", "sid")}
    text, ticket = here.issue(Purpose.ENROL, MINUTES, ACCOUNT, **given)  # type: ignore[arg-type]
    assert there.look(text, Purpose.ENROL) == ticket
    assert there.look(text, Purpose.SECOND) is None
    assert there.take(text, Purpose.ENROL) == ticket
    assert here.take(text, Purpose.ENROL) is None
    text, ticket = here.issue(Purpose.PASSKEY, MINUTES)
    assert there.take(text, Purpose.PASSKEY) == ticket


def test_an_invitation_is_claimed_by_one_phone_and_confirmed_once(place: Place, clock: Hand) -> None:
    here, there = (Invitations(place.open(), clock, MINUTES) for _ in range(2))
    code, made = here.invite(ACCOUNT, PHONE, "phone", BY)
    assert there.named(made.id) == there.of_code(code) == made
    got: list[object] = []
    claim = [lambda one=one: got.append(one.claim(code, b"key", "pin")) for one in (here, there)]
    assert beside(*claim) == []
    (claimed,) = [one for one in got if one is not None]
    assert claimed.comparison == comparison(code, b"key")  # type: ignore[attr-defined]
    assert there.step(made.id, Stage.CLAIMED, Stage.CONFIRMED)
    assert not here.step(made.id, Stage.CLAIMED, Stage.CONFIRMED)
    there.cancel(made.id)
    there.invite(ACCOUNT, PHONE, "another", BY)
    assert here.step(made.id, Stage.CONFIRMED, Stage.ENROLLED), "what somebody confirmed is not ended"
    there.cancel(made.id)
    enrolled = here.named(made.id)
    assert enrolled is not None
    assert (enrolled.stage, enrolled.pin) == (Stage.ENROLLED, "")
    assert not place.holds(code.encode())


def test_a_new_invitation_ends_the_one_before(place: Place, clock: Hand) -> None:
    here, there = (Invitations(place.open(), clock, MINUTES) for _ in range(2))
    code, _ = here.invite(ACCOUNT, PHONE, "phone", BY)
    newer, _ = there.invite(ACCOUNT, PHONE, "phone", BY)
    assert here.claim(code, b"key", "pin") is None
    clock.at += MINUTES
    assert there.claim(newer, b"key", "pin") is None
    assert there.of_code(newer) is None
