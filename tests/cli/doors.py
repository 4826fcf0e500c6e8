"""The command as a process, through the hot door or through Typer's, piped or at a terminal."""

from __future__ import annotations

import errno
import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.transcripts.world import environment

HERE = Path(__file__).parents[2]
TYPERS = {"_FLOWHELP_COMPLETE": ""}
"""Typer's own variable: where it is there, the hot door leaves everything to Typer."""

_TOOK = re.compile(rb'"took_ms":[0-9.]+')


class Outcome(NamedTuple):
    """What a process wrote and how it ended; times of answers are left out."""

    out: bytes
    err: bytes
    code: int


def command(words: Sequence[str]) -> list[str]:
    """The command line of a process with these words."""
    return [sys.executable, "-m", "flowhelp", *words]


def world(home: Path, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of such a process: nothing but that folder."""
    return environment(home) | {"PYTHONPATH": str(HERE)} | dict(extra or {})


def piped(words: Sequence[str], home: Path, extra: Mapping[str, str] | None = None) -> Outcome:
    """Its outcome where nobody watches."""
    done = subprocess.run(
        command(words),
        cwd=home,
        env=world(home, extra),
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
    )
    return Outcome(_TOOK.sub(b"", done.stdout), done.stderr, done.returncode)


def watched(words: Sequence[str], home: Path, extra: Mapping[str, str] | None = None) -> Outcome:
    """Its outcome at a terminal, where both streams are one."""
    main, side = pty.openpty()
    running = subprocess.Popen(
        command(words), cwd=home, env=world(home, extra), stdin=side, stdout=side, stderr=side,
        start_new_session=True,
    )  # fmt: skip
    os.close(side)
    received, until = b"", time.monotonic() + 120
    while time.monotonic() < until:
        if select.select([main], [], [], 1.0)[0]:
            try:
                part = os.read(main, 65536)
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                break
            if not part:
                break
            received += part
    os.close(main)
    return Outcome(_TOOK.sub(b"", received), b"", running.wait(timeout=30))
