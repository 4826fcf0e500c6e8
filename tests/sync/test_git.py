"""Records in a git repository: real git, real hooks, histories that others forced."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from flowhelp.sync.git import GitTarget
from tests.sync.conformance import Conformance, Opened


def run(folder: Path, *args: str) -> str:
    """What git prints there."""
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "gc.auto=0")
    done = subprocess.run(
        ("git", *identity, *args), cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty bare repository that everybody pushes to."""
    folder = tmp_path / "team.git"
    folder.mkdir()
    run(folder, "init", "-q", "--bare")
    return folder


def at(place: Path, tmp_path: Path) -> Opened:
    """Opens the target for a device, each with a data folder of its own."""
    return lambda device: GitTarget(place.as_uri(), tmp_path / "data" / device, os.environ)


@pytest.fixture
def opened(place: Path, tmp_path: Path) -> Opened:
    return at(place, tmp_path)


class TestGit(Conformance):
    """The suite of every target."""

    @pytest.fixture
    def opened(self, place: Path, tmp_path: Path) -> Opened:
        return at(place, tmp_path)
