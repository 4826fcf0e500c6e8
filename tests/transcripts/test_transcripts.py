"""Each `.txt` file beside this one is a session at a shell.

A line that begins with `$ ` is typed; what follows is all that is printed, to
stdout and to stderr. `[3]` after it is an exit code other than 0. `…` stands
for anything in a line. `{home}` is the folder of the session.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.transcripts.world import environment, needs_command

SESSIONS = sorted(Path(__file__).parent.glob("*.txt"))


def exchanges(session: str) -> Iterator[tuple[str, str]]:
    """(what is typed, what is printed) in order."""
    for part in session.split("\n$ "):
        typed, _, printed = part.removeprefix("$ ").partition("\n")
        if not typed.startswith("#"):
            yield typed, printed.strip("\n")


def pattern(printed: str, home: Path) -> str:
    """The regular expression for what is expected."""
    return ".*".join(map(re.escape, printed.replace("{home}", str(home)).split("…")))


@needs_command
@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.stem)
def test_the_session_goes_as_it_is_written(session: Path, tmp_path: Path) -> None:
    world = environment(tmp_path)

    for typed, expected in exchanges(session.read_text(encoding="utf-8")):
        done = subprocess.run(
            ["bash", "-c", typed],
            cwd=tmp_path,
            env=world,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
        )
        code = f"\n[{done.returncode}]" if done.returncode else ""
        printed = (done.stdout.rstrip("\n") + code).strip("\n")
        if not re.fullmatch(pattern(expected, tmp_path), printed):
            assert f"$ {typed}\n{printed}" == f"$ {typed}\n{expected}"
