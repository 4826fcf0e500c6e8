"""What a page says has changed: the entries under **What changed** (FORMAT.md §8)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flowhelp.content.labels import label_at
from flowhelp.content.model import Block, BlockKind, Procedure, Role, Section

UNDERSTOOD = "read and understood"
"""The meaning of a name under what changed."""

LEVELS = ("none", "editorial", "minor", "major")
"""How much a change means for who follows the page, the least first."""

_MEANINGS = frozenset({UNDERSTOOD, "gelesen und verstanden", "lu et compris"})
_DAY = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
_LEVEL = re.compile(r"\b(editorial|minor|major)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, as its author tells it.

    Attributes:
        day: As `2031-05-04`; empty where the heading has none.
        level: editorial, minor or major; none where the heading names none.
        text: What is written under it, as Markdown.
        signs: Who is to sign that it was read and understood.
    """

    title: str
    day: str = ""
    level: str = "none"
    text: str = ""
    signs: tuple[str, ...] = ()


def entries(procedure: Procedure) -> tuple[Entry, ...]:
    """What changed, in the order of the page; a heading without text is no entry."""
    sections = (each for each in procedure.sections if each.role is Role.CHANGES)
    return tuple(_entry(section) for section in sections if section.blocks)


def rank(level: str) -> int:
    """The place of a level, 0 for none and for a word that is no level."""
    return LEVELS.index(level) if level in LEVELS else 0


def highest(*levels: str) -> str:
    """The level that means the most; none of none."""
    return max(levels, key=rank, default="none")


def _entry(section: Section) -> Entry:
    level = _LEVEL.search(section.title)
    signs = tuple(who for block in section.blocks for who in _signs(block))
    text = "".join(_apart(block) + block.text for block in section.blocks).strip()
    word = level[1].lower() if level else "none"
    return Entry(section.title, _day(section.title), word, text, signs)


def _apart(block: Block) -> str:
    """What keeps a block from running on from the one before: items of one list stay together."""
    return "\n" if block.text.startswith("- ") else "\n\n"


def _day(title: str) -> str:
    found = _DAY.search(title)
    if found:
        return "-".join(found.groups())
    first = _DAY_FIRST.search(title)
    return f"{first[3]}-{int(first[2]):02d}-{int(first[1]):02d}" if first else ""


def _signs(block: Block) -> tuple[str, ...]:
    """Who a **Sign (read and understood)** asks; nobody where the block is another."""
    text = block.text.removeprefix("- ")
    found = label_at(text) if block.kind is BlockKind.LABEL else None
    if found is None or found.key != "sign" or found.arg.casefold() not in _MEANINGS:
        return ()
    return (" ".join(text[found.length :].split()).rstrip("."),)
