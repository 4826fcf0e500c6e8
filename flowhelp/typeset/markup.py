"""What a page's author wrote for a browser or a site generator, read as looks and words.

Pure. A tag that says more than how its words look, such as one with an attribute that we do not
know, stays as it is written: what is hidden from one reader is followed by another. A comment
goes, for nobody follows it: to `content` it is nothing, and `flowhelp show` prints it.
"""

from __future__ import annotations

import re
from html import unescape

from flowhelp.content.dialects.admonitions import with_one_admonition_shape
from flowhelp.content.dialects.fences import fenced
from flowhelp.content.dialects.templates import in_words, with_joined_tags
from flowhelp.typeset.styles import Link, Look, Span, Style

_MARKS = ("{", "[!", ":::", "!!!", "???", "[TOC", "[_TOC", "<!--")
_BEFORE = re.compile(r"^([ \t]*)(?:<!--(?:(?!-->).)*-->[ \t]*)+(?=[^ \t])")
"""Comments that words of the same line come after, which would else be a block of HTML."""
_COMMAND = re.compile(r"[ \t]*\{#[\w.:-]{1,100}\}[ \t]*$|^[ \t]*\[?\[_?TOC_?\]\]?[ \t]*$")
"""The anchor of a heading, which the outline knows, and the place of a table of contents."""
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s[^<>]*)?)>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"""([\w:-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+)))?""")
_LOOKS: dict[str, Look] = {
    "b": Style.STRONG, "strong": Style.STRONG, "th": Style.STRONG, "summary": Style.STRONG,
    "i": Style.EMPHASIS, "em": Style.EMPHASIS, "cite": Style.EMPHASIS,
    "kbd": Style.COMMAND, "code": Style.COMMAND, "tt": Style.COMMAND, "samp": Style.COMMAND,
    "u": Style.LINK, "s": Style.STRUCK, "del": Style.STRUCK, "strike": Style.STRUCK,
    "h1": Style.TITLE, "h2": Style.TITLE, "h3": Style.HEADING, "h4": Style.HEADING,
    "h5": Style.HEADING, "h6": Style.HEADING,
}  # fmt: skip
_PLAIN = frozenset(
    "a big caption center dd details div dl dt figcaption figure font ins label mark nobr ol p pre "
    "q section small span sub sup table tbody td tfoot thead tr ul var wbr blockquote".split()
)
LINES = frozenset(
    "blockquote center dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 li ol p pre "
    "section summary table tr ul".split()
)
"""Tags whose words begin in a line of their own."""
_SILENT = frozenset(
    "align alt border cellpadding cellspacing class color colspan for height href id loading name "
    "open rel rowspan src start style target title type valign width checked disabled".split()
)
"""Attributes that say nothing, or that are shown."""
_LONGEST = 120
"""Letters of an attribute that only tells a look."""

Tag = tuple[str, bool, dict[str, str]]
"""Name, whether it ends something, and attributes."""


def tidied(lines: list[str]) -> list[str]:
    """The same number of lines, with the commands of site generators turned into Markdown."""
    if not any(mark in line for line in lines for mark in _MARKS):
        return lines
    shaped = in_words(with_one_admonition_shape(with_joined_tags(lines)), mdx=False)
    code = fenced(shaped)
    pairs = zip(shaped, code, strict=True)
    return [line if inside else _tidied(line) for line, inside in pairs]


def _tidied(line: str) -> str:
    line = _COMMAND.sub("", line)
    return _BEFORE.sub(r"\1", line) if "<!--" in line else line


def without_comments(source: str) -> str:
    """HTML without its comments; one that does not end is none."""
    kept: list[str] = []
    at = 0
    while (start := source.find("<!--", at)) >= 0:
        end = source.find("-->", start + 2)  # `<!-->` is one, too
        if end < 0:
            break
        kept.append(source[at:start])
        at = end + 3
    return "".join((*kept, source[at:]))


def tag_of(written: str) -> Tag | None:
    """A tag that only dresses words or leads somewhere; None for all else."""
    match = _TAG.fullmatch(written)
    if match is None:
        return None
    name = match[2].lower()
    if name not in _LOOKS and name not in _PLAIN and name not in {"br", "hr", "img", "li", "input"}:
        return None
    found = _ATTRIBUTE.findall(match[3])
    values = {key.lower(): unescape(a or b or c) for key, a, b, c in found}
    shown = {"href", "src", "alt", "title"}
    if any(key not in _SILENT for key in values):
        return None
    if any(len(value) > _LONGEST for key, value in values.items() if key not in shown):
        return None
    return name, bool(match[1]), values


def unbroken(spans: list[Span]) -> list[Span]:
    """The spans without the breaks at their end."""
    while spans and spans[-1] == ("\n", None):
        spans.pop()
    return spans


class Dress:
    """The looks that tags have put on, innermost last."""

    def __init__(self) -> None:
        self._worn: list[tuple[str, Look | None]] = []
        self._written: list[str] = []

    @property
    def look(self) -> Look | None:
        """The look that words have now; None where no tag says one."""
        return next((look for _, look in reversed(self._worn) if look is not None), None)

    def put_on(self, written: str, *, begun: bool) -> list[Span]:
        """Take one tag; what stands in its place.

        Args:
            written: The tag.
            begun: Whether the line has words already.
        """
        tag = tag_of(written)
        if tag is None:
            self._written.append(written[1:].split(maxsplit=1)[0].strip("/>").lower())
            return [(written, Style.DIM)]
        name, ends, values = tag
        if ends and name in self._written:  # the end of one that is shown is shown as well
            self._written.remove(name)
            return [(written, Style.DIM)]
        if name in {"br", "hr", "img", "input"}:
            return _alone(name, values, self.look)
        if ends:
            self._take_off(name)
        else:
            self._worn.append((name, _look(name, values)))
        broken: list[Span] = [("\n", None)] if begun and name in LINES else []
        return [*broken, ("• ", None)] if name == "li" and not ends else broken

    def _take_off(self, name: str) -> None:
        for at in reversed(range(len(self._worn))):
            if self._worn[at][0] == name:
                del self._worn[at:]
                return


def _look(name: str, values: dict[str, str]) -> Look | None:
    if name == "a" and values.get("href"):
        return Link(values["href"], values.get("title", ""))
    return _LOOKS.get(name)


def _alone(name: str, values: dict[str, str], look: Look | None) -> list[Span]:
    """What stands for a tag that has no end."""
    if name == "br":
        return [("\n", look)]
    if name == "hr":
        return [("\n", None), ("─" * 8, Style.DIM), ("\n", None)]
    if name == "input":
        box = values.get("type", "").lower() == "checkbox"
        return [("☑ " if "checked" in values else "☐ ", None)] if box else []
    picture = Link(values.get("src", ""), values.get("title", ""), picture=True)
    return [(f"[picture: {values.get('alt', '')}]", look if isinstance(look, Link) else picture)]
