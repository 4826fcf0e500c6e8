"""Blocks back as Markdown text, one shape for every way they can be written."""

from __future__ import annotations

from collections.abc import Callable

from flowhelp.content.markdown import Node


def markdown_of(node: Node) -> str:
    """The Markdown of a block, without a final line end."""
    make = _MAKERS.get(node.kind)
    return make(node) if make else node.plain


def _fence(node: Node) -> str:
    mark = "````" if "```" in node.text else "```"
    return f"{mark}{node.info}\n{node.text}\n{mark}"


def _quote(node: Node) -> str:
    inner = "\n\n".join(markdown_of(child) for child in node.nodes)
    return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))


def _list(node: Node) -> str:
    return "\n".join(_item(item, n) for n, item in enumerate(node.nodes, 1))


def _item(item: Node, n: int) -> str:
    mark = f"{item.number or n}. " if item.ordered else "- "
    if item.ticked is not None:
        mark += "[ ] "
    inner = "\n".join(markdown_of(child) for child in item.nodes)
    return mark + inner.replace("\n", "\n" + " " * (3 if item.ordered else 2))


def _table(node: Node) -> str:
    rows = node.rows
    if not rows:
        return ""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines)


_MAKERS: dict[str, Callable[[Node], str]] = {
    "paragraph": lambda node: node.text,
    "heading": lambda node: f"{'#' * node.level} {node.text}",
    "fence": _fence,
    "quote": _quote,
    "list": _list,
    "table": _table,
    "rule": lambda _: "---",
}
