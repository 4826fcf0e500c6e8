"""A look at a page: what it is in two lines, then the step that answers and what follows.

Pure. The whole page is for the reader; this stops after so many lines of the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flowhelp.content.frontmatter import read_head
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.page import page as page_lines
from flowhelp.typeset.styles import Line, Style

if TYPE_CHECKING:
    from flowhelp.content import Procedure

_MOST_LINES = 150
"""Of the source; what a person looks at before opening it."""


def glance(
    procedure: Procedure, text: str, width: int, *, sid: str = "", about: Line = ()
) -> Iterator[Line]:
    """The lines of a look at a page.

    Args:
        procedure: The page.
        text: The whole file it was read from.
        width: Columns.
        sid: The step to begin at; the beginning of the page when empty.
        about: What else is said of it, such as how fresh it is.
    """
    yield from wrapped([(procedure.title, Style.TITLE)], width)
    yield from wrapped([(_facts(procedure), Style.DIM), *_apart(about)], width)
    lines = text.split("\n")
    first = _begins_at(procedure, lines, sid)
    before = sum(1 for step in procedure.steps if step.line < first)
    if before:
        yield ((f"… {_counted(before, 'step')} before", Style.DIM),)
    elif not sid:
        for alert in procedure.alerts[:3]:
            yield from wrapped([(f"! {alert.signal}: ", Style.DANGER), (alert.text, None)], width)
    yield ()
    yield from from_step(procedure, text, width, sid=sid)


def from_step(procedure: Procedure, text: str, width: int, *, sid: str) -> Iterator[Line]:
    """The same from the step on, without what is said of the page as a whole."""
    lines = text.split("\n")
    first = _begins_at(procedure, lines, sid)
    last = min(len(lines), first + _MOST_LINES)
    marks = {step.line: step.n for step in procedure.walked()}
    shown = "\n".join(lines[first - 1 : last])
    yield from page_lines(shown, width, marks, first=first, targets=False)
    if last < len(lines):
        yield ()
        yield (("… the page goes on; Enter opens it", Style.DIM),)


def _apart(about: Line) -> Line:
    return (("  ", None), *about) if about else ()


def _facts(procedure: Procedure) -> str:
    meta = procedure.meta
    steps = sum(1 for _ in procedure.walked())
    facts = [procedure.type.value]
    facts += [_counted(steps, "step")] if steps else []
    facts += [meta.time] if meta.time else []
    facts += [f"{meta.risk} risk"] if meta.risk != "low" else []
    facts += [meta.status] if meta.status != "active" else []
    facts += [f"owner {', '.join(meta.owner)}"] if meta.owner else []
    return " · ".join(facts)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _begins_at(procedure: Procedure, lines: list[str], sid: str) -> int:
    """The source line, counted from 1, that the look begins at.

    A step inside another one would be read as code by itself, so the look begins with the
    outermost one around it.
    """
    step = procedure.step(sid) if sid else None
    if step is not None:
        around = (top for top in procedure.steps if top.line <= step.line <= top.end)
        return max(1, next(around, step).line)
    head = read_head(lines).body
    for number in range(head, len(lines)):
        line = lines[number].strip()
        if line:
            is_title = line.startswith("# ") and line[2:].strip(" #") == procedure.title
            return number + 2 if is_title else number + 1
    return max(1, len(lines))
