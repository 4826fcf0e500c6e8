"""Work that was done on paper, in a record: when it was done, and who keyed it in.

Each event has both times: of the keying, which is `at`, and of the work, which is `paper_at`.
What tells of the work (when a page was last done, when it is due again, in which order runs
were) goes by the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flowhelp.journal.codec import stamp, written
from flowhelp.journal.events import Event, RunEnded, UnknownEvent


class PaperFold:
    """What a run's events say of the paper it is from, so far."""

    def __init__(self) -> None:
        self._times: list[datetime] = []
        self._keyed_by: list[str] = []
        self._keyed_at: datetime | None = None
        self._end: RunEnded | None = None

    def add(self, event: Event) -> None:
        """Take in one event."""
        if isinstance(event, UnknownEvent):
            return
        if event.paper_at is not None and self._end is None:
            self._times.append(event.paper_at)
        if event.keyed_by and self._keyed_at is None:
            self._keyed_at = event.at.wall
        if event.keyed_by and event.keyed_by not in self._keyed_by:
            self._keyed_by.append(event.keyed_by)
        if isinstance(event, RunEnded):
            self._end = event

    def result(self) -> dict[str, Any]:
        """`paper` of a record; nothing without paper.

        `ended_at` is the time that stands at the end, or else the latest before it; it is left
        out where the run was keyed in up to some step, and went on and ended at the screen.
        `keyed_at` is when the keying began.
        """
        if not self._times and not self._keyed_by:
            return {}
        times: dict[str, str] = {}
        if self._times:
            times["started_at"] = written(min(self._times))
            if self._end is None or self._end.keyed_by or self._end.paper_at:
                ended = self._end and self._end.paper_at
                times["ended_at"] = written(ended or max(self._times))
        keyed = {"keyed_at": written(self._keyed_at)} if self._keyed_at else {}
        return {"paper": {**times, **keyed, "keyed_by": self._keyed_by}}


def begun_at(record: Mapping[str, Any]) -> str:
    """When the work of a run began: by the paper where it began there, else by the clock.

    Args:
        record: As `run_record` makes it.

    Returns:
        RFC 3339.

    Raises:
        KeyError, ValueError: The record does not say.
    """
    by_clock, on_paper = record["started_at"], record.get("paper", {}).get("started_at")
    # A walk that began at the screen may have gone on on paper: never the other way about.
    return str(min(on_paper, by_clock, key=stamp) if on_paper else by_clock)


def ended_at(record: Mapping[str, Any]) -> str:
    """When the work of a run ended, likewise; empty while it goes on."""
    by_clock = record.get("ended_at")
    return str(record.get("paper", {}).get("ended_at") or by_clock) if by_clock else ""


def worked_s(record: Mapping[str, Any]) -> float | None:
    """Seconds of work: at the screen without long breaks, on paper from the first time to the last.

    Returns:
        None where the paper does not tell, or a part of the work alone was on paper.
    """
    paper = record.get("paper")
    if paper is None:
        return float(record["active_s"])
    if "started_at" not in paper or "ended_at" not in paper:
        return None
    lasted = (stamp(paper["ended_at"]) - stamp(paper["started_at"])).total_seconds()
    # One time alone, or two that go backwards, say nothing of how long it took.
    return lasted if lasted > 0 else None
