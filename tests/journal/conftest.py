"""What every test of the journal leaves behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journal.teams import TEAMS
from tests.journal.worlds import OPENED


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Close the journals of the test: an open database is a warning, and so an error."""
    yield
    for opened in (OPENED, TEAMS):
        while opened:
            opened.pop().close()
