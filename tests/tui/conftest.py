"""What every test of the app is given, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual import _wait

from flowhelp.tui.dialogs import alert
from tests.usecases.libraries import OPENED

_wait.SLEEP_GRANULARITY = 0.004
_wait.SLEEP_IDLE = 0.001
"""A pilot waits for so long without work after each key; 20 ms of it is a quarter of all tests."""


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
