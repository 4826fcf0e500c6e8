"""What stands on a page and where: its headings and steps, for going there.

Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flowhelp.content import Command, Section, Step
from flowhelp.content.sections import slug_of
from flowhelp.usecases.show import Page

_ANCHOR = re.compile(r"""\b(?:id|name)\s*=\s*["']?([\w:.-]+)""")


@dataclass(frozen=True, slots=True)
class Item:
    """A heading or a step.

    Attributes:
        text: Its words, with its number where it is a step.
        depth: How far it is indented, at least 0.
        line: Where it begins in the source, counted from 1.
        step: The step; None for a heading.
    """

    text: str
    depth: int
    line: int
    step: Step | None = None


def contents(page: Page) -> tuple[Item, ...]:
    """The headings and steps of a page, in document order."""
    procedure = page.procedure
    steps = {step.line for step in procedure.walked()}
    headings = [
        section
        for section in procedure.sections
        if section.title and section.level and section.line not in steps
    ]
    return tuple(_nested(sorted([*headings, *procedure.walked()], key=lambda each: each.line)))


def _nested(parts: Sequence[Section | Step]) -> Iterator[Item]:
    """The parts, each one deeper than the heading it stands under."""
    levels: list[int] = []
    for part in parts:
        if isinstance(part, Section):
            while levels and levels[-1] >= part.level:
                levels.pop()
            yield Item(part.title, len(levels), part.line)
            levels.append(part.level)
        else:
            depth = len(levels) + part.n.count(".")
            yield Item(f"{part.n}. {part.title}", depth, part.line, part)


def at_line(items: Sequence[Item], line: int) -> int:
    """The place of the item that a source line belongs to; -1 above the first."""
    return bisect_right([item.line for item in items], line) - 1


def line_of(page: Page, name: str) -> int | None:
    """The source line of what is called that: a step, a heading, an anchor; None for nothing.

    Args:
        page: Where to look.
        name: A number or id of a step, the slug of a heading, or an anchor in its HTML.
    """
    procedure = page.procedure
    wanted = name.casefold()
    for section in procedure.sections:
        if section.slug and wanted in {section.slug, slug_of(section.title)}:
            return section.line
    step = procedure.step(name) or procedure.step(wanted)
    if step is not None:
        return step.line
    if wanted in {"top", slug_of(procedure.title)}:
        return 1
    for number, line in enumerate(page.text.split("\n"), start=1):
        if any(found.casefold() == wanted for found in _ANCHOR.findall(line)):
            return number
    return None


def commands(items: Sequence[Item], first: int) -> tuple[tuple[Step, Command], ...]:
    """Every command of the steps, those of the step at hand before the others.

    Args:
        items: Of the page.
        first: The place of the item at hand; -1 for none.
    """
    steps = [item.step for item in items if item.step is not None]
    here = items[first].step if 0 <= first < len(items) else None
    ordered = [here, *(step for step in steps if step is not here)] if here else steps
    return tuple((step, command) for step in ordered for command in step.commands)
