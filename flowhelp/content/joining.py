"""Lists as drafts of steps, joined where a block interrupts them, nested as they were meant.

CommonMark ends a list at an unindented block and flattens a sub-list that is
indented by too little. People see one procedure there, so here it is one:
order is trusted, written numbers are not, and the column of a mark decides
what it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flowhelp.content.markdown import Node
from flowhelp.content.model import Kind
from flowhelp.content.safety import alert_in

if TYPE_CHECKING:
    from markdown_it.token import Token

_UNDER = 2
"""Columns to the right of a mark from which another mark belongs to it."""

_NUMBERED = re.compile(
    r"^(?P<bold>\*\*|__)?\s*(?:(?:step|schritt)\s+)?(?P<number>\d{1,3})(?P<letter>[a-h])?\s*"
    r"(?:[.):](?P<close>\*\*|__)?|(?P<closed>\*\*|__)\s*[.):]|[–—-])\s+(?=\S)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Draft:
    """A step before its detail is read.

    Attributes:
        title: Plain words of the action; `text` is their Markdown.
        kind: Ordered step or task.
        line: First source line, from 0; `end` is one past the last.
        slug: The heading's anchor where a heading is the step.
        body: Blocks of its detail, in document order.
        subs: Drafts of its substeps.
        column: Where its mark stands.
        phase: Title of the heading above it.
        part: Index of the part it stands in.
        ticked: Whether its author ticked its box.
    """

    title: str
    text: str
    kind: Kind
    line: int
    end: int
    slug: str = ""
    inline: list[Token] = field(default_factory=list)
    body: list[Node] = field(default_factory=list)
    subs: list[Draft] = field(default_factory=list)
    column: int = 0
    phase: str = ""
    part: int = 0
    ticked: bool = False

    def stretch(self, end: int) -> None:
        """Let it reach to that line at least."""
        self.end = max(self.end, end)


@dataclass(slots=True)
class Joined:
    """What a part holds: blocks before its first step, then the steps with all that follows."""

    lead: list[Node] = field(default_factory=list)
    steps: list[Draft] = field(default_factory=list)


StepList = Callable[[Node, str], bool]
"""Whether a list holds steps, given the words before it."""


def joined(
    nodes: list[Node], holds_steps: StepList, nested: StepList | None = None, *, every: bool = False
) -> Joined:
    """The steps of consecutive blocks, in order, each with the blocks that belong to it.

    A safety message between two steps belongs to the step after it; any other
    block to the step before.

    Args:
        nodes: Blocks of one part.
        holds_steps: Decides which lists are lists of steps.
        nested: Decides it for lists inside an item; the same where it is None.
        every: A bullet beside boxes is an item like them, and no detail of the one before.
    """
    out = Joined()
    waiting: list[Node] = []
    base, lead, broken = 0, "", False
    for node in numbered_paragraphs(nodes):
        if node.kind == "list" and holds_steps(node, lead):
            boxed = not every and _has_tasks(node)
            for item in node.nodes:
                if boxed and not item.ordered and item.ticked is None:
                    _attach(out, Node("list", item.line, item.end, nodes=[item]))
                    continue
                draft = draft_of(item, nested or holds_steps)
                if not (draft.title or draft.body or draft.subs):
                    continue
                draft.body[:0] = waiting
                base = _place(out, draft, draft.column if broken else base)
                waiting, broken = [], False
        elif _is_alert(node):
            waiting.append(node)
        else:
            _attach(out, *waiting, node)
            waiting = []
            broken = broken or (node.kind == "paragraph" and node.column < _UNDER)
        lead = _words_of(node)
    _attach(out, *waiting)
    return out


def _words_of(node: Node) -> str:
    return node.plain or (node.nodes[-1].plain if node.kind == "quote" and node.nodes else "")


def _has_tasks(node: Node) -> bool:
    return any(item.ticked is not None for item in node.nodes)


def _is_alert(node: Node) -> bool:
    if node.kind == "quote":
        text = node.nodes[0].text if node.nodes else ""
        return alert_in(text, quoted=True) is not None
    return False


def _place(out: Joined, draft: Draft, base: int) -> int:
    """Put a draft below the last one or beside it; returns the column of the level it is on."""
    last = out.steps[-1] if out.steps else None
    if last is not None and draft.column >= max(last.column, base) + _UNDER:
        parent = last
        while parent.subs and draft.column >= parent.subs[-1].column + _UNDER:
            parent = parent.subs[-1]
        parent.subs.append(draft)
        last.stretch(draft.end)
        return base
    out.steps.append(draft)
    return draft.column


def _attach(out: Joined, *nodes: Node) -> None:
    """Add blocks to the step before them, or to the lead where there is none yet."""
    if not out.steps:
        out.lead.extend(nodes)
        return
    for node in nodes:
        target = out.steps[-1]
        target.stretch(node.end)
        while target.subs:
            target = target.subs[-1]
            target.stretch(node.end)
        target.body.append(node)


def draft_of(item: Node, holds_steps: StepList) -> Draft:
    """A list item as a draft: its first paragraph is the action, nested step lists are substeps."""
    kind = Kind.STEP if item.ticked is None else Kind.TASK
    head = next((node for node in item.nodes if node.kind in {"paragraph", "heading"}), None)
    if head is not None and item.nodes[0] is not head and item.nodes[0].kind == "fence":
        head = None
    rest = [node for node in item.nodes if node is not head]
    draft = Draft(
        head.plain if head else "",
        head.text if head else "",
        kind,
        item.line,
        item.end,
        inline=head.inline if head else [],
        column=item.column,
        ticked=bool(item.ticked),
    )
    lead = draft.title
    inner = joined(rest, lambda node, words: holds_steps(node, words or lead))
    draft.body, draft.subs = inner.lead, inner.steps
    return draft


def numbered_paragraphs(nodes: list[Node]) -> list[Node]:
    """The same blocks, in which paragraphs that begin with their own number are list items.

    `**1.** Open the valve`, `**Step 2: Drain**` and `4a) Run it` are steps to a
    reader; two of them at least must stand in one part, so that a year or a
    figure at the start of a sentence changes nothing.
    """
    if sum(node.kind == "paragraph" and bool(_number_of(node)) for node in nodes) < 2:  # noqa: PLR2004 - said above
        return nodes
    out: list[Node] = []
    for node in nodes:
        match = _number_of(node) if node.kind == "paragraph" else None
        if match is None:
            out.append(node)
            continue
        words = node.text[match.end() :]
        if match["bold"] and not (match["close"] or match["closed"]):
            words = match["bold"] + words
        bare = _NUMBERED.sub("", node.plain, count=1)
        para = Node("paragraph", node.line, node.end, text=words, plain=bare, inline=node.inline)
        column = _UNDER if match["letter"] else 0
        item = Node(
            "item", node.line, node.end, ordered=True, number=int(match["number"]), column=column
        )
        item.nodes = [para]
        out.append(Node("list", node.line, node.end, ordered=True, nodes=[item]))
    return out


def _number_of(node: Node) -> re.Match[str] | None:
    return _NUMBERED.match(node.text)
