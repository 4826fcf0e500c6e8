"""Real files read by careful people, against what `flowhelp inspect` says of them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.content.shared import SHARED

YARDSTICK = SHARED / "eval" / "structure.py"
FIGURES = re.compile(
    r"type (?P<type>[\d.]+)\s+count (?P<count>[\d.]+)\s+"
    r"step F1 (?P<step>[\d.]+)\s+command F1 (?P<command>[\d.]+)"
)
LEAST = {"type": 0.9, "count": 0.85, "step": 0.82, "command": 0.75}


def program() -> str:
    """The installed program, beside the interpreter or on the PATH; empty where there is none."""
    beside = Path(sys.executable).parent / "flowhelp"
    return str(beside) if beside.is_file() else shutil.which("flowhelp") or ""


@pytest.mark.skipif(not YARDSTICK.is_file(), reason="no yardsticks beside the checkout")
@pytest.mark.skipif(not program(), reason="flowhelp is not installed here")
def test_real_files_are_read_as_careful_people_read_them() -> None:
    done = subprocess.run(
        [sys.executable, str(YARDSTICK), "--command", program()],
        capture_output=True,
        text=True,
        check=True,
    )

    figures = FIGURES.search(done.stdout)
    assert figures is not None, done.stdout
    short = {name: figures[name] for name, least in LEAST.items() if float(figures[name]) < least}
    assert short == {}
