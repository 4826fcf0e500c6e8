"""What every test of the app leaves behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flowhelp.tui.dialogs import alert
from tests.usecases.libraries import OPENED


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Close the workspaces of the test: an open database is a warning, and so an error."""
    yield
    while OPENED:
        OPENED.pop().close()


@pytest.fixture(autouse=True)
def _reads_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """People in tests have read a safety message as soon as it is drawn."""
    monkeypatch.setattr(alert, "LEAST_S", 0.0)
