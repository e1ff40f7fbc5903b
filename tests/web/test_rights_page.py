"""The table of rights over HTTP: whole for those who answer for it, and for nobody else."""

import pytest

from tests.web.client import Running
from web.rights import matrix


@pytest.mark.parametrize("login", ["head", "auditor", "administrator"])
def test_who_answers_for_rights_sees_them(login: str, server: Running) -> None:
    assert server.enter(login).get("/api/rights") == matrix()


@pytest.mark.parametrize("login", ["dispatcher", "analyst", "specialist"])
def test_others_do_not(login: str, server: Running) -> None:
    assert server.enter(login).http.get("/api/rights").status_code == 403
