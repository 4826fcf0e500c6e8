"""Site generators' templates taken out of prose, line for line.

Hugo, Jekyll, GitBook, Docusaurus, Microsoft Learn and MDX put their own
commands into Markdown. What carries words stays as words, what carries looks
goes; code is never touched. Every function returns as many lines as it got,
so that a line number still names the author's line.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from flowhelp.content.dialects.fences import fenced

_HUGO = re.compile(r"\{\{[<%](?=[\s/])\s{0,9}(/?)\s{0,9}([\w./-]{1,80})(.{0,1000}?)/?[>%]\}\}")
_JEKYLL = re.compile(r"\{%-?\s{0,9}(\w{1,80})(.{0,1000}?)-?%\}")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_QUOTED = re.compile(r"""["']([^"']*)["']""")
_KRAMDOWN = re.compile(r"\{:[^{}\n]*\}")
_INCLUDE = re.compile(
    r"\[!INCLUDE\s?\[([^\]]{0,300})\]\s?\([^)]{0,300}\)\]?|\[!INCLUDE\[([^\]]{0,300})\]\]?"
)
_IMAGE = re.compile(r"^(\s*):::image\s+(.*?):::\s*$")
_MARKUP_LINE = re.compile(
    r"^\s*:::\s*(?:row|column|moniker|zone|image).*$|^\s*:::(?:row|column)-end.*$"
)
_MODULE = re.compile(r"^(?:import\s.+from\s+['\"].+['\"];?|export\s+(?:const|default)\s.*)$")
_JSX = re.compile(r"</?(?:[A-Z]\w*)(?:\s[^<>]*)?/?>")
_JSX_TITLE = re.compile(
    r"""<(?:Accordion|Card|Tab|Step)\b[^<>]{0,500}?\btitle=["']([^"']{1,300})["'][^<>]{0,500}>"""
)
_TEMPLATED = re.compile(r"\{\{[<%]|\{%|\{:|\[!INCLUDE|:::|<!--|</?[A-Z]")

_LONGEST_SPAN = 2000
"""Letters before a mark in which an open code span is looked for."""

_NAMED_HEADINGS = {"whatsnext": "What's next", "cleanup": "Clean up", "objectives": "Overview"}


def without_templates(lines: list[str], *, mdx: bool) -> list[str]:
    """The same number of lines, with template commands outside code turned to words or nothing.

    Args:
        lines: Source lines, in order, without line ends.
        mdx: Whether capitalised tags, imports and exports are components and not text.
    """
    if not mdx and not any(_TEMPLATED.search(line) for line in lines):
        return lines
    return in_words(_without_comments(lines), mdx=mdx)


def in_words(lines: list[str], *, mdx: bool) -> list[str]:
    """The same as `without_templates`, with comments where they are."""
    code = fenced(lines)
    return [
        line if inside else _plain(line, mdx=mdx) for line, inside in zip(lines, code, strict=True)
    ]


def _plain(line: str, *, mdx: bool) -> str:
    if "{" in line:
        line = _HUGO.sub(_hugo_words, line)
        line = _JEKYLL.sub(_jekyll_words, line)
        line = _KRAMDOWN.sub("", line)
    if "[!INCLUDE" in line:
        line = _INCLUDE.sub(_include_words, line)
    if ":::" in line:
        line = _IMAGE.sub(_image, line)
        line = _MARKUP_LINE.sub("", line)
    if mdx and (line.startswith(("import ", "export ")) and _MODULE.match(line)):
        return ""
    if mdx and "<" in line:
        line = _JSX_TITLE.sub(r"**\1**", line)
        line = _JSX.sub("", line)
    return line


def _hugo_words(match: re.Match[str]) -> str:
    closing, name, rest = match[1], match[2], match[3]
    if closing:
        return ""
    attributes = {key: a or b for key, a, b in _ATTRIBUTE.findall(rest)}
    if name == "heading":
        word = (_QUOTED.search(rest) or ["", ""])[1]
        return _NAMED_HEADINGS.get(word, word.capitalize())
    if name in {"tab", "tabs", "include", "codenew"}:
        return f"`{attributes['file']}`" if name == "codenew" and "file" in attributes else ""
    return attributes.get("text") or attributes.get("title") or ""


def _jekyll_words(match: re.Match[str]) -> str:
    attributes = {key: a or b for key, a, b in _ATTRIBUTE.findall(match[2])}
    return attributes.get("content") or attributes.get("title") or ""


def _include_words(match: re.Match[str]) -> str:
    """Its name in words: the text itself lies in a file of another folder."""
    return re.sub(r"[_-]+", " ", (match[1] or match[2] or "").strip())


def _image(match: re.Match[str]) -> str:
    attributes = {key: a or b for key, a, b in _ATTRIBUTE.findall(match[2])}
    return f"{match[1]}![{attributes.get('alt-text', '')}]({attributes.get('source', '')})"


def _without_comments(lines: list[str]) -> list[str]:
    """HTML comments outside code become empty; they are not shown on the web either.

    A mark inside a code span, or one that is never closed, is text: half a
    page must not vanish behind it.
    """
    if not any("<!--" in line for line in lines):
        return lines
    code, out = fenced(lines), list(lines)
    closing = [n for n, line in enumerate(lines) if "-->" in line]
    n = at = 0
    while n < len(out):
        start = -1 if code[n] else _comment_start(out[n], at)
        n, at = (n + 1, 0) if start < 0 else _cut_comment(out, n, start, closing)
    return out


def _comment_start(line: str, at: int) -> int:
    start = line.find("<!--", at)
    while start >= 0 and line.count("`", max(0, start - _LONGEST_SPAN), start) % 2:
        start = line.find("<!--", start + 4)
    return start


def _cut_comment(lines: list[str], n: int, start: int, closing: list[int]) -> tuple[int, int]:
    """Take out the comment that begins there; returns the line and letter to go on from."""
    end = lines[n].find("-->", start + 4)
    if end >= 0:
        lines[n] = lines[n][:start] + lines[n][end + 3 :]
        return n, start
    after = bisect_right(closing, n)
    if after == len(closing):
        return n + 1, 0
    last = closing[after]
    lines[n] = lines[n][:start]
    lines[n + 1 : last] = [""] * (last - n - 1)
    lines[last] = lines[last][lines[last].find("-->") + 3 :]
    return last, 0


_SPANNING = (("{%", "%}"), ("{{<", ">}}"), ("{{%", "%}}"))
_LONGEST_TAG = 40
"""Lines that one template command may span."""


def with_joined_tags(lines: list[str]) -> list[str]:
    """A command that spans lines is pulled into its first one; the others become empty."""
    if not any("{%" in line or "{{" in line for line in lines):
        return lines
    code, out = fenced(lines), list(lines)
    for n, line in enumerate(out):
        if code[n] or "{" not in line:
            continue
        for start, end in _SPANNING:
            if line.rfind(start) > line.rfind(end):
                _pull(out, code, n, end)
                break
    return out


def _pull(lines: list[str], code: list[bool], n: int, end: str) -> None:
    last = min(n + _LONGEST_TAG, len(lines))
    stop = next((m for m in range(n + 1, last) if end in lines[m] or code[m]), last)
    if stop < last and not code[stop]:
        lines[n] = " ".join(part.strip() for part in lines[n : stop + 1])
        lines[n + 1 : stop + 1] = [""] * (stop - n)
