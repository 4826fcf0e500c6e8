"""Steps that hold only sometimes, and steps that may be left out (FORMAT.md §6.5)."""

from __future__ import annotations

import re

_CONDITION = re.compile(
    r"^(?:if|when|unless|in case|only if|only when|wenn|falls|sofern|si|lorsque|sauf si)\b",
    re.IGNORECASE,
)
_OPTIONAL = re.compile(
    r"^\W{0,3}(?:optional(?:ly)?|optionnel|facultatif)\b\s*\)?\s*[:,.)–—-]|^\(optional\)"
    r"|\(optional\)\s*:?$|^\[optional\]|[-–—]\s*optional$",
    re.IGNORECASE,
)
_END = re.compile(r",\s|:(?:\s|$)|\s[–—]\s|\bthen\b|\.(?:\s|$)")
_COMPUTED = re.compile(r"^`([^`]+)`\.?$")
_LONGEST = 200


def human_condition(words: str) -> str:
    """The condition that a step's plain text begins with, or empty.

    ``If the page is red, put the key back`` gives ``If the page is red``.
    """
    if not _CONDITION.match(words):
        return ""
    end = _END.search(words)
    return words[: end.start() if end else len(words)][:_LONGEST].strip()


def is_optional(words: str) -> bool:
    """Whether a step's plain text says that it may be left out."""
    return bool(_OPTIONAL.search(words[:_LONGEST]))


def computed_condition(value: str) -> str:
    """The expression of an **If:** label that is exactly one code span, or empty."""
    match = _COMPUTED.match(value.strip())
    return match[1].strip() if match else ""
