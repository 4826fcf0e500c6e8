"""Alternatives behind tabs: Hugo and GitBook tabs whose code is only indented.

In a browser a person sees one tab. The code in it is often indented and not
fenced, which after a list item reads as prose; here it becomes a fence that
names its tab, so that the commands are commands and the variant is known.
"""

from __future__ import annotations

import re

from flowhelp.content.dialects.fences import fenced

_OPEN = re.compile(r"""^\s*\{(?:\{[<%]|%)-?\s*tab\b.*?(?:name|title)\s*=\s*["']([^"']+)["'].*$""")
_CLOSE = re.compile(r"^\s*\{(?:\{[<%]|%)-?\s*(?:/\s*tab|endtab)\s*-?(?:[>%]\}|%)\}\s*$")
_PRE = re.compile(r"^\s*</?(?:pre|code)>\s*$")
VARIANT = "flowhelp-variant="
"""Word in the info string of a fence that was a tab; the name follows, `+` for spaces."""


def with_fenced_tabs(lines: list[str]) -> list[str]:
    """The same number of lines, in which the content of each tab is a fence or has a bold title."""
    if not any("tab" in line and _OPEN.match(line) for line in lines):
        return lines
    out, code = list(lines), fenced(lines)
    opened: tuple[int, str] | None = None
    for n, line in enumerate(lines):
        if opened and _CLOSE.match(line):
            _rewrite(out, opened[0], n, opened[1])
            opened = None
        elif not code[n] and (match := _OPEN.match(line)):
            opened = n, match[1]
    return out


def _rewrite(lines: list[str], start: int, end: int, name: str) -> None:
    inner = lines[start + 1 : end]
    words = [line for line in inner if line.strip() and not _PRE.match(line)]
    if words and all(line.startswith(("    ", "\t")) for line in words):
        lines[start] = f"```sh {VARIANT}{name.replace(' ', '+')}"
        lines[start + 1 : end] = ["" if _PRE.match(line) else _dedented(line) for line in inner]
        lines[end] = "```"
    else:
        lines[start] = f"**{name}**"
        lines[end] = ""


def _dedented(line: str) -> str:
    return line[4:] if line.startswith("    ") else line.removeprefix("\t")
