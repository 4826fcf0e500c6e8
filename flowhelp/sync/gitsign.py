"""Whether commits are signed, and how: as the person's own git does it, but never with a question.

A sync may run where nobody is, so a passphrase is not asked for: a key that is locked signs
nothing, and its owner is told.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

WANTED = r"^(commit\.gpgsign|gpg\.format|gpg\.program|gpg\.openpgp\.program)$"
"""What is asked of `git config --get-regexp`."""

_YES = ("true", "yes", "on", "1")
_SSH, _OPENPGP = "ssh", "openpgp"
_QUIETLY = "gpg-quietly"


def settings(said: str, folder: Path) -> tuple[str, ...] | None:
    """What git is given to sign a commit, as NAME=VALUE.

    Args:
        said: What git says of `WANTED`, a line for each setting; the last one counts.
        folder: Where a program may be put that runs GnuPG so that it asks nothing.

    Returns:
        None where commits are not signed, or with X.509, which is not known here.

    Raises:
        OSError: The program cannot be written.

    Source: https://git-scm.com/docs/git-config, "commit.gpgSign", "gpg.format", "gpg.program".
    """
    found = re.findall(r"^(\S+)(?: (.*))?$", said, re.MULTILINE)
    chosen = {name.lower(): value for name, value in found}
    if "commit.gpgsign" not in chosen or (chosen["commit.gpgsign"] or "true").lower() not in _YES:
        return None
    kind = chosen.get("gpg.format", _OPENPGP).lower()
    if kind == _SSH:
        return ()
    if kind != _OPENPGP:
        return None
    programs = [value for name, value in found if name.lower().endswith("program")]
    return (f"gpg.program={_quiet(programs[-1] if programs else 'gpg', folder)}",)


def _quiet(program: str, folder: Path) -> Path:
    """A program that runs that one without its window, or its question in a terminal."""
    place = folder / _QUIETLY
    named = str(Path(program).expanduser()) if program.startswith("~") else program
    text = f'#!/bin/sh\nexec {shlex.quote(named)} --pinentry-mode=error "$@"\n'
    if not place.is_file() or place.read_text(encoding="utf-8") != text:
        place.write_text(text, encoding="utf-8")
    place.chmod(0o700)
    return place
