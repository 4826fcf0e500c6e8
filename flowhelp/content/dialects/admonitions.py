"""Nine ways to write a warning, read as the one that FORMAT.md teaches.

MkDocs ``!!!``, Docusaurus and MyST ``:::``, Hugo shortcodes, GitBook hints,
MDX components and Microsoft's tables all become ``> [!NAME]`` quotes, line for
line, so that the safety grammar has one shape to know.
"""

from __future__ import annotations

import re

from flowhelp.content.dialects.fences import fenced

_MARKER = {
    "note": "NOTE", "info": "NOTE", "abstract": "NOTE", "summary": "NOTE", "seealso": "NOTE",
    "tip": "TIP", "hint": "TIP", "success": "TIP", "check": "TIP", "example": "NOTE",
    "important": "IMPORTANT", "attention": "IMPORTANT", "notice": "IMPORTANT",
    "warning": "WARNING", "warn": "WARNING", "caution": "CAUTION", "danger": "CAUTION",
    "error": "CAUTION", "bug": "WARNING", "failure": "WARNING", "question": "NOTE",
}  # fmt: skip
_NAMES = "|".join(_MARKER)
_MKDOCS = re.compile(
    rf"^(\s*)(?:!!!|\?\?\?\+?)\s*({_NAMES})\b(?:[^\"\n]*\"([^\"]*)\")?", re.IGNORECASE
)
_PAIRED = (
    (
        re.compile(rf"^(\s*):{{3,}}\s*\{{?({_NAMES})\}}?(.*)$", re.IGNORECASE),
        re.compile(r"^\s*:{3,}\s*$"),
    ),
    (
        re.compile(rf"^(\s*)\{{\{{[<%]\s*({_NAMES})\b()[^/]*[>%]\}}\}}", re.IGNORECASE),
        re.compile(rf"\{{\{{[<%]\s*/\s*(?:{_NAMES})\s*[>%]\}}\}}", re.IGNORECASE),
    ),
    (
        re.compile(rf"^(\s*)\{{%\s*hint\s+style=[\"']({_NAMES})[\"'][^%]*%\}}()", re.IGNORECASE),
        re.compile(r"\{%\s*endhint\s*%\}"),
    ),
    (
        re.compile(rf"^(\s*)<({_NAMES.title().replace('|', '|')})(?:\s[^>]*)?>(.*)$"),
        re.compile(rf"</(?:{_NAMES.title()})>\s*$"),
    ),
)
_CALLOUT = re.compile(r"^(\s*)\{%\s*include\s+callout\.html\b(.*)%\}\s*$")
_TYPE, _CONTENT = re.compile(r'\btype="(\w+)"'), re.compile(r'\bcontent="(.*)"')
_ANY = re.compile(r"!!!|\?\?\?|:::|\{\{[<%]|\{%|<[A-Z]|^\s*>\s*\[!\w+\]\s*\S")
_FURTHEST = 80
"""Lines within which an opened admonition must close to be one."""


def with_one_admonition_shape(lines: list[str]) -> list[str]:
    """The same number of lines, in which every admonition is a ``> [!NAME]`` quote."""
    if not any(_ANY.search(line) for line in lines):
        return lines
    out, code = list(lines), fenced(lines)
    for n, line in enumerate(lines):
        if code[n] or out[n] != line:
            continue
        if match := _MKDOCS.match(line):
            _quote_indented(out, n, match)
        elif (match := _CALLOUT.match(line)) and (content := _CONTENT.search(match[2])):
            kind = (_TYPE.search(match[2]) or ["", "note"])[1]
            out[n] = f"{match[1]}> **{_MARKER.get(kind.lower(), 'NOTE')}:** {content[1]}"
        else:
            _quote_paired(out, n, line)
    return out


def _quote_indented(lines: list[str], n: int, match: re.Match[str]) -> None:
    indent = match[1]
    lines[n] = f"{indent}> [!{_MARKER[match[2].lower()]}]"
    if match[3]:
        lines[n] += f" **{match[3]}**"
    deeper = len(indent) + 4
    for m in range(n + 1, len(lines)):
        line = lines[m]
        if line.strip() and len(line) - len(line.lstrip()) < deeper:
            break
        if line.strip() or (m + 1 < len(lines) and lines[m + 1].startswith(" " * deeper)):
            lines[m] = f"{indent}> {line[deeper:]}"


def _quote_paired(lines: list[str], n: int, line: str) -> None:
    for start, end in _PAIRED:
        match = start.match(line)
        if match is None:
            continue
        indent, marker = match[1], _MARKER[match[2].lower()]
        rest = line[match.end() :] if not match[3] else match[3]
        if end.search(rest):
            lines[n] = f"{indent}> **{marker}:** {end.sub('', rest).strip()}"
            return
        stop = _closing(lines, n, end)
        if stop is not None:
            lines[n] = (
                f"{indent}> [!{marker}]"
                if not rest.strip()
                else f"{indent}> **{marker}:** {rest.strip()}"
            )
            for m in range(n + 1, stop):
                lines[m] = f"{indent}> {lines[m].removeprefix(indent)}"
            last = end.sub("", lines[stop]).strip()
            lines[stop] = f"{indent}> {last}" if last else ""
        return


def _closing(lines: list[str], n: int, end: re.Pattern[str]) -> int | None:
    last = min(n + _FURTHEST, len(lines))
    return next((m for m in range(n + 1, last) if end.search(lines[m])), None)
