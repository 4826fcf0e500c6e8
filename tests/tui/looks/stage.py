"""A stage on which nothing moves by itself: clocks, chance, names and folders are always the same.

What is drawn on it depends on the code alone, so a picture of it can be kept and compared.
"""

from __future__ import annotations

import os
import random
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from flowhelp.clock import now as real_now
from flowhelp.ids import SourceName
from flowhelp.library import bundled
from flowhelp.library.source import SourceKind, SourceSpec
from flowhelp.paths import Places
from flowhelp.tui.app import FlowhelpApp
from flowhelp.usecases.reindex import refresh
from flowhelp.usecases.sources import add, trust
from flowhelp.usecases.workspace import Workspace
from tests.pasts import NOON, eventful, started, whole, write_past
from tests.tui.looks.pages import PAGES, SHIPPED
from tests.tui.screens.test_media import png
from tests.usecases.libraries import OPENED

LATER = NOON + timedelta(days=40)
_ID = re.compile(r"terminal-\d+-")


class Model(FlowhelpApp):
    """The app, whose pictures say nothing of the folder the test works in."""

    CSS_PATH = FlowhelpApp.CSS_PATH
    frames: int = 0
    """So many were drawn."""

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        self.frames += 1
        super()._display(screen, renderable)

    def export_screenshot(self, **options: Any) -> str:
        """The picture, with another folder of the same length and a name of its own."""
        there = Path(self.workspace.here).parent.name
        svg = super().export_screenshot(**options)
        return _ID.sub("terminal-0-", svg.replace(there, "x" * len(there)))


class Stage:
    """Where a state is set up.

    Attributes:
        folder: Everything lies in it.
        theme: As `theme` in config.toml.
    """

    def __init__(self, folder: Path, theme: str) -> None:
        self.folder = folder
        self.theme = theme
        self.later = 0.0
        places = self.places
        Path(places.config_folder).mkdir(parents=True)
        Path(places.settings_file).write_text(f'theme = "{theme}"\n', encoding="utf-8")

    @property
    def places(self) -> Places:
        """Its folders."""
        return Places(self.folder / "config", self.folder / "data", self.folder / "cache")

    def workspace(self, *, shipped: bool = False) -> Workspace:
        """A workspace on it."""
        there = self.folder / "there"
        there.mkdir(exist_ok=True)
        shop = Workspace(self.places, folder=there, env={"PATH": os.environ["PATH"]},
                         shipped=shipped)  # fmt: skip
        shop.now = lambda: LATER + timedelta(seconds=self.later)
        shop.monotonic = lambda: 1000.0 + self.later
        shop.noise = random.Random(7).getrandbits  # noqa: S311 (has to be the same each time)
        OPENED.append(shop)
        return shop

    def library(self) -> Workspace:
        """A workspace with the trusted library `plant`, read."""
        self._write("plant", PAGES)
        (self.folder / "plant/pump.png").write_bytes(png(32, 16))
        self._date("plant")
        shop = self.workspace()
        add(shop, str(self.folder / "plant"))
        trust(self.workspace(), "plant")
        shop = self.workspace()
        refresh(shop)
        return shop

    def past(self) -> Workspace:
        """A workspace with that library and four runs."""
        shop = self.library()
        write_past(
            shop,
            whole(1, 0, 3.0),
            whole(2, 20, 9.0, within=False, equipment="P-9"),
            eventful(3, 35),
            [started(4, 39, page="tea", title="とても長い名前の手順 and more of it")],
        )
        return shop

    def new(self, patch: pytest.MonkeyPatch) -> Workspace:
        """A workspace that knows nothing but a few pages that ship."""
        self._write("shipped", SHIPPED)
        self._date("shipped")
        spec = SourceSpec(
            SourceName("flowhelp"), SourceKind.BUNDLED, str(self.folder / "shipped"), trusted=True
        )
        patch.setattr(bundled, "bundled", lambda: spec)
        return self.workspace(shipped=True)

    def world(self, name: str, patch: pytest.MonkeyPatch) -> Workspace:
        """The workspace with that name: `new`, `library` or `past`."""
        if name == "new":
            return self.new(patch)
        return self.past() if name == "past" else self.library()

    def _write(self, name: str, pages: dict[str, str]) -> None:
        for path, text in pages.items():
            file = self.folder / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def _date(self, name: str) -> None:
        """As if written long ago by any clock."""
        at = min(NOON, real_now()).timestamp() - 3600
        for path in (self.folder / name, *(self.folder / name).rglob("*")):
            os.utime(path, (at, at))
