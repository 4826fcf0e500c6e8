"""A command into the clipboard: by the desktop's own program, or by the terminal (OSC 52).

What is copied is pasted into a shell later, so nothing goes there that a
person would not see: control signs, and signs that hide or reorder words.
"""

from __future__ import annotations

import base64
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Mapping

LONGEST = 74_000
"""Bytes that terminals take by OSC 52; xterm takes the fewest."""

_SECONDS = 2.0
_HIDING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINING = frozenset("\n\t\u200d\ufe0f")


def pasteable(text: str) -> str:
    """`text` without signs that act or hide; lines and tabs stay, every line end is a feed."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        sign for sign in plain if sign in _JOINING or unicodedata.category(sign) not in _HIDING
    )


def osc52(text: str) -> str:
    """The sequence that asks a terminal to put `text` into its clipboard; empty when too long.

    Only a front end may write it, and only of text that the person chose to copy.

    Source: XTerm Control Sequences, "Operating System Commands", Ps = 52.
    """
    raw = pasteable(text).encode("utf-8", "replace")
    if len(raw) > LONGEST:
        return ""
    return f"\x1b]52;c;{base64.b64encode(raw).decode()}\x07"


def copied(text: str, env: Mapping[str, str], *, platform: str = sys.platform) -> bool:
    """Whether a program of the desktop took `text`; else the terminal may (`osc52`).

    Args:
        text: What to copy; it is cleaned here.
        env: The person's environment: it tells whether there is a desktop.
        platform: As `sys.platform`.
    """
    raw = pasteable(text).encode("utf-8", "replace")
    return any(_took(argv, raw, env) for argv in _programs(env, platform))


def _programs(env: Mapping[str, str], platform: str) -> list[tuple[str, ...]]:
    if env.get("SSH_CONNECTION"):
        return []  # the desktop of that machine is not the one the person sits at
    if platform == "darwin":
        return [("pbcopy",)]
    found: list[tuple[str, ...]] = []
    if env.get("WAYLAND_DISPLAY"):
        found.append(("wl-copy",))
    if env.get("DISPLAY"):
        found += [("xclip", "-selection", "clipboard"), ("xsel", "--clipboard", "--input")]
    if env.get("WSL_DISTRO_NAME"):
        found.append(("clip.exe",))
    return found


def _took(argv: tuple[str, ...], raw: bytes, env: Mapping[str, str]) -> bool:
    program = shutil.which(argv[0], path=env.get("PATH"))
    if program is None:
        return False
    try:
        done = subprocess.run(  # noqa: S603 (a program of this list, and no shell)
            (program, *argv[1:]),
            input=raw,
            check=False,
            timeout=_SECONDS,
            env=dict(env),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
