"""The numbers of the last answer, so that `flowhelp walk 2` means its second hit.

Kept for each terminal, in the cache; only names of procedures are written, not
what was asked. Nothing here may fail: without the cache, numbers mean nothing.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def remember(cache: str | os.PathLike[str], names: Iterable[str]) -> None:
    """Keeps those names, best first, as the last answer of this terminal."""
    # With `os` alone: `pathlib` takes 4 ms to load, and a plain question comes by.
    folder = os.path.join(cache, "answers")  # noqa: PTH118
    beside = f"{folder}/.{os.getpid()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
        with open(beside, "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write("\n".join(names))
        os.replace(beside, f"{folder}/{terminal()}")  # noqa: PTH105
    except OSError:
        return


def recall(cache: Path, number: int) -> str | None:
    """The name that had this number in the last answer of this terminal, else of any.

    Args:
        cache: Where answers are kept.
        number: From 1.

    Returns:
        `source:id`, or None.
    """
    from contextlib import suppress

    folder = cache / "answers"
    with suppress(OSError, UnicodeDecodeError):
        own = folder / terminal()
        newest = own if own.is_file() else max(_all(folder), key=_age, default=None)
        if newest is not None:
            names = newest.read_text(encoding="utf-8").split("\n")
            return names[number - 1] if 0 < number <= len(names) and names[0] else None
    return None


def _all(folder: Path) -> Iterable[Path]:
    return (path for path in folder.iterdir() if not path.name.startswith("."))


def _age(path: Path) -> float:
    return path.stat().st_mtime


def terminal() -> str:
    """A name for the terminal this process is on; `none` without one."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        try:
            return os.ttyname(stream.fileno()).strip("/").replace("/", "-")
        except (OSError, ValueError, AttributeError):
            continue
    return "none"
