"""Values that a page asks for, in every form people write them (FORMAT.md §6.2).

`{{name}}` counts in text and commands; `<name>` and `$NAME` only in commands.
Template languages of others are never touched. `placeholders` is the one
reading of these forms: what finds parameters, fills them in and says which are
missing goes through it.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from flowhelp.content.literal import Span, literal_spans
from flowhelp.content.model import Param

_BRACES = re.compile(r"(?<![$\\{])\{\{(?![#/>!&%.{-])([^{}\n]{1,120}?)\}\}(?!\})")
_TEMPLATE = re.compile(
    r"\{\{-?\s*(?:\.|range\b|if\b|end\b|else\b|with\b|\$|[a-z]\w*\s+(?:\"[^\"]*\"\s+)?\.[\w\s}])"
)
"""Go's template language: where it stands, every brace of that text is its own."""

_ANGLE = re.compile(r"(?<![<\w$-])<([A-Za-z][\w]*(?:[ _./-][\w]+){0,5})>(?![>(=])")
_UPPER = re.compile(r"(?<!\$)\$(?:\{([A-Z][A-Z0-9_]*)\}|([A-Z][A-Z0-9_]*)\b)")
_SET = re.compile(
    r"(?:^|[;&|]\s*|\b(?:export|read|local|declare|for|env)\s+(?:-\w+\s+)*)"
    r"([A-Z][A-Z0-9_]*)(?==|\s+in\b|\s*$|\s*;)"
)
_SOURCED = re.compile(r"(?:^|[;&|(\n]\s*)(?:\.|source)\s+[\w~/$\"'{.]")
"""A file of settings that is read in: what it sets is not known, so nothing after it is asked."""

_IDENTIFIER = re.compile(r"[A-Za-z_][\w-]*(?: [\w-]+){0,5}")
_PATH = re.compile(r"[\w./~-]*(?:/|path|file|dir)[\w./~*-]*(?: \S+)*(?: \.\.\.)?", re.IGNORECASE)
_URL = re.compile(r"https?://\S+")
_SPELLING = re.compile(r"\[[^\[\]]*\|[^\[\]]*\]")
_COUNT = re.compile(r"(-?\d+)\.\.(-?\d+)")
_KEY = re.compile(
    r"Enter|Return|Esc|Escape|Tab|Space|Backspace|Del|Delete|Insert|Home|End|Page ?(?:Up|Down)"
    r"|(?:Arrow)?(?:Up|Down|Left|Right)|F\d{1,2}|Ctrl|Alt"
    r"|(?:Ctrl|Control|Alt|Shift|Cmd|Command|Super|Meta|Win|Option)[ +-]\S+"
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SECRET = frozenset("password passwd passphrase passcode token secret apikey credentials".split())
_SECRET_KEYS = frozenset("api secret access auth private license signing encryption".split())

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


class Form(StrEnum):
    """How a placeholder is written."""

    BRACES = "braces"
    ANGLE = "angle"
    VARIABLE = "variable"
    SPELLING = "spelling"
    """``{{[-s|--long]}}``: two spellings of one option, and no value."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A place where a value belongs.

    Attributes:
        start: Where it begins in its text; it ends before `end`.
        form: How it is written.
        name: What its value is called.
        param: What may stand there, as far as its form tells.
        spellings: The ways to write an option, of a `SPELLING`.
    """

    start: int
    end: int
    form: Form
    name: str
    param: Param
    spellings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Seen:
    """What was found so far: parameters by name in order, and names that commands set."""

    params: dict[str, Param] = field(default_factory=dict)
    assigned: set[str] = field(default_factory=set)

    def add(self, found: Placeholder) -> None:
        """Take a parameter in, unless it is known."""
        if found.form is not Form.SPELLING:
            self.params.setdefault(found.name, found.param)


def params_of(  # noqa: PLR0913 - the parts of a page
    declared: Iterable[Param],
    texts: Iterable[str],
    commands: Iterable[str],
    *,
    contents: Iterable[str] = (),
    examples: bool = False,
    braces: bool = True,
) -> tuple[Param, ...]:
    """The parameters of a page: declared ones first, then others where they first occur.

    Args:
        declared: From the front matter.
        texts: Prose of the steps, in order.
        commands: Commands of the steps, in order.
        contents: Code that is no command, such as files; spaces in its braces are another's.
        examples: Whether the page has tldr's shape, where anything in braces is a value.
        braces: Whether braces are placeholders here at all; in MDX they are content.
    """
    seen = _Seen({param.name: param for param in declared})
    if braces:
        for text in texts:
            _take(seen, in_braces(text, examples=examples))
        for text in contents:
            _take(seen, in_braces(text, examples=examples, spaced=False))
    for command in commands:
        if braces:
            _take(seen, in_braces(command, examples=examples))
        _take(seen, _angles(command, examples=examples))
        seen.assigned.update(assigned(command))
        _take(seen, (each for each in variables(command) if each.name not in seen.assigned))
    return tuple(seen.params.values())


def _take(seen: _Seen, found: Iterable[Placeholder]) -> None:
    for each in found:
        if each.name not in FACTS or each.form is not Form.BRACES:
            seen.add(each)


def placeholders(
    text: str, *, code: bool = True, examples: bool = False
) -> tuple[Placeholder, ...]:
    """Every place for a value in a text, in order; none of them overlap.

    Args:
        text: A command, or words.
        code: Whether it is a command: only there count `<name>` and `$NAME`.
        examples: Whether anything in braces is a value, as on tldr's pages.
    """
    found = list(in_braces(text, examples=examples))
    if code:
        taken = tuple((each.start, each.end) for each in found)
        others = (*_angles(text, examples=examples), *variables(text))
        found += [
            each
            for each in others
            if not _within(each.start, taken) and not _within(each.end - 1, taken)
        ]
    return tuple(sorted(found, key=lambda each: each.start))


def in_braces(text: str, *, examples: bool = False, spaced: bool = True) -> Iterator[Placeholder]:
    """The placeholders in double braces, facts and spellings of options included.

    Args:
        text: Words or code.
        examples: Whether anything in braces is a value, as on tldr's pages.
        spaced: Whether ``{{ name }}`` is one too.
    """
    if "{{" not in text or _TEMPLATE.search(text):
        return
    for match in _BRACES.finditer(text):
        inner, written = match[1], match[1].strip()
        if inner != written and not spaced:
            continue
        if _SPELLING.fullmatch(inner):
            ways = tuple(way.strip() for way in inner[1:-1].split("|"))
            found = Form.SPELLING, Param(name_of(inner)), ways
        else:
            param = _from_braces(written, examples=examples, spaced=inner != written)
            if param is None or _SPELLING.search(inner):
                continue
            found = Form.BRACES, param, ()
        form, param, ways = found
        yield Placeholder(match.start(), match.end(), form, param.name, param, ways)


def _from_braces(written: str, *, examples: bool, spaced: bool) -> Param | None:
    if "|" in written and (examples or not spaced):
        return _of_choices(written)
    if match := _COUNT.fullmatch(written):
        return Param(name_of(written), type="int", min=float(match[1]), max=float(match[2]))
    if _IDENTIFIER.fullmatch(written) and (examples or " " not in written):
        return Param(written, type=_kind_of(written))
    if examples or ("/" in written and not spaced and _PATH.fullmatch(written)):
        kind = "path" if _PATH.fullmatch(written) else _kind_of(written)
        return Param(name_of(written), type="url" if _URL.fullmatch(written) else kind)
    return None


def _of_choices(written: str) -> Param | None:
    """A choice; with `...` among its parts it only says what a value is like."""
    choices = tuple(part.strip() for part in written.split("|"))
    if not all(choices) or all(part[0] == "<" and part[-1] == ">" for part in choices):
        return None
    if choices[-1] in {"...", "…"}:
        return Param(name_of(written), help=f"such as {', '.join(choices[:-1])}")
    return Param(name_of(written), type="choice", choices=choices)


def name_of(written: str) -> str:
    """A placeholder's text as a name; itself where it is one already."""
    if re.fullmatch(r"[A-Za-z_][\w-]*", written):
        return written
    return re.sub(r"[^\w/.*-]+", "_", written).strip("_") or "value"


def _kind_of(name: str) -> str:
    """`secret` for what is called a password or the like, so that nobody writes it down."""
    words = [word.lower() for word in _WORD.findall(name)]
    if not words:
        return "text"
    key = words[-1] == "key" and len(words) > 1 and words[-2] in _SECRET_KEYS
    return "secret" if key or words[-1] in _SECRET else "text"


def _angles(command: str, *, examples: bool) -> Iterator[Placeholder]:
    """``<name>`` and ``<two words>``, apart from HTML and the names of keys."""
    if "<" not in command:
        return
    for match in _ANGLE.finditer(command):
        written = match[1]
        key = _KEY.fullmatch(written) or (examples and len(written) == 1)
        if key or written.lower() in _HTML or f"</{written}>" in command:
            continue
        name = name_of(written)
        param = Param(name, type=_kind_of(name))
        yield Placeholder(match.start(), match.end(), Form.ANGLE, name, param)


def assigned(command: str) -> frozenset[str]:
    """Names in capitals that a command sets itself."""
    return frozenset(_SET.findall(command) if "=" in command or "$" in command else ())


def variables(command: str) -> Iterator[Placeholder]:
    """``$NAME`` and ``${NAME}`` in capitals where a shell replaces them; what it knows is none."""
    if "$" not in command:
        return
    read_in = _SOURCED.search(command)
    literal = literal_spans(command) if "'" in command or "<<" in command else ()
    for match in _UPPER.finditer(command, 0, read_in.start() if read_in else len(command)):
        name = match[1] or match[2]
        start = match.start()
        if (
            not _escaped(command, start)
            and not _within(start, literal)
            and name not in _ENVIRONMENT
            and len(name) > 1
        ):
            param = Param(name, type=_kind_of(name), env=name)
            yield Placeholder(match.start(), match.end(), Form.VARIABLE, name, param)


def _escaped(text: str, place: int) -> bool:
    """Whether an odd number of backslashes stands before that place."""
    first = place
    while first and text[first - 1] == "\\":
        first -= 1
    return bool((place - first) % 2)


def _within(place: int, spans: tuple[Span, ...]) -> bool:
    """Whether a place lies in one of these parts, which are in order."""
    following = bisect_right(spans, (place, sys.maxsize))
    return following > 0 and place < spans[following - 1][1]
