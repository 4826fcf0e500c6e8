"""Programs that see a folder mounted for reading alone, as root would mount it for an auditor."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

_SCRIPT = (
    'mount --make-rprivate / && mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"'
    ' && ! touch "$1/new" 2>/dev/null && shift && exec "$@"'
)


def _may_mount() -> bool:
    tried = ["unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
    try:
        return subprocess.run(tried, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


needs_mounts = pytest.mark.skipif(
    not _may_mount(), reason="only root may mount, and not everywhere"
)


def read_only(folder: Path, *program: str) -> subprocess.CompletedProcess[str]:
    """What a program says and ends with, for which that folder cannot be written."""
    line = ["unshare", "-m", "sh", "-c", _SCRIPT, "sh", str(folder), *program]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(
        line, cwd=folder.parent, env=env, check=False, capture_output=True, text=True, timeout=120
    )
