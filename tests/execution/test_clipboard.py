"""What is copied is what a person sees."""

from __future__ import annotations

import base64
from pathlib import Path

from flowhelp.execution.clipboard import copied, osc52, pasteable


def test_signs_that_act_or_hide_are_not_copied() -> None:
    assert pasteable("ls\x1b[201~\nrm\r\n\u202e\x07\u200b\t🙂\x00") == "ls[201~\nrm\n\t🙂"


def test_the_terminal_is_asked_with_the_text_and_not_when_it_is_long() -> None:
    assert osc52("ls é") == f"\x1b]52;c;{base64.b64encode('ls é'.encode()).decode()}\x07"
    assert osc52("x" * 80_000) == ""


def test_the_program_of_the_desktop_gets_the_text_where_there_is_one(tmp_path: Path) -> None:
    program = tmp_path / "wl-copy"
    program.write_text(f"#!/bin/sh\ncat > {tmp_path}/clipboard\n")
    program.chmod(0o755)
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "WAYLAND_DISPLAY": "wayland-0"}

    assert copied("ls -l\x1b", env, platform="linux")
    assert (tmp_path / "clipboard").read_text() == "ls -l"
    assert not copied("ls", {"PATH": str(tmp_path)}, platform="linux")
    assert not copied("ls", {**env, "SSH_CONNECTION": "1 2 3 4"}, platform="linux")


def test_a_program_that_fails_is_said_to_have(tmp_path: Path) -> None:
    program = tmp_path / "xclip"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)

    assert not copied("ls", {"PATH": f"{tmp_path}:/bin", "DISPLAY": ":0"}, platform="linux")
