"""The console script, as a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flowhelp import __version__
from tests.transcripts.world import environment


def started(home: Path, *words: str) -> subprocess.Popen[bytes]:
    """`python -m flowhelp` with these words, with a pipe at each end."""
    return subprocess.Popen(
        [sys.executable, "-m", "flowhelp", *words],
        cwd=home,
        env=environment(home) | {"PYTHONPATH": str(Path(__file__).parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_the_module_runs_as_the_command_does(tmp_path: Path) -> None:
    out, err = started(tmp_path, "--version").communicate(timeout=60)

    assert (out.decode(), err) == (f"flowhelp {__version__}\n", b"")


def test_a_reader_that_left_is_silent_success(tmp_path: Path) -> None:
    with started(tmp_path, "list") as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()

        assert running.wait(timeout=120) == 0
        assert running.stderr.read() == b""


@pytest.mark.parametrize("delay", [0.05, 0.1, 0.3, 0.6, 1.0])
def test_ctrl_c_at_any_moment_is_130_without_a_traceback(tmp_path: Path, delay: float) -> None:
    running = started(tmp_path, "index", "--rebuild")
    time.sleep(delay)
    running.send_signal(signal.SIGINT)

    _, err = running.communicate(timeout=120)

    # Done before it came, ours, or Python's own while it was still starting.
    assert running.returncode in {0, 130, -signal.SIGINT} or b"flowhelp/" not in err
    if running.returncode == 130:
        assert b"Traceback" not in err


def test_a_full_disk_under_the_output_is_said(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with full.open("wb") as nowhere:
        done = subprocess.run(
            [sys.executable, "-m", "flowhelp", "--help"],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
            check=False,
            stdout=nowhere,
            stderr=subprocess.PIPE,
        )

    assert done.returncode == 5
    assert done.stderr.startswith(b"flowhelp: the output cannot be written: no space left")


def test_without_any_stream_it_still_ends_well(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m flowhelp paths <&- >&- 2>&-'

    done = subprocess.run(
        ["sh", "-c", command],
        cwd=tmp_path,
        env=environment(tmp_path) | {"PYTHONPATH": str(Path(__file__).parents[1])},
        check=False,
    )

    assert done.returncode == 0
