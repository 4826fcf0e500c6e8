"""Which source lines stand inside a code fence, before Markdown is parsed."""

from __future__ import annotations

import re

_FENCE = re.compile(r"^([ \t>]*)(?:[-*+][ \t]+|\d+[.)][ \t]+)?(`{3,}|~{3,})(.*)$")
_BLOCK_START = re.compile(r"^(?:#{1,6}[ \t]|[-*+][ \t]|\d+[.)][ \t])")
_CONTAINED = 2
"""Columns of indent from which a fence may belong to a list item."""


def fenced(lines: list[str]) -> list[bool]:
    """For each line, whether it is code: inside a fence or one of its two marks.

    A fence inside a list item ends with the item, closed or not, as CommonMark
    has it; a fence at the margin runs to the end of the page.
    """
    inside: list[bool] = []
    mark, indent = "", 0
    for line in lines:
        match = _FENCE.match(line)
        if mark:
            if match and _closes(match, mark):
                mark = ""
            elif indent >= _CONTAINED and _BLOCK_START.match(line):
                mark = ""
                inside.append(False)
                continue
            inside.append(True)
        elif match and not (match[2][0] == "`" and "`" in match[3]):
            mark, indent = match[2], len(match[1].expandtabs(4))
            inside.append(True)
        else:
            inside.append(False)
    return inside


def _closes(match: re.Match[str], mark: str) -> bool:
    same = match[2][0] == mark[0] and len(match[2]) >= len(mark)
    return same and not match[3].strip()
