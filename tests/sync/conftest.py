"""What several tests of syncs work with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.worlds import Machine, Made


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Made]:
    """Makes machines, one for each name."""
    made: dict[str, Machine] = {}

    def make(name: str) -> Machine:
        if name not in made:
            (tmp_path / name).mkdir(exist_ok=True)
            made[name] = Machine(tmp_path / name)
        return made[name]

    yield make
    for each in made.values():
        each.close()
