"""What a page expects a command to print, compared leniently: a hint, never a wall.

Spaces count as one, blank lines at the ends as none. `...` (or `…`) on a line
of its own stands for any lines, and inside a line for any letters.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import unified_diff

MOST_LINES = 2000
"""Lines of an output that are compared."""

MOST_DIFFERENT = 40
"""Lines of a difference that are told."""

_SAID = re.compile(
    r'(?:the )?output\s+(contains|matches|equals|is)\s+["“`](.*)["”`]\.?', re.DOTALL | re.IGNORECASE
)
_ANY = re.compile(r"\s*(?:\.\.\.|…|\[(?:\.\.\.|…)\])\s*")
_WILD = re.compile(r"\.\.\.|…")
_SECONDS = 2.0
_SEARCH = (
    "import re,sys;d=sys.stdin.buffer.read().decode('utf-8','replace').split('\\0',1)\n"
    "try: sys.exit(0 if re.search(d[0],d[1],re.M) else 3)\n"
    "except (re.error,OverflowError,RecursionError): sys.exit(4)"
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an output compares with what was expected.

    Attributes:
        matched: Whether it is what was expected; None where that could not be told.
        difference: Lines of a small diff, `-` expected and `+` printed; or one sentence.
    """

    matched: bool | None
    difference: tuple[str, ...] = ()


def comparable(expected: str) -> bool:
    """Whether a text says something about output that a machine can compare."""
    return bool(_SAID.fullmatch(expected.strip()))


def compared(expected: str, printed: str) -> Comparison:
    """Whether `printed` is what `expected` says.

    Args:
        expected: Lines of output, or ``output contains/matches/equals "…"``.
        printed: What the command printed, without terminal control.
    """
    said = _SAID.fullmatch(expected.strip())
    if said is None:
        return _lines(expected, printed)
    words = said[2]
    if said[1].lower() == "contains":
        found = _one_space(words) in _one_space(printed)
        return _told(matched=found, words=f"the output does not contain {words!r}")
    if said[1].lower() == "matches":
        return _searched(words, printed)
    return _lines(words, printed)


def _told(*, matched: bool, words: str) -> Comparison:
    return Comparison(matched, () if matched else (words,))


def _lines(expected: str, printed: str) -> Comparison:
    wanted, got = _tidy(expected), _tidy(printed)
    if _match_lines(wanted, got[:MOST_LINES]):
        return Comparison(matched=True)
    lines = unified_diff(wanted, got[:MOST_LINES], "expected", "printed", lineterm="", n=2)
    return Comparison(matched=False, difference=tuple(lines)[:MOST_DIFFERENT])


def _tidy(text: str) -> list[str]:
    lines = [_one_space(line) for line in text.splitlines()]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _one_space(text: str) -> str:
    return " ".join(text.split())


def _match_lines(wanted: Sequence[str], got: Sequence[str]) -> bool:
    """Whether the lines are those, `...` lines standing for any number of them."""
    runs: list[list[str]] = [[]]
    for line in wanted:
        if _ANY.fullmatch(line):
            runs.append([])
        else:
            runs[-1].append(line)
    first, last = runs[0], runs[-1]
    if len(runs) == 1:
        return len(first) == len(got) and _same(first, got)
    if len(first) + len(last) > len(got) or not _same(first, got[: len(first)]):
        return False
    if not _same(last, got[len(got) - len(last) :]):
        return False
    at, end = len(first), len(got) - len(last)
    for run in runs[1:-1]:
        while at + len(run) <= end and not _same(run, got[at : at + len(run)]):
            at += 1
        if at + len(run) > end:
            return False
        at += len(run)
    return True


def _same(wanted: Sequence[str], got: Sequence[str]) -> bool:
    return all(_match_line(a, b) for a, b in zip(wanted, got, strict=True))


def _match_line(wanted: str, got: str) -> bool:
    """Whether a line is that one, `...` in it standing for any letters."""
    first, *rest = (part.strip() for part in _WILD.split(wanted))
    if not rest:
        return first == got
    last = rest.pop()
    if len(first) + len(last) > len(got) or not (got.startswith(first) and got.endswith(last)):
        return False
    got = got[len(first) : len(got) - len(last)]
    for part in rest:
        at = got.find(part)
        if at < 0:
            return False
        got = got[at + len(part) :]
    return True


def _searched(pattern: str, printed: str) -> Comparison:
    """Look for a regular expression in another process, which can be ended when it takes long."""
    question = f"{pattern}\0{printed}".encode("utf-8", "replace")
    try:
        answer = subprocess.run(  # noqa: S603 (ourselves)
            (sys.executable, "-I", "-S", "-c", _SEARCH),
            input=question,
            check=False,
            timeout=_SECONDS,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ).returncode
    except (subprocess.TimeoutExpired, OSError):
        return Comparison(None, (f"looking for {pattern!r} took too long",))
    if answer not in {0, 3}:
        return Comparison(None, (f"{pattern!r} is no regular expression",))
    return _told(matched=answer == 0, words=f"the output does not match {pattern!r}")
