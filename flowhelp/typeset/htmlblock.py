"""A block of HTML as lines: its tables in columns, its words with their looks.

Pure. A block with a script, or a tag that says more than how it looks, is left to be shown as it
is written, but for its comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from flowhelp.typeset.layout import table, wrapped
from flowhelp.typeset.markup import Dress, Tag, tag_of, unbroken, without_comments
from flowhelp.typeset.styles import Line, Span

_PARTS = re.compile(r"(<[^<>]*>)")
_SPACE = re.compile(r"\s+")

Part = tuple[str, Tag | None]
"""Source of a tag with what it is, or words."""


def html_lines(source: str, width: int) -> list[Line] | None:
    """The lines that show a block of HTML; None where it has to be shown as written.

    Args:
        source: The block.
        width: Columns.
    """
    parts = _read(without_comments(source))
    if parts is None:
        return None
    lines: list[Line] = []
    at = 0
    while at < len(parts):
        if _is(parts[at], "table"):
            end = next((n for n in range(at, len(parts)) if _is(parts[n], "/table")), len(parts))
            lines += table([[_words(cell) for cell in row] for row in _rows(parts[at:end])], width)
        else:
            starts = (n for n in range(at + 1, len(parts)) if _is(parts[n], "table"))
            end = next(starts, len(parts))
            lines += wrapped(_words(parts[at:end]), width)
        at = end
    return _apart(lines)


def _read(source: str) -> list[Part] | None:
    parts: list[Part] = []
    for written in _PARTS.split(source):
        tag = tag_of(written) if written.startswith("<") else None
        if written.startswith("<") and tag is None:
            return None
        if tag is None and ("<" in written or ">" in written):
            return None
        if written:
            parts.append((written, tag))
    return parts


def _is(part: Part, name: str) -> bool:
    tag = part[1]
    return tag is not None and f"{'/' * tag[1]}{tag[0]}" == name


def _rows(parts: Sequence[Part]) -> Iterator[list[list[Part]]]:
    """The cells of each row of a table; words beside cells are a cell of their own."""
    row: list[list[Part]] = []
    for part in parts:
        if _is(part, "tr"):
            if row:
                yield row
            row = []
        elif _is(part, "td") or _is(part, "th"):
            row.append([part])
        elif row:
            row[-1].append(part)
        elif part[1] is None and part[0].strip():
            row.append([part])
    if row:
        yield row


def _words(parts: Sequence[Part]) -> Line:
    dress = Dress()
    spans: list[Span] = []
    for written, tag in parts:
        begun = bool(spans) and not spans[-1][0].endswith("\n")
        if tag is not None:
            spans += dress.put_on(written, begun=begun)
            continue
        text = _SPACE.sub(" ", unescape(written))
        text = text if begun and not spans[-1][0].endswith(" ") else text.lstrip(" ")
        if text:
            spans.append((text, dress.look))
    return tuple(unbroken(spans))


def _apart(lines: Sequence[Line]) -> list[Line]:
    """The lines without empty ones at both ends and more than one between two others."""
    kept: list[Line] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return kept
