"""Commands that stand inside a sentence, as code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flowhelp.content.model import Command
from flowhelp.content.words import is_command

_TOLD = re.compile(
    r"\b(?:run(?:ning)?|execut(?:e|ing)|typ(?:e|ing)|enter|issue|invoke|with|using|via|by|do|command)"
    r"\s*:?\s*$|^\s*$|[.:]\s*$",
    re.IGNORECASE,
)
_NOT_TYPED = re.compile(
    r"\b(?:the|a|an|of|in|called|named|like|from|into|is|are|by default,?|that|this)\s*$",
    re.IGNORECASE,
)


_PROGRAM = re.compile(r"^[a-z][\w.-]*(?:\s+[^\s.,;:!?]\S*)+$")
_COMPOUND = re.compile(r"^(?:[a-z]\w*[-_.][\w.-]+|[a-z]+(?:ctl|adm|cli))\s")


def inline_commands(spans: Sequence[tuple[str, str]]) -> list[Command]:
    """The code spans that are to be typed.

    Args:
        spans: (words before it, code) of each span, in order.

    Returns:
        A span counts when it begins with a known program and has an argument,
        or when the words before it say so ("run", "with", a colon).
    """
    found: list[Command] = []
    for before, code in spans:
        text = code.strip().removeprefix("$ ").strip()
        if not text or "\n" in text or _NOT_TYPED.search(before):
            continue
        told = bool(_TOLD.search(before))
        if len(text.split()) > 1:
            typed = is_command(text) or (told and _looks_typed(text, before))
        else:
            typed = _run_before(before) and is_command(text)
        if typed:
            found.append(Command("", text))
    return found


def _looks_typed(text: str, before: str) -> bool:
    """An unknown program: it takes an option, has a program's name, or the text says to run it."""
    if is_command(text, known=False):
        return True
    return bool(_PROGRAM.match(text)) and (_run_before(before) or bool(_COMPOUND.match(text)))


def _run_before(before: str) -> bool:
    return bool(re.search(r"\b(?:run|execute|type)\s*:?\s*$", before, re.IGNORECASE))
