"""What every test of the app leaves behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.usecases.libraries import OPENED


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Close the workspaces of the test: an open database is a warning, and so an error."""
    yield
    while OPENED:
        OPENED.pop().close()
