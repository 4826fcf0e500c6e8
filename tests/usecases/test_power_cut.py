"""Whatever a power cut leaves on the disk: resuming shows what was shown, nobody signs twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.journal.shim import built
from tests.torture import only_on_request

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that tells of every sync."""
    return built(tmp_path_factory.mktemp("shim"))


def cut_the_power(shim: Path, folder: Path, walks: int, every: int, seed: int) -> dict[str, Any]:
    env = {**os.environ, "LD_PRELOAD": str(shim), "PYTHONPATH": str(ROOT)}
    words = ["-m", "tests.usecases.cuts", str(folder), str(walks), str(every), str(seed)]
    shown = subprocess.run(
        [sys.executable, *words], env=env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert shown.returncode == 0, shown.stderr
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def test_after_a_power_cut_a_walk_goes_on_as_it_was_shown(shim: Path, tmp_path: Path) -> None:
    found = cut_the_power(shim, tmp_path / "world", walks=1, every=23, seed=3)

    assert found["violations"] == []
    assert found["looked at"] > 50
    assert found["signatures"] == 7


@pytest.mark.torture
def test_after_a_power_cut_at_any_sync_a_walk_goes_on_as_it_was_shown(
    shim: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    found = cut_the_power(shim, tmp_path / "world", walks=2, every=1, seed=4)

    assert found["violations"] == []
    assert found["looked at"] >= 300
