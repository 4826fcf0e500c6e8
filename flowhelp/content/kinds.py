"""What type of page a file is: its head, its name, its shape, in that order (FORMAT.md §4.1)."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from flowhelp.content.edges import has_arrow
from flowhelp.content.markdown import Node
from flowhelp.content.model import Metadata, PageType, Role
from flowhelp.content.sections import Outline

_SUFFIXES = {
    ".quiz": PageType.QUIZ,
    ".sim": PageType.SCENARIO,
    ".course": PageType.COURSE,
    ".skills": PageType.SKILLS,
    ".roles": PageType.ROLES,
    ".guide": PageType.GUIDE,
    ".form": PageType.FORM,
    ".checklist": PageType.CHECKLIST,
}
_HOW_TO = re.compile(r"^(?:how (?:to|do i|can i)|to [a-z])", re.IGNORECASE)
_MODULE = re.compile(r"\]\([^)]+\.(?:md|cast|mp4|webm|vtt)(?:#[^)]*)?\).*\d+\s*(?:min|h|s)\b")
_NODES, _ANSWERED, _QUESTIONS, _COURSE = 3, 0.4, 0.6, 0.5
_FEWEST = 2
_LONGEST = 500


def page_type(meta: Metadata, path: str, nodes: list[Node], outline: Outline) -> PageType:
    """The type of a page: the first rule that answers wins; else it is a procedure."""
    if meta.type:
        return PageType(meta.type)
    suffix = PurePosixPath(PurePosixPath(path).stem).suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    for looks_like, kind in (
        (_is_guide, PageType.GUIDE),
        (_is_quiz, PageType.QUIZ),
        (_is_decision, PageType.DECISION),
        (_is_course, PageType.COURSE),
        (_is_collection, PageType.COLLECTION),
    ):
        if looks_like(nodes, outline):
            return kind
    return PageType.PROCEDURE


def is_card(item: Node, after: Node | None) -> bool:
    """Whether a bullet and the block behind it are one example of a tldr page."""
    if after is None or after.kind != "paragraph" or not item.nodes:
        return False
    code = [token for token in after.inline if token.type == "code_inline"]
    return len(code) == 1 and after.text.strip() == f"`{code[0].content}`"


def cards(nodes: list[Node]) -> list[tuple[Node, Node]]:
    """(bullet, code paragraph) of each example, in order."""
    found: list[tuple[Node, Node]] = []
    for n, node in enumerate(nodes):
        if node.kind == "list" and not node.ordered and len(node.nodes) == 1:
            after = nodes[n + 1] if n + 1 < len(nodes) else None
            if after is not None and is_card(node.nodes[0], after):
                found.append((node.nodes[0], after))
    return found


def _is_guide(nodes: list[Node], outline: Outline) -> bool:
    """Tldr's shape: H1, a quote, then bullets each with one line of code."""
    del outline
    if len(nodes) < _NODES or nodes[0].kind != "heading" or nodes[1].kind != "quote":
        return False
    rest = nodes[2:]
    return bool(rest) and len(cards(rest)) * 2 == len(rest)


def _is_quiz(nodes: list[Node], outline: Outline) -> bool:
    del nodes
    parts = [part for part in outline.parts if part.level]
    asked = [part for part in parts if any(_is_answer_list(node) for node in part.blocks)]
    return len(asked) >= _FEWEST and len(asked) >= _QUESTIONS * len(parts)


def _is_answer_list(node: Node) -> bool:
    """A list whose boxes mark the right answer and leave the wrong ones empty."""
    ticks = [item.ticked for item in node.nodes] if node.kind == "list" else []
    return True in ticks and False in ticks and None not in ticks


def _is_decision(nodes: list[Node], outline: Outline) -> bool:
    del nodes
    parts = [part for part in outline.parts if part.level and part.role is Role.MAIN]
    if len(parts) < _NODES:
        return False
    own = [
        any(has_arrow(inner) for node in part.blocks for inner in node.walked()) for part in parts
    ]
    return own[0] and sum(own) >= _ANSWERED * len(own)


def _is_course(nodes: list[Node], outline: Outline) -> bool:
    del nodes
    items = [
        item
        for part in outline.parts
        if part.role is Role.MAIN
        for node in part.blocks
        if node.kind == "list"
        for item in node.nodes
    ]
    modules = sum(
        bool(item.nodes and _MODULE.search(item.nodes[0].text[:_LONGEST])) for item in items
    )
    return modules >= _FEWEST and modules > _COURSE * len(items)


def _is_collection(nodes: list[Node], outline: Outline) -> bool:
    del nodes
    return len(how_tos(outline)) >= _FEWEST


def how_tos(outline: Outline) -> list[int]:
    """Indices of the parts that are procedures of their own: "How to …" or "To …", one level."""
    found = [
        n
        for n, part in enumerate(outline.parts)
        if part.level and _HOW_TO.match(part.title) and part.role is Role.MAIN
    ]
    if not found:
        return []
    level = min(outline.parts[n].level for n in found)
    return [n for n in found if outline.parts[n].level == level]
