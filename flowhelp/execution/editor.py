"""The person's own editor, on a file of theirs."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from flowhelp.errors import InputError, UnavailableError

_TAKE_A_LINE = frozenset(
    "vi vim nvim gvim view nano pico emacs emacsclient mg jed joe micro ne kak mcedit".split()
)
"""Editors that begin at the line of `+LINE` before the file."""


class NoEditorError(InputError):
    """Nobody said which editor to use, or not so that it can be understood."""


class EditorError(UnavailableError):
    """The editor cannot be started."""


def editor(env: Mapping[str, str]) -> tuple[str, ...]:
    """The program and its first arguments, from `VISUAL` or `EDITOR`.

    Raises:
        NoEditorError: Neither is set, or its quotes do not close.
    """
    for name in ("VISUAL", "EDITOR"):
        said = env.get(name, "").strip()
        if not said:
            continue
        try:
            words = shlex.split(said)
        except ValueError as error:
            raise NoEditorError(f"{name} cannot be understood: {said}") from error
        if words:
            return tuple(words)
    raise NoEditorError("no editor is set", hint="export EDITOR=nano, or the one you like")


def editing(path: Path, env: Mapping[str, str], line: int = 1) -> tuple[str, ...]:
    """The command that opens a file in the person's editor.

    Args:
        path: Absolute, so that it can be no option.
        env: The person's environment.
        line: To begin at, where the editor is known to take one.

    Raises:
        NoEditorError: Nobody said which.
        EditorError: There is no such program.
    """
    name, *words = editor(env)
    program = shutil.which(name, path=env.get("PATH"))
    if program is None:
        raise EditorError(f"there is no program {name}", hint="export EDITOR=nano")
    place = [f"+{line}"] if line > 1 and Path(name).name in _TAKE_A_LINE else []
    return (program, *words, *place, os.fspath(path))


def edited(command: Sequence[str], env: Mapping[str, str]) -> int:
    """Run an editor at this terminal, and wait; its exit status, below 0 for a signal.

    Ctrl-C is the editor's business: it ends neither the waiting nor us.

    Args:
        command: As `editing` makes it.
        env: The person's environment, which the editor gets as it is.

    Raises:
        EditorError: It cannot be started.
    """
    try:
        running = subprocess.Popen(command, env=dict(env))  # noqa: S603 (what the person set)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise EditorError(f"{command[0]} cannot be started: {reason}") from error
    while True:
        try:
            return running.wait()
        except KeyboardInterrupt:
            continue
