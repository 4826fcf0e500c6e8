"""With nothing wrong: what the other tests compare with."""

from __future__ import annotations

import pytest

from tests.sync.matrix.conftest import Named, Placed, long
from tests.sync.matrix.records import some_runs
from tests.sync.matrix.recovery import recovered


@long
@pytest.mark.parametrize("kind", ["folder", "git", "xapi"])
def test_everything_is_there_once_to_the_byte(named: Named, placed: Placed, kind: str) -> None:
    place, ada, ben = placed(kind), named("ada"), named("ben")
    for each in (ada, ben):
        each.joins(kind, place.location)
    ada.writes(some_runs(0, long=True))

    recovered(place, ben, ada)
