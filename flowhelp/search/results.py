"""What a search answers with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepHit:
    """The step that answers."""

    n: str
    sid: str
    title: str


@dataclass(frozen=True, slots=True)
class CardStep:
    """One step as a card shows it."""

    n: str
    sid: str
    title: str
    role: str
    commands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A procedure opened up, without reading its file.

    Attributes:
        description: One paragraph, or empty.
        warnings: (signal, text) of each safety message for the whole page.
        steps: Every step and substep, in the page's order.
    """

    description: str
    warnings: tuple[tuple[str, str], ...]
    steps: tuple[CardStep, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer.

    Attributes:
        rank: 1 for the best.
        score: Comparable inside one answer only.
        id: The procedure's name in its source.
        source: The library's name.
        path: Where a person finds the file.
        step: The step inside it that answers, or None.
        snippet: The line that matched best, plain; may be empty.
        why: What the score is made of, most important first.
    """

    rank: int
    score: float
    id: str
    source: str
    title: str
    type: str
    path: str
    step: StepHit | None
    snippet: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the index, for lists and names.

    Attributes:
        key: The key of its source.
        problem: Empty.
    """

    id: str
    key: str
    path: str
    title: str
    type: str
    tags: tuple[str, ...]
    roles: tuple[str, ...]
    alerts: tuple[str, ...]
    status: str
    steps: int
    findings: int
