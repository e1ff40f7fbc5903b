"""One house for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forgetting.house import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    found = House(tmp_path / "data")
    yield found
    found.close()
