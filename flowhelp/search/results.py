"""What a search answers with. Plain classes: what makes others short takes 8 ms to load."""

from __future__ import annotations

from flowhelp.values import Value


class StepHit(Value):
    """The step that answers."""

    __slots__ = ("n", "sid", "title")

    def __init__(self, n: str, sid: str, title: str) -> None:
        self.n = n
        self.sid = sid
        self.title = title


class CardStep(Value):
    """One step as a card shows it."""

    __slots__ = ("commands", "n", "role", "sid", "title")

    def __init__(self, n: str, sid: str, title: str, role: str, commands: tuple[str, ...]) -> None:
        self.n = n
        self.sid = sid
        self.title = title
        self.role = role
        self.commands = commands


class Card(Value):
    """A procedure opened up, without reading its file.

    Attributes:
        description: One paragraph, or empty.
        warnings: (signal, text) of each safety message for the whole page.
        steps: Every step and substep, in the page's order.
    """

    __slots__ = ("description", "steps", "warnings")

    def __init__(
        self,
        description: str,
        warnings: tuple[tuple[str, str], ...],
        steps: tuple[CardStep, ...],
    ) -> None:
        self.description = description
        self.warnings = warnings
        self.steps = steps


class Hit(Value):
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

    __slots__ = (
        "id", "path", "rank", "score", "snippet", "source", "step", "title", "type", "why",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913 (its fields)
        self,
        *,
        rank: int,
        score: float,
        id: str,  # noqa: A002 (what it is)
        source: str,
        title: str,
        type: str,  # noqa: A002 (what it is)
        path: str,
        step: StepHit | None,
        snippet: str,
        why: tuple[str, ...],
    ) -> None:
        self.rank = rank
        self.score = score
        self.id = id
        self.source = source
        self.title = title
        self.type = type
        self.path = path
        self.step = step
        self.snippet = snippet
        self.why = why
