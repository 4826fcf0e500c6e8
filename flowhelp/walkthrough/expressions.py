"""Computed conditions: ``pressure < 140 and os = linux`` (FORMAT.md §6.5).

A small language of comparisons, and nothing else: no functions, no arithmetic,
no code. What cannot be known yet makes the answer unknown, never wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from flowhelp.errors import ContentError

_LONGEST = 500
_DEEPEST = 30
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"[^"]*"|'[^']*'|\d{4}-\d\d-\d\d|\d{1,2}:\d\d|\d+(?:\.\d+){2,})
    |(?P<number>[+\-−]?(?:\d+(?:\.\d+)?|\.\d+))
        (?:\s*(?P<unit>(?!(?:and|or|in|not)\b)[^\W\d_][\w·⋅/.^]*|[%°][\w]*))?
    |(?P<name>[^\W\d]\w*(?:[-./@:]\w+)*)
    |(?P<sign><=|>=|!=|==|<>|[=<>≤≥≠(),\[\]])
    )""",
    re.VERBOSE,
)
_SIGNS = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "[": "(", "]": ")"}
_COMPARED = frozenset({"=", "!=", "<", "<=", ">", ">="})
_WORDS = frozenset({"and", "or", "not", "in"})


class ExpressionError(ContentError):
    """The text is no condition."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a name stands for now, with its unit where it has one."""

    value: float | str | bool
    unit: str = ""

    def __str__(self) -> str:
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        shown = f"{self.value:g}" if isinstance(self.value, float | int) else self.value
        return f"{shown} {self.unit}" if self.unit else shown


@dataclass(frozen=True, slots=True)
class Name:
    """A name, or a word that is meant as it stands where no such name is declared."""

    name: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Two operands and the sign between them; a lone one is asked whether it is so."""

    left: Operand
    sign: str = ""
    right: tuple[Operand, ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """`and` or `or` of parts, or `not` of one."""

    word: str
    parts: tuple[Expression, ...]


Operand = Name | Known
Expression = Compared | Joined


@lru_cache(maxsize=512)
def understood(text: str) -> Expression | None:
    """The condition that a text is, or None when it is none."""
    try:
        return parsed(text)
    except ExpressionError:
        return None


def parsed(text: str) -> Expression:
    """The condition that a text is.

    Raises:
        ExpressionError: It is none; the message says where.
    """
    reader = _Reader(_tokens(text))
    found = reader.either(0)
    if reader.here is not None:
        raise ExpressionError(f"the condition goes on after its end, at {reader.here[1]!r}")
    return found


def _tokens(text: str) -> list[tuple[str, str, str]]:
    """(kind, text, unit) of each word and sign."""
    text = text.strip()
    if len(text) > _LONGEST:
        raise ExpressionError(f"a condition has at most {_LONGEST} characters")
    found: list[tuple[str, str, str]] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise ExpressionError(f"{text[place:].strip()[:20]!r} is no part of a condition")
        place = match.end()
        kind = match.lastgroup if match.lastgroup != "unit" else "number"
        written = match[kind or "sign"]
        if kind == "name" and written.lower() in _WORDS:
            kind, written = "word", written.lower()
        if kind == "sign":
            written = _SIGNS.get(written, written)
        found.append((kind or "", written, match["unit"] or ""))
    return found


class _Reader:
    """Reads tokens by descent; `depth` counts brackets and `not`s."""

    def __init__(self, tokens: list[tuple[str, str, str]]) -> None:
        self._tokens = tokens
        self._place = 0

    @property
    def here(self) -> tuple[str, str, str] | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def taken(self, *words: str) -> str:
        """The next token when it is one of these words or signs, which is passed."""
        here = self.here
        if here is None or here[0] not in {"word", "sign"} or here[1] not in words:
            return ""
        self._place += 1
        return here[1]

    def either(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise ExpressionError("the condition is nested too deeply")
        parts = [self._both(depth)]
        while self.taken("or"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Joined("or", tuple(parts))

    def _both(self, depth: int) -> Expression:
        parts = [self._one(depth)]
        while self.taken("and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Joined("and", tuple(parts))

    def _one(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise ExpressionError("the condition is nested too deeply")
        if self.taken("not"):
            return Joined("not", (self._one(depth + 1),))
        if self.taken("("):
            found = self.either(depth + 1)
            self._closed()
            return found
        left = self._operand()
        sign = self.taken(*_COMPARED)
        if sign:
            return Compared(left, sign, (self._operand(),))
        negated = bool(self.taken("not"))
        if self.taken("in"):
            among = Compared(left, "in", self._list())
            return Joined("not", (among,)) if negated else among
        if negated:
            raise ExpressionError("'not' stands before a condition, or before 'in'")
        return Compared(left)

    def _list(self) -> tuple[Operand, ...]:
        bracket = self.taken("(")
        found = [self._operand()]
        while self.taken(","):
            found.append(self._operand())
        if bracket:
            self._closed()
        return tuple(found)

    def _closed(self) -> None:
        if not self.taken(")"):
            raise ExpressionError("a bracket is not closed")

    def _operand(self) -> Operand:
        if self.here is None:
            raise ExpressionError("the condition ends too early")
        kind, written, unit = self.here
        if kind not in {"name", "number", "text"}:
            raise ExpressionError(f"a name or a value is missing before {written!r}")
        self._place += 1
        if kind == "number":
            return Known(float(written.replace("−", "-")), unit)
        return Name(written) if kind == "name" else Known(written.strip("\"'"))
