"""Where in a command a shell replaces nothing: in single quotes, and in quoted here-documents.

`$NAME` there is text for another program, or for another machine.
"""

from __future__ import annotations

import re

_HEREDOC = re.compile(r"<<(-?)[ \t]*(?:(['\"])([^'\"\n]+)\2|\\?([\w-]+))")

Span = tuple[int, int]
"""Index of the first letter, and of the one after the last."""


def literal_spans(command: str) -> tuple[Span, ...]:
    """The parts of a command in which a shell of POSIX replaces nothing, in order.

    A quote that never ends is a stray one, and begins nothing.
    """
    spans: list[Span] = []
    bodies: list[tuple[str, bool]] = []
    doubled = False
    i = 0
    while i < len(command):
        sign = command[i]
        if sign == "\\":
            i += 2
        elif sign == '"':
            doubled = not doubled
            i += 1
        elif doubled:
            i += 1
        elif sign == "'":
            end = command.find("'", i + 1)
            if end > 0:
                spans.append((i, end + 1))
            i = max(end, i) + 1
        elif sign == "#" and (i == 0 or command[i - 1].isspace()):
            end = command.find("\n", i)
            i = end if end > 0 else len(command)
        elif sign == "\n" and bodies:
            i = _after_bodies(command, i + 1, bodies, spans)
        else:
            i = _after_heredoc(command, i, bodies)
    return tuple(spans)


def _after_heredoc(command: str, i: int, bodies: list[tuple[str, bool]]) -> int:
    """The index after the sign at `i`, or after the opening of a here-document there."""
    if not command.startswith("<<", i):
        return i + 1
    found = None if command.startswith("<<<", i) else _HEREDOC.match(command, i)
    if found is None:
        return i + 3
    quoted = bool(found[2]) or "\\" in found[0]
    bodies.append((found[3] or found[4], quoted))
    return found.end()


def _after_bodies(
    command: str, start: int, bodies: list[tuple[str, bool]], spans: list[Span]
) -> int:
    """The index after the bodies of here-documents that begin there."""
    for word, quoted in bodies:
        end = re.compile(rf"^[ \t]*{re.escape(word)}[ \t]*$", re.MULTILINE).search(command, start)
        if end is None:
            break
        if quoted:
            spans.append((start, end.start()))
        start = end.end()
    bodies.clear()
    return start
