"""Programs that see a folder mounted for reading alone, as for an auditor, or on a full disk."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

_SCRIPT = (
    'mount --make-rprivate / && mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"'
    ' && ! touch "$1/new" 2>/dev/null && shift && exec "$@"'
)

_FULL = (
    'mount --make-rprivate / && cp -a "$1" "$1.copy" && mount -t tmpfs -o size=2m tmpfs "$1"'
    ' && cp -a "$1.copy/." "$1" && { dd if=/dev/zero of="$1/fill" bs=1k 2>/dev/null; :; }'
    ' && shift && exec "$@"'
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


def read_only(folder: Path, *program: str, full: bool = False) -> subprocess.CompletedProcess[str]:
    """What a program says and ends with, for which that folder cannot be written.

    Args:
        folder: With less than 2 MiB in it.
        program: Its words.
        full: Whether the folder may be written, and its disk has no room.
    """
    script = _FULL if full else _SCRIPT
    line = ["unshare", "-m", "sh", "-c", script, "sh", str(folder), *program]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(
        line, cwd=folder.parent, env=env, check=False, capture_output=True, text=True, timeout=120
    )
