"""The head of a file, as plain values.

Only the shape is read here: which keys there are and what they hold, by the
YAML 1.2 core schema. What a key means is `metadata.py`'s business.

YAML that could harm is refused before it becomes a value: anchors, aliases,
merge keys, tags, duplicate keys, more than 20 levels, more than 16 KB.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

LONGEST_HEAD = 16_384
"""Bytes of front matter that are read; more is a finding and not a value."""

DEEPEST = 20

_FENCE = re.compile(r"^---[ \t]*$")
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$")
_INT = re.compile(r"[-+]?[0-9]+")
_OCTAL, _HEX = re.compile(r"0o[0-7]+"), re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SIMPLE = re.compile(r"^([A-Za-z_][\w.-]*):[ \t]+(\S.*?)[ \t]*$")


class Plain(str):
    """A scalar written without quotes: the only kind that may be a number or a truth."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the page.

    Attributes:
        values: Key to scalar text, list or map; scalars are `str`, unquoted ones `Plain`.
        body: Number of source lines that the head takes; 0 when there is none.
        problem: Why it could not be read as YAML, or empty.
        line: Where the problem is, counted from 1.
    """

    values: dict[str, Any]
    body: int = 0
    problem: str = ""
    line: int = 1


class _RefusedYamlError(Exception):
    """The text is YAML, but of a kind that is not read here."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line


def read_head(lines: list[str]) -> Head:
    """The head of these source lines; an empty one where there is none.

    A head that is not YAML is still skipped, its `problem` says why, and the
    simple ``key: value`` lines in it are kept, so that the page has its title.
    """
    if not lines or not _FENCE.match(lines[0]):
        return Head({})
    end = next((n for n, line in enumerate(lines[1:], 1) if _END.match(line)), None)
    if end is None:
        return Head({})
    text = "\n".join(lines[1:end]) + "\n"
    if len(text.encode()) > LONGEST_HEAD:
        return Head(_simple_pairs(lines[1:end]), end + 1, "it is longer than 16 KB")
    if not text.strip():
        return Head({}, end + 1)
    return _parsed(text, lines[1:end], end + 1)


def _parsed(text: str, lines: list[str], body: int) -> Head:
    import yaml  # noqa: PLC0415 - 30 ms that a page without a head need not pay

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        tree = _Composer(yaml.parse(text, Loader=loader)).document()
    except _RefusedYamlError as refused:
        return Head(_simple_pairs(lines), body, refused.problem, refused.line)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = str(getattr(error, "problem", None) or "it is not YAML")
        return Head(_simple_pairs(lines), body, problem, mark.line + 2 if mark else 1)
    if isinstance(tree, dict):
        return Head(tree, body)
    return Head({}, body, "it is not a map of keys", 2) if tree else Head({}, body)


class _Composer:
    """Turns an event stream into values, and refuses what could harm on the way."""

    def __init__(self, events: Any) -> None:
        self._events = iter(events)

    def document(self) -> Any:
        """The first document's value; None when it is empty."""
        for event in self._events:
            if type(event).__name__ in {"MappingStartEvent", "SequenceStartEvent", "ScalarEvent"}:
                return self._value(event, 1)
        return None

    def _value(self, event: Any, depth: int) -> Any:
        line = event.start_mark.line + 2
        kind = type(event).__name__
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            raise _RefusedYamlError("anchors and aliases are not read", line)
        if event.tag and not _harmless_tag(event):
            raise _RefusedYamlError("tags are not read", line)
        if depth > DEEPEST:
            raise _RefusedYamlError(f"it nests deeper than {DEEPEST} levels", line)
        if kind == "ScalarEvent":
            return Plain(event.value) if not event.style else str(event.value)
        if kind == "SequenceStartEvent":
            return self._sequence(depth)
        return self._mapping(depth)

    def _sequence(self, depth: int) -> list[Any]:
        items: list[Any] = []
        while type(event := next(self._events)).__name__ != "SequenceEndEvent":
            items.append(self._value(event, depth + 1))
        return items

    def _mapping(self, depth: int) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            line = event.start_mark.line + 2
            key = self._value(event, depth + 1)
            if not isinstance(key, str):
                raise _RefusedYamlError("a key is not a word", line)
            if key == "<<":
                raise _RefusedYamlError("merge keys are not read", line)
            if key in pairs:
                raise _RefusedYamlError(f"the key {key!r} stands twice", line)
            pairs[str(key)] = self._value(next(self._events), depth + 1)
        return pairs


def _harmless_tag(event: Any) -> bool:
    """`!` alone only says "do not guess", which is what happens here anyway."""
    return str(event.tag) == "!"


def _simple_pairs(lines: list[str]) -> dict[str, Any]:
    """The one-line ``key: value`` pairs of a head that is not YAML."""
    pairs: dict[str, Any] = {}
    for line in lines[:200]:
        match = _SIMPLE.match(line[:1000])
        if match and match[2][0] not in "[{&*!|>":
            pairs.setdefault(match[1], match[2].strip("'\""))
    return pairs


def core(value: Any) -> Any:
    """A value by the YAML 1.2 core schema: `true` is a truth, `yes` and `12:30` are words.

    Source: YAML 1.2.2, section 10.3.2.
    """
    if isinstance(value, dict):
        return {key: core(item) for key, item in value.items()}
    if isinstance(value, list):
        return [core(item) for item in value]
    if not isinstance(value, Plain):
        return value
    return _core_scalar(value)


_WORDS: dict[str, bool | None] = {"": None, "~": None}
for _word, _value in (("null", None), ("true", True), ("false", False)):
    _WORDS.update({_word: _value, _word.title(): _value, _word.upper(): _value})

_LONGEST_NUMBER = 300
"""Digits; a longer number is a word, because Python refuses to read it as an integer."""


def _core_scalar(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST_NUMBER:
        return str(text)
    for pattern, base in ((_INT, 10), (_OCTAL, 8), (_HEX, 16)):
        if pattern.fullmatch(text):
            return int(text, base)
    if _FLOAT.fullmatch(text) or text.lower().lstrip("+-") in {".inf", ".nan"}:
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return str(text)
