"""Values that a page asks for, in every form people write them (FORMAT.md §6.2).

`{{name}}` counts in text and commands; `<name>` and `$NAME` only in commands.
Template languages of others are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from flowhelp.content.model import Param

_BRACES = re.compile(r"(?<![$\\{])\{\{(?![#/>!&%.{-])([^{}\n]{1,120}?)\}\}(?!\})")
_TEMPLATE = re.compile(r"\{\{-?\s*(?:\.|range\b|if\b|end\b|else\b|with\b|\$)")
"""Go's template language: where it stands, every brace of that text is its own."""

_ANGLE = re.compile(r"(?<![<=\w$-])<([A-Za-z][\w]*(?:[ _./-][\w]+){0,5})>(?![>(=])")
_UPPER = re.compile(r"(?<![\\$\w'])\$(?:\{([A-Z][A-Z0-9_]*)\}|([A-Z][A-Z0-9_]*)\b)")
_SET = re.compile(
    r"(?:^|[;&|]\s*|\b(?:export|read|local|declare|for|env)\s+(?:-\w+\s+)*)"
    r"([A-Z][A-Z0-9_]*)(?==|\s+in\b|\s*$|\s*;)"
)
_IDENTIFIER = re.compile(r"[A-Za-z_][\w-]*(?: [\w-]+){0,5}")
_PATH = re.compile(r"[\w./~-]*(?:/|path|file|dir)[\w./~*-]*(?: \S+)*(?: \.\.\.)?", re.IGNORECASE)
_SPELLING = re.compile(r"\[[^\[\]]*\|[^\[\]]*\]")
_COUNT = re.compile(r"(-?\d+)\.\.(-?\d+)")

FACTS = frozenset(("os", "user", "today", "repo"))
"""Names that are filled without asking."""

_ENVIRONMENT = frozenset(
    "HOME PATH PWD OLDPWD USER LOGNAME SHELL EDITOR VISUAL PAGER TERM LANG TMPDIR HOSTNAME UID "
    "EUID RANDOM PPID IFS OPTARG OPTIND LINENO BASH BASH_VERSION PROFILE NF NR FS OFS".split()
)
_HTML = frozenset(
    "a b br body code div em form h1 h2 h3 head hr html i img input li link meta ol p pre script "
    "span strong style table tbody td th thead title tr u ul svg snip yes no eof none null".split()
)


@dataclass(slots=True)
class Seen:
    """What was found so far: parameters by name in order, and names that commands set."""

    params: dict[str, Param] = field(default_factory=dict)
    assigned: set[str] = field(default_factory=set)


def params_of(
    declared: Iterable[Param],
    texts: Iterable[str],
    commands: Iterable[str],
    *,
    examples: bool = False,
    braces: bool = True,
) -> tuple[Param, ...]:
    """The parameters of a page: declared ones first, then others where they first occur.

    Args:
        declared: From the front matter.
        texts: Prose of the steps, in order.
        commands: Commands of the steps, in order.
        examples: Whether the page has tldr's shape, where anything in braces is a value.
        braces: Whether braces are placeholders here at all; in MDX they are content.
    """
    seen = Seen({param.name: param for param in declared})
    if braces:
        for text in texts:
            _braced(seen, text, examples=examples)
    for command in commands:
        if braces:
            _braced(seen, command, examples=examples)
        _shell_forms(seen, command)
    return tuple(seen.params.values())


def _braced(seen: Seen, text: str, *, examples: bool) -> None:
    if "{{" not in text or _TEMPLATE.search(text):
        return
    for match in _BRACES.finditer(text):
        written = match[1]
        if written in FACTS or _SPELLING.search(written):
            continue
        param = _from_braces(written.strip(), examples=examples, spaced=written != written.strip())
        if param is not None:
            seen.params.setdefault(param.name, param)


def _from_braces(written: str, *, examples: bool, spaced: bool) -> Param | None:
    if "|" in written and (examples or not spaced):
        choices = tuple(part.strip() for part in written.split("|"))
        return Param(name_of(written), type="choice", choices=choices) if all(choices) else None
    if match := _COUNT.fullmatch(written):
        return Param(name_of(written), type="int", min=float(match[1]), max=float(match[2]))
    if _IDENTIFIER.fullmatch(written) and (examples or " " not in written):
        return Param(written)
    if examples or ("/" in written and not spaced and _PATH.fullmatch(written)):
        kind = "path" if _PATH.fullmatch(written) else "text"
        return Param(name_of(written), type=kind)
    return None


def name_of(written: str) -> str:
    """A placeholder's text as a name; itself where it is one already."""
    if re.fullmatch(r"[A-Za-z_][\w-]*", written):
        return written
    return re.sub(r"[^\w/.*-]+", "_", written).strip("_") or "value"


def _shell_forms(seen: Seen, command: str) -> None:
    if "<" in command:
        for match in _ANGLE.finditer(command):
            if match[1].lower() not in _HTML and f"</{match[1]}>" not in command:
                seen.params.setdefault(name_of(match[1]), Param(name_of(match[1])))
    if "$" not in command and "=" not in command:
        return
    seen.assigned.update(_SET.findall(command))
    for match in _UPPER.finditer(command):
        name = match[1] or match[2]
        if name not in seen.assigned | _ENVIRONMENT and len(name) > 1:
            seen.params.setdefault(name, Param(name, env=name))
