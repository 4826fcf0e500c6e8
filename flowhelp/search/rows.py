"""What the index keeps of a page: plain values that can cross a process.

Apart from `page`, which makes them, so that an answer loads no nouns of content.
"""

from __future__ import annotations

from typing import NamedTuple


class StepRow(NamedTuple):
    """One step as the index keeps it."""

    n: str
    sid: str
    title: str
    role: str
    commands: tuple[str, ...]
    title_terms: str
    """The terms of its title, with a space around each."""
    terms: str
    """All its terms, likewise."""


class Page(NamedTuple):
    """One procedure as the index keeps it."""

    wanted_id: str
    title: str
    type: str
    description: str
    lang: str
    status: str
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    alerts: tuple[str, ...]
    roles: tuple[str, ...]
    warnings: tuple[tuple[str, str], ...]
    """(signal, text) of each safety message that holds for the whole page."""
    fields: tuple[str, ...]
    """The terms of each of `FIELDS`, in order, separated by spaces."""
    counted: str
    """The same, counted (`fields.forward`)."""
    steps: tuple[StepRow, ...]
    lines: tuple[tuple[int, str], ...]
    """(number of the step in `steps`, or -1; a plain line), in the page's order."""
    words: tuple[str, ...]
    """Its distinct plain words that spelling repair may offer."""
    findings: int
    """How many errors an author should mend."""
