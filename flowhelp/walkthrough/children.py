"""Sub-procedures: what **Do** asks for, and with which values (FORMAT.md §6.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flowhelp.content import Edge, Step
from flowhelp.walkthrough.applies import known
from flowhelp.walkthrough.walk import Child, Walk

DEEPEST = 8
"""Procedures inside procedures, the outermost included."""

_WITH = re.compile(r"\b(?:with|mit|avec)\s+(.*)", re.IGNORECASE | re.DOTALL)
_PAIR = re.compile(
    r"([^\W\d][\w-]{0,60})\s{0,9}=\s{0,9}(\{\{[^{}]{1,100}\}\}|\"[^\"]{0,200}\"|'[^']{0,200}'|[^,;\s]{1,200})"
)
_BRACES = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


@dataclass(frozen=True, slots=True)
class ChildDemand:
    """Another procedure is to be walked, as a run of its own.

    Attributes:
        link: Where it is: `file.md`, `file.md#section`, or `#section` of this page.
        text: What the link is called.
        values: Parameters that are given to it; those without a value here are left out.
        child: The run that was begun, or None. Its `outcome` is set when it did not end well.
    """

    link: str
    text: str
    values: tuple[tuple[str, str], ...]
    child: Child | None

    @property
    def words(self) -> str:
        """What is missing, for a refusal."""
        if self.child is None:
            return f"{self.text!r} has to be walked first"
        if not self.child.outcome:
            return f"{self.text!r} has begun and is not over"
        return f"{self.text!r} ended as {self.child.outcome}"


def include_of(step: Step) -> Edge | None:
    """The procedure that **Do** asks for; None where it has none, or one on the web."""
    return next((each for each in step.edges if each.kind == "include" and _is_page(each)), None)


def child_demand(walk: Walk, step: Step) -> ChildDemand | None:
    """What the **Do** of a step asks; None where it has none, or its run ended well."""
    edge = include_of(step)
    if edge is None:
        return None
    child = walk.children.get(step.sid)
    if child is not None and child.well:
        return None
    return ChildDemand(edge.target, edge.text, values_for(walk, step), child)


def values_for(walk: Walk, step: Step) -> tuple[tuple[str, str], ...]:
    """The parameters that ``with machine = {{machine}}`` gives to the sub-procedure."""
    label = next(iter(step.values("do")), None)
    given = _WITH.search(label.value.rpartition(")")[2]) if label else None
    found: dict[str, str] = {}
    for name, written in _PAIR.findall(given[1]) if given else ():
        braces = _BRACES.fullmatch(written)
        value = known(walk, step.sid, braces[1]) if braces else None
        if braces is None:
            found[name] = written.strip("\"'`")
        elif value is not None:
            found[name] = f"{value.value:g}" if isinstance(value.value, float) else str(value.value)
    return tuple(found.items())


def _is_page(edge: Edge) -> bool:
    path = edge.target.partition("#")[0]
    local = "://" not in edge.target and not edge.target.startswith(("mailto:", "//"))
    return local and (not path or path.lower().endswith((".md", ".mdx", ".markdown")))
