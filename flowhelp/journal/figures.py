"""Run records of one page → its figures: how often it is done, how long it takes, where it fails.

Pure: records in, values out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from flowhelp.ids import StepId
from flowhelp.journal.papers import ended_at

_DONE = "completed"


@dataclass(frozen=True, slots=True)
class StepFigures:
    """How a step went in all runs.

    Attributes:
        n: Its number and `title` its words in the newest run that had it.
        done: In how many runs it was done; `skipped`, `na` and `failed` likewise.
        median_s: Seconds of work it takes in the middle; None where nobody did it on a clock.
    """

    sid: StepId
    n: str
    title: str
    done: int = 0
    skipped: int = 0
    na: int = 0
    failed: int = 0
    median_s: float | None = None

    @property
    def settled(self) -> int:
        """In how many runs it was settled in one way or another."""
        return self.done + self.skipped + self.na + self.failed

    def share(self, count: int) -> float | None:
        """So many of the runs in which it was settled, from 0 to 1; None where there are none."""
        return count / self.settled if self.settled else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What the runs of a page add up to.

    Attributes:
        runs: How many there are.
        completed: How many ended with the work done, with or without deviations.
        unfinished: How many have not ended.
        last_at: When the latest completed one ended, RFC 3339; empty before the first.
        last_by: Who did that one.
        median_s: Seconds of work of a completed run, in the middle; None before the first.
        steps: In the order of the page, as far as it is known.
    """

    runs: int = 0
    completed: int = 0
    unfinished: int = 0
    last_at: str = ""
    last_by: str = ""
    median_s: float | None = None
    steps: tuple[StepFigures, ...] = ()


@dataclass(slots=True)
class _Tally:
    """One step, so far."""

    n: str
    title: str
    states: dict[str, int] = field(default_factory=dict)
    dwells: list[float] = field(default_factory=list)


def figures_of(records: Iterable[Mapping[str, Any]], order: Sequence[StepId] = ()) -> Figures:
    """The figures of these runs.

    Args:
        records: As `run_record` makes them, of one page, the newest first.
        order: Its steps as the page has them now; others come after these.
    """
    found = list(records)
    done = [each for each in found if str(each.get("outcome", "")).startswith(_DONE)]
    last = max(done, key=ended_at, default=None)
    # Keyed in from paper, the time between two keys is no time of work.
    worked = [float(each["active_s"]) for each in done if "paper" not in each]
    return Figures(
        runs=len(found),
        completed=len(done),
        unfinished=sum(each["state"] != "ended" for each in found),
        last_at=ended_at(last) if last else "",
        last_by=str(last["actor"]["name"]) if last else "",
        median_s=median(worked) if worked else None,
        steps=tuple(_steps(found, order)),
    )


def _steps(records: Iterable[Mapping[str, Any]], order: Sequence[StepId]) -> Iterable[StepFigures]:
    tallies: dict[StepId, _Tally] = {}
    for record in records:
        for step in record["steps"]:
            name, words = step.get("n", step["sid"]), step.get("title", "")
            tally = tallies.setdefault(step["sid"], _Tally(name, words))
            tally.states[step["state"]] = tally.states.get(step["state"], 0) + 1
            if step["state"] == "done" and step.get("dwell_s") and "paper_at" not in step:
                tally.dwells.append(step["dwell_s"])
    known = {sid: place for place, sid in enumerate(order)}
    # The sort is stable: what the page does not have any more stays in the order of the runs.
    for sid in sorted(tallies, key=lambda sid: known.get(sid, len(known))):
        tally = tallies[sid]
        counts = {name: tally.states.get(name, 0) for name in ("done", "skipped", "na", "failed")}
        middle = median(tally.dwells) if tally.dwells else None
        yield StepFigures(sid, tally.n, tally.title, **counts, median_s=middle)
