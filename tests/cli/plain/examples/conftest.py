"""A desk for each test."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.plain.examples.desk import Desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A desk with the examples on it; its path is short, so that lines with it are not wrapped."""
    with tempfile.TemporaryDirectory(prefix="fh") as folder:
        yield Desk(Path(folder))
