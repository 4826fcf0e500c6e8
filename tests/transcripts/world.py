"""An environment for the installed command, where nothing of this machine shows."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("flowhelp")
LIBRARY = Path(__file__).with_name("library")

needs_command = pytest.mark.skipif(
    not COMMAND.exists(), reason="flowhelp is not installed beside this Python"
)


def environment(home: Path) -> dict[str, str]:
    """Variables for a process that has this folder, a library in it, and nothing else."""
    shutil.copytree(LIBRARY, home / "library", dirs_exist_ok=True)
    return {
        "PATH": os.pathsep.join([str(COMMAND.parent), "/usr/local/bin", "/usr/bin", "/bin"]),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "TERM": "xterm-256color",
        "FLOWHELP_CONFIG": str(home / "config"),
        "FLOWHELP_DATA": str(home / "data"),
        "FLOWHELP_CACHE": str(home / "cache"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_AUTHOR_EMAIL": "ada@example.org",
        "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@example.org",
    }
