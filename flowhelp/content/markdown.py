"""Markdown text as a tree of blocks that know their source lines.

Only markdown-it-py is asked what Markdown means. Nesting is allowed far past
its presets, because at their limit it drops the rest of the page silently;
what is deeper than `DEEPEST` is reported with its line instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

DEEPEST = 60
"""Levels of blocks inside blocks; a list item counts two."""

_MAX_NESTING = 200
_MAX_LINKS = 10
"""Brackets inside brackets that may be links; what is deeper stays as it is written."""
_TASK = re.compile(r"^\[([ xX~])\][ \t]+")
_CELL_END = re.compile(r"(?<!\\)\|")
_TAG = re.compile(r"<[^<>]{1,400}>")
_ITEM_MARK = re.compile(r"^[ \t>]*(?:[-*+]|\d{1,9}[.)])")


@dataclass(slots=True)
class Node:
    """One block.

    Attributes:
        kind: heading, paragraph, list, item, fence, quote, table, html, or rule.
        line: First source line, counted from 0; `end` is one past the last.
        text: Markdown source of its words; of a fence, its content.
        plain: The words without markup.
        level: Of a heading, 1 to 6.
        info: Of a fence, what stands behind its mark.
        variant: The alternative it belongs to, or empty for everybody.
        ordered: Of a list or item, whether it is numbered.
        number: Of an item, its written number; 0 for a bullet.
        column: Of an item, where its mark stands; of a paragraph or heading, its indent.
        ticked: Of an item, None without a box, else whether it is ticked.
        rows: Of a table, cells as Markdown source, head first.
        inline: The words as tokens.
        nodes: Blocks inside.
    """

    kind: str
    line: int
    end: int
    text: str = ""
    plain: str = ""
    level: int = 0
    info: str = ""
    variant: str = ""
    ordered: bool = False
    number: int = 0
    column: int = 0
    ticked: bool | None = None
    rows: list[list[str]] = field(default_factory=list)
    inline: list[Token] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)

    def walked(self) -> Iterator[Node]:
        """This block and all inside it, in document order."""
        yield self
        for node in self.nodes:
            yield from node.walked()


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - 75 ms; only who reads a page pays

    reader = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table")
    words = MarkdownIt("commonmark", {"maxNesting": _MAX_LINKS}).enable("strikethrough")

    def inline(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline":
                token.children = []
                words.inline.parse(token.content, words, state.env, token.children)

    reader.core.ruler.at("inline", inline)
    return reader


def blocks(lines: Sequence[str]) -> tuple[list[Node], int | None]:
    """The top-level blocks of these lines.

    Returns:
        The blocks in document order, and the line (from 0) of the first block
        that is nested deeper than `DEEPEST`, or None.
    """
    env: dict[str, Any] = {}
    tokens = _reader().parse("\n".join(lines), env)
    references = {name: ref["href"] for name, ref in env.get("references", {}).items()}
    root = Node("page", 0, len(lines))
    stack, too_deep = [root], None
    for token in tokens:
        if token.level > DEEPEST and too_deep is None:
            too_deep = token.map[0] if token.map else stack[-1].line
        if token.nesting < 0:
            if token.type == "table_close":
                _keep_loose_cells(stack[-1], lines)
            if token.type in _CONTAINERS_END:
                stack.pop()
        elif token.type in _CONTAINERS:
            node = _container(token, lines, stack[-1])
            stack[-1].nodes.append(node)
            stack.append(node)
        else:
            if references and token.type == "inline" and "[" in token.content:
                token.content = _resolved(token.content, references)
            _leaf(token, stack)
    return root.nodes, too_deep


_REFERENCE = re.compile(r"(!?\[([^\[\]]+)\])(?:\[([^\[\]]*)\]|(?![\[(:]))")


def _resolved(text: str, references: dict[str, str]) -> str:
    """Markdown in which links by reference name their target themselves.

    A block is shown without the rest of its page, where the definitions stand.
    """

    def inline(match: re.Match[str]) -> str:
        label = " ".join((match[3] or match[2]).split()).upper()
        target = references.get(label) or references.get(label.casefold().upper())
        return f"{match[1]}({target})" if target else match[0]

    parts = text.split("`")
    parts[::2] = [_REFERENCE.sub(inline, part) for part in parts[::2]]
    return "`".join(parts)


_CONTAINERS = {
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "list_item_open": "item",
    "blockquote_open": "quote",
    "table_open": "table",
    "tr_open": "row",
    "paragraph_open": "paragraph",
    "heading_open": "heading",
}
_CONTAINERS_END = {name.replace("_open", "_close") for name in _CONTAINERS}


def _container(token: Token, lines: Sequence[str], parent: Node) -> Node:
    start, end = token.map or (parent.line, parent.end)
    node = Node(_CONTAINERS[token.type], start, end)
    if node.kind in {"paragraph", "heading"} and start < len(lines):
        node.column = len(lines[start]) - len(lines[start].lstrip())
    if node.kind == "heading":
        node.level = int(token.tag[1])
    elif node.kind == "row":
        parent.rows.append([])
    elif node.kind == "list":
        node.ordered = token.type == "ordered_list_open"
    elif node.kind == "item":
        node.ordered = parent.ordered
        node.number = int(token.info) if parent.ordered and token.info else 0
        line = lines[start] if start < len(lines) else ""
        mark = _ITEM_MARK.match(line)
        node.column = len((mark[0][:-1] if mark else "").expandtabs(4).rstrip("0123456789"))
    return node


def _keep_loose_cells(table: Node, lines: Sequence[str]) -> None:
    """Cells past the last column of a table, which Markdown drops, join that column."""
    for n, row in enumerate(table.rows[1:], 2):
        line = lines[table.line + n].strip() if table.line + n < len(lines) else ""
        if line.startswith("|") and line.count("|") > len(row) + 1:
            loose = [cell.strip() for cell in _CELL_END.split(line)[len(row) + 1 :]]
            row[-1] = " · ".join(cell for cell in (row[-1], *loose) if cell)


def _leaf(token: Token, stack: list[Node]) -> None:
    top = stack[-1]
    if token.type == "inline":
        _words(token, stack)
    elif token.type in {"fence", "code_block"}:
        start, end = token.map or (top.line, top.end)
        info = token.info.strip()
        top.nodes.append(Node("fence", start, end, text=token.content.rstrip("\n"), info=info))
    elif token.type in {"html_block", "hr"}:
        start, end = token.map or (top.line, top.end)
        kind = "html" if token.type == "html_block" else "rule"
        words = _TAG.sub(" ", token.content)
        top.nodes.append(Node(kind, start, end, text=token.content, plain=" ".join(words.split())))


def _words(token: Token, stack: list[Node]) -> None:
    top = stack[-1]
    if top.kind == "row":
        stack[-2].rows[-1].append(token.content)
        return
    top.text, top.inline = token.content, token.children or []
    item = stack[-2] if len(stack) > 1 else top
    if top.kind == "paragraph" and item.kind == "item" and item.nodes == [top]:
        box = _TASK.match(top.text)
        if box:
            item.ticked = box[1] in "xX"
            top.text = top.text[box.end() :]
            top.inline = _without_box(top.inline)
    top.plain = plain(top.inline)


_HTML = frozenset(
    "a abbr b big blockquote br button center cite code col dd del details dfn div dl dt em font "
    "h1 h2 h3 h4 h5 h6 hr i iframe img input ins kbd label li mark ol p picture pre q s samp "
    "script small source span strike strong style sub summary sup svg table tbody td th thead tr "
    "tt u ul var video wbr".split()
)
_TAG_NAME = re.compile(r"</?([A-Za-z][\w-]*)")


def is_html(tag: str) -> bool:
    """Whether this is markup. `<node-name>` is not: its author meant a value to fill in."""
    name = _TAG_NAME.match(tag)
    return name is None or name[1].lower() in _HTML


def _without_box(inline: list[Token]) -> list[Token]:
    out, box = [], True
    for token in inline:
        if box and token.type == "text":
            box = False
            token.content = _TASK.sub("", token.content)
        out.append(token)
    return out


def plain(inline: Sequence[Token]) -> str:
    """The words that a reader sees, on one line, without markup or HTML tags."""
    words: list[str] = []
    for token in inline:
        if token.type in {"text", "code_inline"}:
            words.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            words.append(" ")
        elif token.type == "image" or (token.type == "html_inline" and not is_html(token.content)):
            words.append(token.content)
    return " ".join("".join(words).split())


def links(inline: Sequence[Token]) -> list[tuple[str, str]]:
    """(text, target) of each link, in order."""
    found: list[tuple[str, str]] = []
    target = ""
    words: list[str] = []
    for token in inline:
        if token.type == "link_open":
            target, words = str(token.attrs.get("href", "")), []
        elif token.type == "link_close":
            found.append(("".join(words), target))
            target = ""
        elif target and token.type in {"text", "code_inline"}:
            words.append(token.content)
    return found


_LEAD = 60
"""Letters before a code span that tell what it is for."""


def code_spans(inline: Sequence[Token]) -> list[tuple[str, str]]:
    """(the last words before it, code) of each code span, in order."""
    found: list[tuple[str, str]] = []
    before = ""
    for token in inline:
        if token.type == "code_inline":
            found.append((before, token.content))
        if token.type in {"code_inline", "text"}:
            before = (before + token.content)[-_LEAD:]
        elif token.type in {"softbreak", "hardbreak"}:
            before += " "
    return found
