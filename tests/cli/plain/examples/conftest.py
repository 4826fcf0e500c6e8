"""A desk for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.plain.examples.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with the examples on it."""
    return Desk(tmp_path)
