"""Ways on: the answers of a decision, jumps, failure branches (FORMAT.md §6.5)."""

from __future__ import annotations

import re

from flowhelp.content.labels import label_at
from flowhelp.content.markdown import Node, links
from flowhelp.content.model import Edge

_ARROW = re.compile(
    r"^(?P<answer>.*?)(?:→|->|=>|⇒)\s{0,9}\[(?P<text>[^\]]{0,300})\]\((?P<target>[^)\s]{0,999})\)"
    r"(?:\s{0,9}\((?P<effects>[^)]{0,300})\))?(?:\s{0,9}only if\s{0,9}`(?P<only>[^`]{0,300})`)?"
    r"\s{0,9}\.?$",
    re.DOTALL,
)
_EFFECT = re.compile(r"([A-Za-z_]\w*)\s*([+−-]?\s*\d{1,9}(?:\.\d{1,9})?)")
_GO_TO = re.compile(
    r"\b(?:go(?: back)? to|continue (?:with|at)|return to|jump to|skip to|weiter mit|gehe zu)\s+"
    r"\[([^\]]{0,300})\]\((#[^)\s]{1,300})\)",
    re.IGNORECASE,
)


def decision(node: Node) -> tuple[Edge, ...]:
    """The answers of a bullet list in which every item ends with an arrow and a link.

    Returns:
        One edge an item, in order; empty where the list is anything else.
    """
    if node.kind != "list" or node.ordered or not node.nodes:
        return ()
    edges = [_answer(item) for item in node.nodes]
    return tuple(edge for edge in edges if edge) if all(edges) else ()


def has_arrow(node: Node) -> bool:
    """Whether some item of a list is an arrow item."""
    return node.kind == "list" and any(_answer(item) for item in node.nodes)


def _answer(item: Node) -> Edge | None:
    if len(item.nodes) != 1 or item.nodes[0].kind != "paragraph":
        return None
    text = item.nodes[0].text.strip()
    match, label = _ARROW.match(text), label_at(text)
    if match is None or (label is not None and label.key):
        return None
    answer = re.sub(r"[*`]", "", " ".join(match["answer"].split()))
    effects = tuple(
        (name, float(change.replace(" ", "").replace("−", "-")))
        for name, change in _EFFECT.findall(match["effects"] or "")
    )
    return Edge(
        answer or match["text"], match["target"], condition=match["only"] or "", effects=effects
    )


def jumps_in(text: str) -> tuple[Edge, ...]:
    """The "go to [Heading](#heading)" jumps of Markdown text."""
    return tuple(Edge(words, target, kind="jump") for words, target in _GO_TO.findall(text))


def first_link(node: Node, kind: str) -> tuple[Edge, ...]:
    """The first link of a paragraph as an edge of that kind; empty where there is none."""
    found = links(node.inline)
    return (Edge(found[0][0], found[0][1], kind=kind),) if found else ()
