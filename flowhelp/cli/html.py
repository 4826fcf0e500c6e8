"""Markdown as HTML: no scripts, nothing loaded from elsewhere.

Raw HTML in the source is shown as text. Links keep their address only where it
is http, https, mailto or relative. A page to read is made here; a form to fill
in (`cli.paper`) writes its words with the same `Writer`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from flowhelp.content.frontmatter import read_head
from flowhelp.content.markdown import Node, blocks
from flowhelp.usecases.show import Page

if TYPE_CHECKING:
    from markdown_it.token import Token

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "pre{background:#f4f4f4;padding:.6rem;overflow-x:auto}blockquote{border-left:4px solid #999;"
    "margin-left:0;padding-left:1rem}table{border-collapse:collapse}td,th{border:1px solid #bbb;"
    "padding:.2rem .5rem;text-align:left}.n{color:#05a;font-weight:bold}"
)
_SAFE_ADDRESS = re.compile(r"(?:https?:|mailto:|[^:]*$|[^:]*[/?#])", re.IGNORECASE)
_TAGS = {"strong": "strong", "em": "em", "s": "del"}


def document(page: Page) -> Iterator[str]:
    """The lines of an HTML document that shows the page, or the step that was asked for."""
    lines = page.text.split("\n")
    start, end = page.lines
    start = max(start, read_head(lines).body + 1)
    marks = {step.line: step.n for step in page.procedure.walked()}
    nodes, _ = blocks(lines[start - 1 : end])
    slugs = {section.line: section.slug for section in page.procedure.sections}
    yield from head(page.procedure.title, _STYLE)
    yield from map(Writer(marks, slugs, start).block, nodes)
    yield "</body></html>"


def head(title: str, style: str, lang: str = "") -> Iterator[str]:
    """The lines of an HTML document up to its body."""
    spoken = f' lang="{html.escape(lang)}"' if lang else ""
    yield "<!doctype html>"
    yield f'<html{spoken}><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield f"<title>{html.escape(title)}</title><style>{style}</style></head><body>"


class Writer:
    """Writes the blocks and words of one page."""

    def __init__(
        self,
        marks: Mapping[int, str] | None = None,
        slugs: Mapping[int, str] | None = None,
        first: int = 1,
    ) -> None:
        """A writer of lines that begin at source line `first`; `marks` are step numbers."""
        self._marks = dict(marks or {})
        self._slugs = slugs or {}
        self._first = first

    def markdown(self, text: str) -> str:
        """Blocks of Markdown."""
        nodes, _ = blocks(text.split("\n"))
        return "\n".join(map(self.block, nodes))

    def inline(self, text: str) -> str:
        """Markdown of one paragraph, such as a table cell."""
        nodes, _ = blocks([text])
        if len(nodes) == 1 and nodes[0].kind == "paragraph":
            return self.words(nodes[0].inline)
        return self.text(text)

    def block(self, node: Node) -> str:
        """One block with all inside it."""
        inner = "\n".join(map(self.block, node.nodes))
        match node.kind:
            case "heading":
                name = html.escape(self._slugs.get(node.line + self._first, ""))
                own = f"{self._number(node)}{self.words(node.inline)}"
                made = f'<h{node.level} id="{name}">{own}</h{node.level}>'
            case "paragraph":
                made = f"<p>{self._number(node)}{self.words(node.inline)}</p>"
            case "fence":
                made = self.code(node.text)
            case "quote":
                made = f"<blockquote>{inner}</blockquote>"
            case "list":
                made = f"<ol>{inner}</ol>" if node.ordered else f"<ul>{inner}</ul>"
            case "item":
                value = f' value="{node.number}"' if node.ordered else ""
                made = f"<li{value}>{'☐ ' if node.ticked is not None else ''}{inner}</li>"
            case "table":
                made = self.table(node.rows)
            case _:
                made = f"<pre>{html.escape(node.text)}</pre>" if node.text.strip() else "<hr>"
        return made

    def code(self, text: str) -> str:
        """A block of code."""
        return f"<pre><code>{html.escape(text)}</code></pre>"

    def table(self, rows: Sequence[Sequence[str]]) -> str:
        """A table, its head first."""
        parts: list[str] = []
        for number, row in enumerate(rows):
            tag = "td" if number else "th"
            cells = "".join(f"<{tag}>{self.inline(cell)}</{tag}>" for cell in row)
            parts.append(f"<tr>{cells}</tr>")
        return f"<table>{''.join(parts)}</table>"

    def words(self, tokens: Sequence[Token]) -> str:
        """The words of inline tokens."""
        made: list[str] = []
        links: list[tuple[int, str]] = []
        for token in tokens:
            if token.type == "link_open":
                links.append((len(made), str(token.attrs.get("href", ""))))
            elif token.type == "link_close":
                start, address = links.pop()
                made[start:] = [self.link("".join(made[start:]), address)]
            else:
                made.append(self._word(token))
        return "".join(made)

    def text(self, text: str) -> str:
        """Plain words."""
        return html.escape(text)

    def link(self, words: str, address: str) -> str:
        """A link around words that are HTML already."""
        return f'<a href="{html.escape(safe(address))}">{words}</a>'

    def span(self, code: str) -> str:
        """Code inside a sentence."""
        return f"<code>{html.escape(code)}</code>"

    def image(self, words: str, source: str) -> str:
        """A picture: its words and where it lies; it is not loaded."""
        return f"[picture: {html.escape(words)} ({html.escape(source)})]"

    def _word(self, token: Token) -> str:
        kind, _, end = token.type.rpartition("_")
        if end in {"open", "close"}:
            slash = "/" if end == "close" else ""
            return f"<{slash}{_TAGS.get(kind, 'span')}>"
        match token.type:
            case "code_inline":
                made = self.span(token.content)
            case "image":
                made = self.image(token.content, str(token.attrs.get("src", "")))
            case "softbreak":
                made = "\n"
            case "hardbreak":
                made = "<br>"
            case "text":
                made = self.text(token.content)
            case _:
                made = html.escape(token.content)
        return made

    def _number(self, node: Node) -> str:
        """The number of the step that begins here; each is given once."""
        number = self._marks.pop(node.line + self._first, "")
        return f'<span class="n" id="step-{number}">{number}.</span> ' if number else ""


def safe(address: str) -> str:
    """The address where a link may lead there, else one that leads nowhere."""
    return address if _SAFE_ADDRESS.match(address) else "#"
