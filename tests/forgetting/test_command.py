"""`jedel forget`: it lists what waits and who is gone, sees a key that came back, and destroys it."""

import shutil
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from domain.case import forgetting_events as forget
from domain.case import legal_hold as hold
from domain.case.keeping import Part
from tests.builders import BOLAT
from tests.forgetting.house import ERROR, House, wrapped_of
from web.cli.main import main


def told(house: House, *more: str, language: str = "en") -> Result:
    return CliRunner().invoke(main, ["forget", "--data", str(house.data), "--lang", language, *more])


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_it_lists_what_waits_who_is_gone_and_until_when_backups_open_it(house: House, language: str) -> None:
    asked, waits, held, gone = (house.ended() for _ in range(4))
    house.do(
        forget.AskDeletion(
            case=asked, request=uuid4(), parts=(Part.CALLER,), relation=forget.Relation.THEMSELVES
        )
    )
    house.do(forget.ProposeForgetting(case=waits, parts=(Part.CHILD,), ground=ERROR), by=BOLAT)
    house.do(hold.AskLegalHold(case=held, hold=uuid4(), ground=hold.HoldGround.COURT, reason="letter"))
    house.forget(gone)
    answer = told(house, language=language)
    assert answer.exit_code == 0, answer.output
    assert "cli." not in answer.output
    assert "story.word" not in answer.output
    assert answer.output.count("KZ-75-2026-") == 1 + 1 + 1 + 3
    assert "31.03.2026" in answer.output, "to be answered within 15 days"
    assert answer.output.count("15.04.2026") == 3, "30 days after the forgetting"


def test_a_key_that_came_back_is_seen_and_destroyed(house: House) -> None:
    case = house.ended()
    house.close()
    kept = house.data.parent / "kept.db"
    shutil.copy(house.data / "keys.db", kept)
    house.open()
    house.forget(case)
    assert told(house).exit_code == 0
    house.close()
    shutil.copy(kept, house.data / "keys.db")
    seen = told(house)
    assert seen.exit_code == 1
    assert "3 forgotten people" in seen.output
    again = told(house, "--destroy")
    assert (again.exit_code, "Keys destroyed now: 3" in again.output) == (0, True), again.output
    assert [wrapped_of(house.data, case, part) for part in Part] == [None] * 3
    house.open()
    assert house.store.destroyed_again == 0


def test_while_the_server_runs_nothing_is_destroyed_and_without_an_installation_it_says_so(
    house: House,
) -> None:
    running = told(house, "--destroy")
    assert running.exit_code == 1
    assert "Traceback" not in running.output
    nothing = CliRunner().invoke(main, ["forget", "--data", str(house.data / "no"), "--lang", "en"])
    assert (nothing.exit_code, "no installation" in nothing.output) == (1, True)
