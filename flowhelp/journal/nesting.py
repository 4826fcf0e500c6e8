"""Runs inside runs: a list of them in which the parts of a run stand below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from flowhelp.ids import RunId


class _Run(Protocol):
    """What has the name of a run, and of the one it is a part of, if any."""

    @property
    def run(self) -> RunId: ...

    @property
    def parent(self) -> RunId: ...


R = TypeVar("R", bound=_Run)


def nested(runs: Sequence[R]) -> list[tuple[R, int]]:
    """The same runs, each with how many of them it stands inside.

    A part stands right below the run it is a part of, after the parts that began before it; one
    whose run is not listed stays where it is.

    Args:
        runs: Newest first, as a part begins after its run.
    """
    listed = {each.run for each in runs}
    parts: dict[RunId, list[R]] = {}
    alone: list[R] = []
    for each in reversed(runs):
        if each.parent in listed:
            parts.setdefault(each.parent, []).append(each)
        else:
            alone.append(each)
    found: list[tuple[R, int]] = []
    left = [(each, 0) for each in alone]
    while left:
        each, depth = left.pop()
        found.append((each, depth))
        left += [(part, depth + 1) for part in reversed(parts.pop(each.run, ()))]
    # What is a part of itself was written by nobody, and is listed all the same.
    return [*found, *((each, 0) for circle in parts.values() for each in circle)]
