"""Workspaces, walks and apps for tests of the terminal app."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from flowhelp.usecases.library import load, resolve
from flowhelp.usecases.sources import add, trust
from flowhelp.usecases.start import Start, start
from flowhelp.usecases.walk import WalkSession
from flowhelp.usecases.workspace import Workspace
from tests.usecases.libraries import OPENED, places, write


def opened(tmp_path: Path) -> Workspace:
    """A workspace whose person is in a folder of her own."""
    there = tmp_path / "elsewhere"
    there.mkdir(exist_ok=True)
    env = {name: value for name, value in os.environ.items() if name != "CI"}
    found = Workspace(places(tmp_path), folder=there, env=env, shipped=False)
    OPENED.append(found)
    return found


def walk_of(tmp_path: Path, page: str, **params: str) -> WalkSession:
    """A walk of a page in a trusted library."""
    write(tmp_path / "lib", {"page.md": page})
    add(opened(tmp_path), str(tmp_path / "lib"))
    trust(opened(tmp_path), "lib")
    shop = opened(tmp_path)
    entry = resolve(shop, "page")
    return start(shop, entry, load(shop, entry), Start(params=params))


async def until(pilot: Pilot[Any], true: Callable[[], bool], tries: int = 400) -> None:
    """Let the app work until something is so."""
    for _ in range(tries):
        if true():
            return
        await pilot.pause(0.02)
    raise AssertionError("it never came")
