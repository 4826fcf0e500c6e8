"""Whatever the disk does, what was acknowledged is there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journal.shim import built
from tests.torture import only_on_request

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that makes calls to the disk fail."""
    return built(tmp_path_factory.mktemp("shim"))


def fail_at_every_call(shim: Path, folder: Path, pairs: int) -> dict[str, object]:
    env = {**os.environ, "LD_PRELOAD": str(shim), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(HERE / "faults.py"), str(folder), str(pairs)]
    shown = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert shown.returncode == 0, shown.stderr
    found: dict[str, object] = json.loads(shown.stdout)
    return found


def test_a_fault_at_any_call_to_the_disk_loses_nothing(shim: Path, tmp_path: Path) -> None:
    found = fail_at_every_call(shim, tmp_path / "cases", pairs=2)

    assert found["violations"] == []
    assert isinstance(found["calls"], int)
    assert found["calls"] > 20


@pytest.mark.torture
def test_a_fault_at_any_call_of_a_long_journal_loses_nothing(
    shim: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    found = fail_at_every_call(shim, tmp_path / "cases", pairs=20)

    assert found["violations"] == []
