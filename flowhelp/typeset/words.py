"""The words of a paragraph, each with its look: emphasis, code, links, pictures.

Pure. What is hidden on the web, such as where a link leads, is written behind it where it
cannot be followed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import TYPE_CHECKING

from flowhelp.content.markdown import blocks
from flowhelp.typeset.emoji import with_emoji
from flowhelp.typeset.markup import BREAK, Dress, tidied, unbroken, without_comments
from flowhelp.typeset.styles import Line, Link, Look, Span, Style

if TYPE_CHECKING:
    from markdown_it.token import Token

_JOINER = "\u2060"
_BLANKS = re.compile(r" {2,}")


def inline(text: str, *, targets: bool = True) -> Line:
    """Markdown of one paragraph, such as a table cell, as spans."""
    nodes, _ = blocks([text] if targets else tidied([text]))
    if len(nodes) == 1 and nodes[0].kind == "paragraph":
        return tuple(words(nodes[0].inline, targets=targets))
    nodes, _ = blocks([_JOINER + text])  # what would begin a list or a quote is only its words
    if len(nodes) == 1 and nodes[0].kind == "paragraph":
        return tuple(_cut(words(nodes[0].inline, targets=targets), _JOINER))
    return ((text, None),)


def words(tokens: Sequence[Token], *, without: str = "", targets: bool = True) -> list[Span]:
    """The words of inline tokens, each with its look.

    Args:
        tokens: Of one paragraph.
        without: What is left out at their start.
        targets: Whether where a link leads is written behind it; where it is not, HTML tags
            that only dress words are looks as well, and comments are left out.
    """
    spans: list[Span] = []
    looks: list[Look | None] = [None]
    dress = Dress()
    for token in tokens:
        if token.type == "link_open":
            looks.append(_link(token, "href"))
        elif token.type.endswith("_open"):
            looks.append(_INLINE.get(token.type, looks[-1]))
        elif token.type.endswith("_close"):
            look = looks.pop()
            if targets and token.type == "link_close" and isinstance(look, Link):
                spans += _address(look, spans)
        elif token.type == "html_inline" and not targets and not without_comments(token.content):
            _close_up(spans)
        elif token.type == "html_inline" and not targets:
            spans += dress.put_on(token.content, begun=bool(spans) and spans[-1][0] != "\n")
        else:
            spans.append(_span(token, dress.look or looks[-1], targets=targets))
    spans = spans if targets else unbroken(spans)
    return _cut(spans, without.strip()) if without else spans


def _close_up(spans: list[Span]) -> None:
    """Take one of the two blanks from around what is left out."""
    if spans and spans[-1][0].endswith(" "):
        text, look = spans.pop()
        spans.append((text[:-1], look))


def _address(link: Link, before: Sequence[Span]) -> list[Span]:
    """Where a link leads, unless its words say so."""
    said = bool(before) and link.said in before[-1][0]
    return [] if said else [(f" ({link.said})", Style.DIM)]


_INLINE = {
    "strong_open": Style.STRONG,
    "em_open": Style.EMPHASIS,
    "s_open": Style.STRUCK,
}


def _span(token: Token, style: Look | None, *, targets: bool) -> Span:
    match token.type:
        case "softbreak":
            return " ", style
        case "hardbreak":
            return "\n", style
        case "code_inline":
            return token.content, style if isinstance(style, Link) else Style.COMMAND
        case "image":
            picture = _link(token, "src")
            address = f" ({picture.said})" if targets else ""
            # A picture that is a link leads where the link leads, as on the web.
            look = style if isinstance(style, Link) else picture
            return f"[picture: {unescape(token.content)}]{address}", look
        case "html_inline":
            broken = BREAK.fullmatch(token.content)
            return ("\n", style) if broken else (token.content, Style.DIM)
        case _:
            text = _BLANKS.sub(" ", token.content)
            return text if targets else with_emoji(text), style


def _link(token: Token, name: str) -> Link:
    address, hint = str(token.attrs.get(name, "")), str(token.attrs.get("title", ""))
    return Link(address, hint, picture=name == "src")


def _cut(spans: list[Span], start: str) -> list[Span]:
    """The spans without those characters at their start, and without the blanks after them."""
    left = len(start)
    for number, (text, style) in enumerate(spans):
        if left < len(text) and text[left:].strip():
            return [(text[left:].lstrip(), style), *spans[number + 1 :]]
        left = max(0, left - len(text))
    return []
