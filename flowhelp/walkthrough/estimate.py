"""How long the rest of a walk takes, from how long its steps took before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from flowhelp.ids import StepId
from flowhelp.walkthrough.walk import Walk


@dataclass(frozen=True, slots=True)
class Estimate:
    """The time that is left.

    Attributes:
        left_s: Seconds, of the steps that were done before.
        known: How many of the steps that wait were done before; `unknown` how many were not.
        runs: How many runs it rests on.
    """

    left_s: float
    known: int
    unknown: int
    runs: int


def estimate(walk: Walk, durations: Mapping[StepId, Sequence[float]], runs: int) -> Estimate:
    """What is left of a walk: the median of each step that waits; 0 where nobody knows.

    Args:
        walk: The walk as it stands.
        durations: Seconds each step took in earlier runs, its `dwell_s` there.
        runs: In how many runs.
    """
    waiting = [step for step in walk.in_play if walk.open(step.sid)]
    taken = [durations[step.sid] for step in waiting if durations.get(step.sid)]
    return Estimate(
        left_s=float(sum(median(each) for each in taken)),
        known=len(taken),
        unknown=len(waiting) - len(taken),
        runs=runs,
    )
