"""What the variables of a scenario have come to: where they began, and what each way changed."""

from __future__ import annotations

from collections.abc import Iterable

from flowhelp.journal.events import Branched


def at_the_end(
    begun: Iterable[tuple[str, float]], path: Iterable[Branched]
) -> dict[str, int | float]:
    """The variables after the ways that were taken, whole numbers as such.

    Args:
        begun: What they began with; a name that is not among them began at 0.
        path: The ways, in order, without those that were taken back.
    """
    found = dict(begun)
    for way in path:
        for name, change in way.effects:
            found[name] = found.get(name, 0.0) + change
    return {name: _whole(value) for name, value in found.items()}


def _whole(value: float) -> int | float:
    # What binary fractions add to tenths is no part of the value.
    value = round(value, 9)
    return int(value) if value.is_integer() else value
