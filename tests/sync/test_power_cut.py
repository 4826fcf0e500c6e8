"""Whatever a power cut leaves of journal, outbox and what was pulled: a sync mends it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.torture import only_on_request

ROOT = Path(__file__).parents[2]


def may_mount() -> bool:
    """Whether a file system in a file can be mounted here."""
    tools = ("unshare", "mkfs.ext4", "mount", "findmnt")
    return (
        os.geteuid() == 0 and Path("/dev/loop-control").exists() and all(map(shutil.which, tools))
    )


pytestmark = pytest.mark.skipif(not may_mount(), reason="only root may mount, and not everywhere")


def cut_the_power(folder: Path, cuts: int, events: int, seed: int) -> dict[str, Any]:
    numbers = map(str, (cuts, events, seed))
    words = ["unshare", "-m", sys.executable, "-m", "tests.sync.powercuts", str(folder), *numbers]
    shown = subprocess.run(
        words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if "mount" in shown.stderr and "CalledProcessError" in shown.stderr:
        pytest.skip("a file system in a file cannot be mounted here")
    assert shown.returncode == 0, shown.stderr
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def test_after_a_power_cut_a_sync_brings_everything_once(tmp_path: Path) -> None:
    found = cut_the_power(tmp_path / "world", cuts=5, events=60, seed=1)

    assert found["violations"] == []
    assert found["acknowledged"] >= 60


@pytest.mark.torture
def test_after_any_of_200_power_cuts_nothing_of_5_000_events_is_lost(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    found = cut_the_power(tmp_path / "world", cuts=220, events=5_500, seed=2)

    assert found["violations"] == []
    assert (found["cuts"], found["acknowledged"] >= 5_000) == (220, True)
