"""A procedure as an HTML document of its own: no scripts, nothing loaded from elsewhere.

Raw HTML in the source is shown as text. Links keep their address only where it
is http, https, mailto or relative.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
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
    title = html.escape(page.procedure.title)
    yield "<!doctype html>"
    yield '<html><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1">'
    yield f"<title>{title}</title><style>{_STYLE}</style></head><body>"
    made = _Html(marks, slugs, start)
    yield from map(made.block, nodes)
    yield "</body></html>"


class _Html:
    """The blocks of one page as HTML."""

    def __init__(self, marks: dict[int, str], slugs: dict[int, str], first: int) -> None:
        self._marks = marks
        self._slugs = slugs
        self._first = first

    def block(self, node: Node) -> str:
        """One block with all inside it."""
        inner = "\n".join(map(self.block, node.nodes))
        match node.kind:
            case "heading":
                name = html.escape(self._slugs.get(node.line + self._first, ""))
                own = f"{self._number(node)}{_words(node.inline)}"
                made = f'<h{node.level} id="{name}">{own}</h{node.level}>'
            case "paragraph":
                made = f"<p>{self._number(node)}{_words(node.inline)}</p>"
            case "fence":
                made = f"<pre><code>{html.escape(node.text)}</code></pre>"
            case "quote":
                made = f"<blockquote>{inner}</blockquote>"
            case "list":
                made = f"<ol>{inner}</ol>" if node.ordered else f"<ul>{inner}</ul>"
            case "item":
                value = f' value="{node.number}"' if node.ordered else ""
                made = f"<li{value}>{'☐ ' if node.ticked is not None else ''}{inner}</li>"
            case "table":
                made = _table(node.rows)
            case _:
                made = f"<pre>{html.escape(node.text)}</pre>" if node.text.strip() else "<hr>"
        return made

    def _number(self, node: Node) -> str:
        """The number of the step that begins here; each is given once."""
        number = self._marks.pop(node.line + self._first, "")
        return f'<span class="n" id="step-{number}">{number}.</span> ' if number else ""


def _table(rows: Sequence[Sequence[str]]) -> str:
    parts: list[str] = []
    for number, row in enumerate(rows):
        tag = "td" if number else "th"
        parts.append("<tr>" + "".join(f"<{tag}>{_cell(cell)}</{tag}>" for cell in row) + "</tr>")
    return f"<table>{''.join(parts)}</table>"


def _cell(text: str) -> str:
    nodes, _ = blocks([text])
    if len(nodes) == 1 and nodes[0].kind == "paragraph":
        return _words(nodes[0].inline)
    return html.escape(text)


def _words(tokens: Sequence[Token]) -> str:
    return "".join(_word(token) for token in tokens)


def _word(token: Token) -> str:
    kind, _, end = token.type.rpartition("_")
    if end in {"open", "close"}:
        slash = "/" if end == "close" else ""
        if kind != "link":
            return f"<{slash}{_TAGS.get(kind, 'span')}>"
        address = str(token.attrs.get("href", ""))
        return "</a>" if slash else f'<a href="{html.escape(_safe(address))}">'
    if token.type == "code_inline":
        return f"<code>{html.escape(token.content)}</code>"
    if token.type == "image":
        source = html.escape(str(token.attrs.get("src", "")))
        return f"[picture: {html.escape(token.content)} ({source})]"
    return {"softbreak": "\n", "hardbreak": "<br>"}.get(token.type, html.escape(token.content))


def _safe(address: str) -> str:
    return address if _SAFE_ADDRESS.match(address) else "#"
