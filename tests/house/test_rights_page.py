"""The page of rights is fresh, and every action and reach has words in three languages."""

import pytest

from domain.access import Action
from domain.reach import Reach
from tests.house.tree import ROOT
from web.cli.rights_page import PAGE, page
from web.words import LANGUAGES, catalogue


def test_the_page_is_fresh() -> None:
    assert (ROOT / PAGE).read_text(encoding="utf-8") == page(), "run: python -m web.cli.rights_page"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_and_reach_has_words(language: str) -> None:
    wanted = {f"rights.action.{each}" for each in Action} | {f"rights.reach.{each}" for each in Reach}
    assert wanted <= set(catalogue(language))
