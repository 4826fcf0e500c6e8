"""Formulas of calculated blanks: `(x + y) / 2` (FORMAT.md §6.4).

A small language of numbers, names, the four operations, brackets and four functions, and
nothing else: no code, and nothing that could run for long. Working one out is not done here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from flowhelp.errors import ContentError

FUNCTIONS = frozenset({"min", "max", "mean", "abs"})

_LONGEST = 300
_DEEPEST = 20
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,15}(?:\.\d{1,15})?)(?![\w.])|(?P<name>[^\W\d]\w*)|(?P<sign>[-+*/(),]))"
)
_SIGNS = str.maketrans({"−": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "`": " "})
"""Signs as they are printed, and those meant by them."""


class FormulaError(ContentError):
    """The text is no formula."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Named:
    """The value of another blank, or of a parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class Applied:
    """An operation (`+ - * /`) on two parts, or a function of its parts."""

    sign: str
    parts: tuple[Formula, ...]


Formula = Number | Named | Applied


@lru_cache(maxsize=512)
def understood(text: str) -> Formula | None:
    """The formula that a text is, or None when it is none."""
    try:
        return parsed(text)
    except FormulaError:
        return None


def parsed(text: str) -> Formula:
    """The formula that a text is.

    Raises:
        FormulaError: It is none; the message says where.
    """
    reader = _Reader(_tokens(text))
    found = reader.total(0)
    if reader.here:
        raise FormulaError(f"the formula goes on after its end, at {reader.here!r}")
    return found


def names_in(formula: Formula) -> tuple[str, ...]:
    """The names that a formula refers to, each once, in order."""
    match formula:
        case Named(name=name):
            return (name,)
        case Applied(parts=parts):
            return tuple(dict.fromkeys(name for part in parts for name in names_in(part)))
        case Number():
            return ()


def apart(text: str) -> tuple[str, str]:
    """A formula, and what stands behind its first comma outside of brackets: its limits."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and sign in ",;":
            return text[:place].strip(" `"), text[place + 1 :].strip(" `")
    return text.strip(" `"), ""


def _tokens(text: str) -> list[str]:
    text = text.translate(_SIGNS).strip()
    if len(text) > _LONGEST:
        raise FormulaError(f"a formula has at most {_LONGEST} characters")
    found: list[str] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise FormulaError(f"{text[place:].strip()[:20]!r} is no part of a formula")
        place = match.end()
        found.append(match[0].strip())
    return found


class _Reader:
    """Reads tokens by descent; `depth` counts brackets and signs before a value."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._place = 0

    @property
    def here(self) -> str:
        """The next token; empty at the end."""
        return self._tokens[self._place] if self._place < len(self._tokens) else ""

    def total(self, depth: int) -> Formula:
        """A sum."""
        found = self._product(depth)
        while sign := self._taken("+", "-"):
            found = Applied(sign, (found, self._product(depth)))
        return found

    def _product(self, depth: int) -> Formula:
        found = self._one(depth)
        while sign := self._taken("*", "/"):
            found = Applied(sign, (found, self._one(depth)))
        return found

    def _one(self, depth: int) -> Formula:
        if depth > _DEEPEST:
            raise FormulaError("the formula is nested too deeply")
        if self._taken("-"):
            return Applied("-", (Number(Decimal(0)), self._one(depth + 1)))
        if self._taken("("):
            found = self.total(depth + 1)
            self._closed()
            return found
        word = self.here
        if not word or not (word[0].isalnum() or word[0] == "_"):
            raise FormulaError(f"a name or a number is missing before {word or 'its end'!r}")
        self._place += 1
        if word[0].isdecimal():
            return Number(Decimal(word))
        return self._function(word.lower(), depth) if self._taken("(") else Named(word)

    def _function(self, name: str, depth: int) -> Formula:
        if name not in FUNCTIONS:
            known = ", ".join(sorted(FUNCTIONS))
            raise FormulaError(f"there is no function {name!r}", hint=f"one of: {known}")
        parts = [self.total(depth + 1)]
        while self._taken(","):
            parts.append(self.total(depth + 1))
        self._closed()
        if name == "abs" and len(parts) > 1:
            raise FormulaError("'abs' takes one value")
        return Applied(name, tuple(parts))

    def _closed(self) -> None:
        if not self._taken(")"):
            raise FormulaError("a bracket is not closed")

    def _taken(self, *signs: str) -> str:
        """The next token when it is one of these signs, which is passed."""
        here = self.here
        if here not in signs:
            return ""
        self._place += 1
        return here
