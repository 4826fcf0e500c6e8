"""A Markdown page as lines of a terminal, with the numbers of its steps.

Every line of the source that says something is shown: raw HTML, comments and
link definitions appear as they were written, because what is hidden from one
reader is followed by another. Where links can be followed, HTML is dressed and
its comments are left out. Pure, and linear in the length of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from flowhelp.content.markdown import Node, blocks
from flowhelp.typeset.htmlblock import html_lines
from flowhelp.typeset.layout import seen, table, trimmed, wrapped
from flowhelp.typeset.markup import tidied, without_comments
from flowhelp.typeset.styles import Line, Span, Style
from flowhelp.typeset.words import inline, words

if TYPE_CHECKING:
    from markdown_it.token import Token

_INDENT = "    "
_SHELLS = frozenset(
    ("", "bash", "console", "none", "plain", "plaintext", "sh", "shell", "shell-session", "text")
) | {"txt", "zsh"}
_ALERT = re.compile(r"^\[!(\w+)\][ \t]*\n?")
_SIGNALS = {
    "CAUTION": Style.WARNING,
    "DANGER": Style.DANGER,
    "IMPORTANT": Style.WARNING,
    "WARNING": Style.DANGER,
}
_WRITTEN_NUMBER = re.compile(r"^(?:step\s+)?[A-Z]?[\d.]+\s*[.):–-]", re.IGNORECASE)
_NOTHING = re.compile(r"[\s>]*")

Marks = Mapping[int, str]
"""Source line, counted from 1 → the number of the step that begins there."""

Begins = Callable[[int], None]


def page(  # noqa: PLR0913 (how it is to be shown)
    text: str,
    width: int,
    marks: Marks | None = None,
    *,
    first: int = 1,
    targets: bool = True,
    begins: Begins | None = None,
) -> Iterator[Line]:
    """The lines that show a Markdown text.

    Args:
        text: Markdown, without front matter.
        width: Columns to write in.
        marks: Which steps begin where.
        first: The source line, counted from 1, that `text` begins at.
        targets: Whether where a link leads is written behind it; where it can be followed it
            need not be, and there what only dresses words, such as HTML tags and the commands
            of site generators, becomes a look or goes.
        begins: Told the source line of each block just before its first line is yielded.
    """
    source = text.split("\n") if targets else tidied(text.split("\n"))
    nodes, too_deep = blocks(source)
    if too_deep is not None:
        yield (("Nested too deeply to be laid out; this is the text as written.", Style.WARNING),)
        for line in source:
            yield seen([(line, None)])
        return
    laid_out = _Page(source, width, marks or {}, first, targets=targets, begins=begins)
    if not targets:
        laid_out.leave_out_comments(nodes)
    yield from map(trimmed, laid_out.children(nodes, 0, len(source), ()))


class _Page:
    """The blocks of one page, each as lines behind a prefix."""

    def __init__(  # noqa: PLR0913 (how it is to be shown)
        self,
        source: Sequence[str],
        width: int,
        marks: Marks,
        first: int,
        *,
        targets: bool,
        begins: Begins | None,
    ) -> None:
        self._targets = targets
        self._begins = begins
        self._source = source
        self._width = width
        self._marks = dict(marks)
        self._first = first
        self._left_out: set[int] = set()

    def leave_out_comments(self, nodes: list[Node]) -> None:
        """Take the blocks that are nothing but comments out of these and all inside them."""
        for node in nodes:
            self.leave_out_comments(node.nodes)
            if _is_comment(node):
                self._left_out.update(range(node.line, node.end))
        nodes[:] = [node for node in nodes if not _is_comment(node)]

    def children(
        self, nodes: Sequence[Node], start: int, end: int, prefix: Line, *, tight: bool = False
    ) -> Iterator[Line]:
        """Blocks one below the other, with the source lines between them that no block shows."""
        at = start
        for number, node in enumerate(nodes):
            if number and not tight:
                yield prefix
            yield from self._between(at, node.line, prefix)
            yield from self.block(node, prefix, prefix)
            at = max(at, node.end)
        yield from self._between(at, end, prefix)

    def block(self, node: Node, first: Line, rest: Line) -> Iterator[Line]:
        """One block; `first` stands before its first line, `rest` before the others."""
        if self._begins is not None:
            self._begins(node.line + self._first)
        match node.kind:
            case "heading":
                yield from self._heading(node, first, rest)
            case "paragraph":
                mark = self._mark(node)
                spans = [*mark, *self._words(node.inline)]
                yield from wrapped(spans, self._width, first=first, rest=rest)
            case "list":
                yield from self._list(node, first, rest)
            case "fence":
                yield from self._code(node, first, rest)
            case "quote":
                yield from self._quote(node, first, rest)
            case "table":
                yield from self._table(node, first, rest)
            case "rule":
                yield (*first, ("─" * 8, Style.DIM))
            case _:
                yield from self._html(node, first, rest)

    def _html(self, node: Node, first: Line, rest: Line) -> Iterator[Line]:
        lines = None if self._targets else html_lines(node.text, self._width - _columns(rest))
        if lines is None:
            text = node.text if self._targets else without_comments(node.text)
            lines = [seen([(line, Style.DIM)]) for line in text.rstrip("\n").split("\n")]
        for number, line in enumerate(lines):
            yield (*(rest if number else first), *line)

    def _between(self, start: int, end: int, prefix: Line) -> Iterator[Line]:
        for number, line in enumerate(self._source[start:end], start):
            if number not in self._left_out and not _NOTHING.fullmatch(line):
                yield (*prefix, *seen([(line, Style.DIM)]))

    def _words(self, tokens: Sequence[Token]) -> list[Span]:
        return words(tokens, targets=self._targets)

    def _mark(self, node: Node) -> list[Span]:
        """The number of the step that begins at this block; each is shown once."""
        number = self._marks.pop(node.line + self._first, "")
        if not number or _WRITTEN_NUMBER.match(node.plain):
            return []
        return [(f"{number}. ", Style.NUMBER)]

    def _heading(self, node: Node, first: Line, rest: Line) -> Iterator[Line]:
        style = Style.TITLE if node.level < 3 else Style.HEADING  # noqa: PLR2004 (sections, parts)
        spans = [
            *self._mark(node),
            *((text, own or style) for text, own in self._words(node.inline)),
        ]
        yield from wrapped(spans, self._width, first=first, rest=rest)

    def _list(self, node: Node, first: Line, rest: Line) -> Iterator[Line]:
        loose = any(_is_loose(item) for item in node.nodes)
        for number, item in enumerate(node.nodes):
            if number and loose:
                yield rest
            yield from self._item(item, rest if number else first, rest)

    def _item(self, item: Node, first: Line, rest: Line) -> Iterator[Line]:
        own = self._marks.pop(item.line + self._first, "")
        bullet = f"{own}." if own else f"{item.number}." if item.ordered else "•"
        box = "" if item.ticked is None else "☑ " if item.ticked else "☐ "
        spans: Line = ((f"{bullet} ", Style.NUMBER if own else None), (box, None))
        hang: Line = (*rest, (" " * (len(bullet) + 1 + len(box)), None))
        if not item.nodes:
            yield (*first, *spans)
        for number, node in enumerate(item.nodes):
            if number and _stands_apart(item.nodes[number - 1], node):
                yield hang
            yield from self.block(node, hang if number else (*first, *spans), hang)
            after = item.nodes[number + 1].line if number + 1 < len(item.nodes) else item.end
            yield from self._between(max(node.end, item.line + 1), after, hang)

    def _code(self, node: Node, first: Line, rest: Line) -> Iterator[Line]:
        before, lines = first, node.text.split("\n")
        mark = self._mark(node)
        if node.info.lower() not in _SHELLS or mark:
            yield (*before, *mark, *seen([(node.info, Style.DIM)]))
            before = rest
        for line in lines:
            yield (*before, (_INDENT, None), *seen([(line, Style.COMMAND)]))
            before = rest

    def _quote(self, node: Node, first: Line, rest: Line) -> Iterator[Line]:
        head = node.nodes[0] if node.nodes else None
        signal = _ALERT.match(head.text) if head is not None and head.kind == "paragraph" else None
        style = _SIGNALS.get(signal[1].upper(), Style.NUMBER) if signal else Style.DIM
        bar: Span = ("│ ", style)
        lead, inner = (*first, bar), (*rest, bar)
        if signal and head is not None:
            own = words(head.inline, without=signal[0], targets=self._targets)
            if not "".join(text for text, _ in own).upper().startswith(signal[1].upper()):
                yield (*lead, (signal[1].upper(), style))
                lead = inner
            yield from wrapped(own, self._width, first=lead, rest=inner) if own else ()
            yield from self._between(head.end, _start(node, 1), inner)
        for number, child in enumerate(node.nodes):
            if signal and number == 0:
                continue
            if number:
                yield inner
            yield from self.block(child, lead if number == 0 else inner, inner)
            yield from self._between(child.end, _start(node, number + 1), inner)

    def _table(self, node: Node, first: Line, rest: Line) -> Iterator[Line]:
        rows = [[inline(cell, targets=self._targets) for cell in row] for row in node.rows]
        for number, line in enumerate(table(rows, self._width - _columns(rest))):
            yield (*(rest if number else first), *line)


def _is_comment(node: Node) -> bool:
    return node.kind == "html" and not without_comments(node.text).strip()


def _columns(prefix: Line) -> int:
    return sum(len(text) for text, _ in prefix)


def _start(node: Node, number: int) -> int:
    """The source line that the child of that number begins at; the end where there is none."""
    return node.nodes[number].line if number < len(node.nodes) else node.end


def _is_loose(item: Node) -> bool:
    return len(item.nodes) > 1 and any(node.kind != "list" for node in item.nodes[1:])


def _stands_apart(above: Node, below: Node) -> bool:
    return below.line > above.end or "fence" in {above.kind, below.kind}
