"""A small library, and the reader at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowhelp.usecases.library import catalog
from flowhelp.usecases.workspace import Workspace
from tests.tui.reading.desk import PAGES
from tests.usecases.libraries import workspace, write


@pytest.fixture
def lib(tmp_path: Path) -> Path:
    """The folder of the library."""
    return write(tmp_path / "lib", PAGES)


@pytest.fixture
def shop(tmp_path: Path, lib: Path) -> Workspace:
    """A workspace with that library, read once, and no desktop."""
    shop = workspace(tmp_path, lib)
    names = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME", "VISUAL", "EDITOR")
    shop.env = {key: value for key, value in shop.env.items() if key not in names}
    catalog(shop)
    return shop
