"""A small world for the command line: a library of three pages, and places of its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flowhelp.cli.app import app

PUMP = """\
---
description: Swap the feed pump without losing the batch.
owner: plant
risk: high
time: 20 min
colour: blue
params:
  line: {type: choice, choices: [a, b], help: Which line it feeds}
---
# Swap the feed pump

> [!WARNING]
> The pipe is hot.

1. Close valve V-12.

   ```sh
   valvectl close v12
   ```

   - **Expect:** the hiss stops.
   - **Record:** Gauge PG-2: ___ bar (0–1)
2. Loosen the four bolts.
   1. Begin with the lower ones.
3. Lift the pump out with {{line}} labelled.
"""
LAMP = "# Replace the warning lamp\n\n- [ ] Switch the panel off.\n- [ ] Turn the lamp out.\n"
BROKEN = "---\ntitle: [unclosed\nhidden: words\n---\n# Broken head\n\nSome text.\n"

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def warm_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One index for all tests of a process, so that what ships is read once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    """A folder of three pages, one of them with a head that is not YAML."""
    folder = tmp_path / "plant"
    (folder / "pumps").mkdir(parents=True)
    (folder / "pumps" / "swap-feed-pump.md").write_text(PUMP, encoding="utf-8")
    (folder / "lamp.md").write_text(LAMP, encoding="utf-8")
    (folder / "broken.md").write_text(BROKEN, encoding="utf-8")
    return folder


@pytest.fixture
def places(tmp_path: Path, warm_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Places of this test alone, with the current folder in them; returns that folder."""
    for name in [name for name in os.environ if name.startswith("FLOWHELP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FLOWHELP_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("FLOWHELP_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FLOWHELP_CACHE", str(warm_cache))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(places: Path, plant: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `flowhelp` with these words, in this process, with the plant's library."""
    del places
    monkeypatch.setenv("FLOWHELP_PATH", str(plant))

    def go(*words: str, said: str | None = None) -> Result:
        return CliRunner().invoke(app, [*words], input=said, prog_name="flowhelp")

    return go
