"""The library that makes calls to the disk fail, and tells of every sync: built where it can be."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_SOURCE = Path(__file__).with_name("shim.c")


def built(folder: Path, source: Path = _SOURCE) -> Path:
    """The library, made in that folder; the test is skipped where it cannot be made."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not sys.platform.startswith("linux"):
        pytest.skip("the shim is for Linux")
    if compiler is None:
        pytest.skip("there is no C compiler to build the shim with")
    made = folder / "shim.so"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(source), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return made
