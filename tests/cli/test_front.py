"""`flowhelp` alone: the full screen on a terminal, help elsewhere, and errors before either."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from pathlib import Path
from select import select

import pytest

from tests.benchmarks.terminal import sized

COMMAND = Path(sys.executable).with_name("flowhelp")


def environment(tmp_path: Path, **more: str) -> dict[str, str]:
    names = ("config", "data", "cache")
    own = {f"FLOWHELP_{name.upper()}": str(tmp_path / name) for name in names}
    return {**os.environ, **own, "TERM": "xterm-256color", **more}


def opened(tmp_path: Path, until: bytes, then: bytes = b"", **more: str) -> tuple[bytes, int]:
    """What a terminal shows, and the exit code."""
    child, terminal = pty.fork()
    if child == 0:
        sized(1, 80, 24)
        os.chdir(tmp_path)
        os.execve(COMMAND, [str(COMMAND)], environment(tmp_path, **more))  # noqa: S606
    heard, deadline = b"", time.monotonic() + 60
    while time.monotonic() < deadline:
        ready, _, _ = select([terminal], [], [], 1.0)
        try:
            heard += os.read(terminal, 65_536) if ready else b""
        except OSError:
            break
        if then and until in heard:
            os.write(terminal, then)
            then = b""
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    return heard, os.waitstatus_to_exitcode(status)


def test_on_a_terminal_it_opens_and_leaves_the_terminal_as_it_was(tmp_path: Path) -> None:
    heard, code = opened(tmp_path, b"hat do you want to do?", b"\x11")

    assert code == 0
    assert heard.rfind(b"\x1b[?1049l") > heard.find(b"\x1b[?1049h") >= 0


@pytest.mark.parametrize(
    ("name", "said"), [("config.toml", b"theme"), ("sources.json", b"sources.json")]
)
def test_what_is_broken_is_said_before_the_screen_is_taken(
    tmp_path: Path, name: str, said: bytes
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / name).write_text('theme = "loud"\n', encoding="utf-8")

    heard, code = opened(tmp_path, b"never")

    assert code == 4
    assert said in heard
    assert b"\x1b[?1049h" not in heard


def test_a_terminal_that_can_do_nothing_gets_help(tmp_path: Path) -> None:
    heard, code = opened(tmp_path, b"never", TERM="dumb")

    assert code == 0
    assert b"howto" in heard


def test_without_a_terminal_it_is_help() -> None:
    done = subprocess.run([COMMAND], check=True, capture_output=True, stdin=subprocess.DEVNULL)

    assert b"howto" in done.stdout
