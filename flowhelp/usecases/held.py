"""What a walk holds in memory and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field

from flowhelp.ids import StepId


@dataclass(slots=True)
class Held:
    """Values that are never written down, and how the person is asked for the others.

    Attributes:
        secrets: Secret values by name; gone when the program ends.
        told: Secrets of which the record says that they were given.
        passed: Names the person left without a value, which are not asked for again unbidden.
        unattached: What the person left unattached where that is free, by step and words.
        asked: Names that were asked for, in that order, for going back.
        ask: When values are asked for: `start`, `needed`, or as it is set where empty.
    """

    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    told: set[str] = field(default_factory=set)
    passed: set[str] = field(default_factory=set)
    unattached: set[tuple[StepId, str]] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    ask: str = ""
