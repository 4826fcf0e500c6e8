"""A procedure laid out for reading: its head in words, then its page with our step numbers.

Pure, and complete: whatever stands in the file is shown, known or not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flowhelp.content import Metadata, Param, Procedure
from flowhelp.content.frontmatter import read_head
from flowhelp.typeset.emoji import with_emoji
from flowhelp.typeset.layout import seen, table, wrapped
from flowhelp.typeset.page import Begins
from flowhelp.typeset.page import page as page_lines
from flowhelp.typeset.styles import Line, Span, Style
from flowhelp.typeset.words import inline
from flowhelp.usecases.show import Page

_SAID_ABOVE = frozenset({"title", "type", "time", "risk", "people", "owner", "params", "status"})
_DESCRIPTIONS = frozenset({"description", "short_description"})
_OURS = frozenset(Metadata.__dataclass_fields__) | {"flowhelp"}
_BROKEN_HEAD = "FH010"


def whole(
    page: Page, width: int, *, targets: bool = True, begins: Begins | None = None
) -> Iterator[Line]:
    """The lines that show a page, or the part or step of it that was asked for.

    Args:
        page: What was read.
        width: Columns to write in.
        targets: Whether where a link leads is written behind it.
        begins: As `typeset.page.page` tells it.
    """
    procedure = page.procedure
    lines = page.text.split("\n")
    head = read_head(lines).body
    first, last = page.lines
    title = procedure.title if page.step is None else f"{procedure.title}, step {page.step.n}"
    yield from wrapped([(title, Style.TITLE)], width)
    yield from wrapped([(_facts(page), Style.DIM)], width)
    if first == 1:
        yield from _troubles(procedure, width)
        yield from _head(procedure, lines[:head], width, targets=targets)
        first = _after_title(lines, head, procedure.title) + 1
    yield ()
    marks = {step.line: step.n for step in procedure.walked()}
    text = "\n".join(lines[first - 1 : last])
    yield from page_lines(text, width, marks, first=first, targets=targets, begins=begins)
    if page.lines[0] == 1 and not _is_broken(procedure):
        yield from _foreign(procedure.meta, width, targets=targets)


def _facts(page: Page) -> str:
    procedure, meta = page.procedure, page.procedure.meta
    steps = sum(1 for _ in procedure.walked())
    facts = [page.name, procedure.type.value]
    facts += [f"{steps} step{'s' * (steps != 1)}"] if steps else []
    facts += [meta.time] if meta.time else []
    facts += [f"{meta.risk} risk"] if meta.risk != "low" else []
    facts += [f"{meta.people} people"] if meta.people > 1 else []
    facts += [meta.status] if meta.status != "active" else []
    facts += [f"owner {', '.join(meta.owner)}"] if meta.owner else []
    return " · ".join(facts)


def _troubles(procedure: Procedure, width: int) -> Iterator[Line]:
    """What an author has to mend before the page can be trusted."""
    for finding in procedure.findings:
        if finding.severity == "error":
            said = f"{finding.code}: {finding.message} (line {finding.line})"
            yield from wrapped([(said, Style.WARNING)], width)


def _head(procedure: Procedure, lines: list[str], width: int, *, targets: bool) -> Iterator[Line]:
    if _is_broken(procedure):
        yield from (seen([(line, Style.DIM)]) for line in lines)
        return
    yield from _keys(procedure.meta, width, ours=True, targets=targets)
    if procedure.meta.params:
        yield ()
        heads = (("Parameter", Style.DIM),), (("What", Style.DIM),), (("Allowed", Style.DIM),)
        yield from table([heads, *map(_param, procedure.meta.params)], width)


def _is_broken(procedure: Procedure) -> bool:
    return any(finding.code == _BROKEN_HEAD for finding in procedure.findings)


def _foreign(meta: Metadata, width: int, *, targets: bool) -> Iterator[Line]:
    """The keys that other tools use, at the foot of the page: shown, and out of the way."""
    lines = list(_keys(meta, width, ours=False, targets=targets))
    if lines:
        yield ()
        yield (("Also in the head of the file:", Style.DIM),)
        yield from lines


def _keys(meta: Metadata, width: int, *, ours: bool, targets: bool) -> Iterator[Line]:
    for key, value in meta.raw.items():
        said = key in _SAID_ABOVE and not isinstance(value, dict)
        if not said and key != "params" and (key in _OURS) == ours:
            first: list[Span] = [(f"{key}: ", Style.DIM)]
            words: Line = ((_in_words(value), None),)
            if key in _DESCRIPTIONS and isinstance(value, str):
                words = _described(value, targets=targets)
            dressed = [(text, look or (None if ours else Style.DIM)) for text, look in words]
            yield from wrapped(dressed, width, first=first, rest=[("  ", None)])


def _described(value: str, *, targets: bool) -> Line:
    """Markdown in words: sites write their descriptions in it."""
    spans = inline(" ".join(value.split()), targets=targets)
    return tuple((with_emoji(text), look) for text, look in spans)


def _in_words(value: Any) -> str:
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return ", ".join(str(item) for item in value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _param(param: Param) -> tuple[Line, Line, Line]:
    facts = [" / ".join(param.choices) or param.type]
    facts += [f"default {param.default}"] if param.default is not None else []
    facts += [f"pattern {param.pattern}"] if param.pattern else []
    for name, limit in (("from", param.min), ("to", param.max)):
        facts += [f"{name} {limit:g}"] if limit is not None else []
    facts += [param.unit] if param.unit else []
    facts += [f"${param.env}"] if param.env else []
    facts += [f"from {param.source}"] if param.source else []
    facts += [] if param.required else ["optional"]
    return (
        ((param.name, Style.COMMAND),),
        ((param.help, None),),
        ((", ".join(facts), None),),
    )


def _after_title(lines: list[str], head: int, title: str) -> int:
    """The line, counted from 0, that the page goes on at; its title is shown already."""
    for number in range(head, len(lines)):
        line = lines[number].strip()
        if line:
            is_title = line.startswith("# ") and line[2:].strip(" #") == title
            return number + 1 if is_title else number
    return len(lines)
