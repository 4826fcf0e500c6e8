"""How fresh a page is: when it was last done here and by whom, and whether its review has passed.

Worked out for the few pages on screen, from the journal and from the head of each file alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flowhelp.content.frontmatter import LONGEST_HEAD, read_head
from flowhelp.content.recurrence import every
from flowhelp.journal.codec import stamp
from flowhelp.journal.events import RunEnded, RunStarted
from flowhelp.journal.papers import ended_at
from flowhelp.journal.record import run_record

if TYPE_CHECKING:
    from flowhelp.library.spec import SourceSpec
    from flowhelp.usecases.workspace import Workspace

_DONE = frozenset({"completed", "completed_with_deviation"})
_REVIEWED = ("reviewed", "last_reviewed", "last_review", "lastReviewed", "review_date")
"""Keys under which authors write when a page was last looked over."""

_REMEMBERED = 2_000

Name = tuple[str, str]
"""A page: name of its library, and its id there."""


@dataclass(frozen=True, slots=True)
class Done:
    """The last time that a page was done to its end on this machine.

    Attributes:
        by: Who did it; empty for the person who asks.
    """

    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What is known of a page's freshness.

    Attributes:
        done: When it was last done here, or None.
        review: The day its review was due, where that has passed; else None.
    """

    done: Done | None = None
    review: date | None = None


def last_done(workspace: Workspace) -> dict[Name, Done]:
    """Each page that was ever done to its end here, with the last time.

    Raises:
        JournalError: The journal cannot be read.
    """
    from flowhelp.usecases.start import actor

    begun: dict[str, RunStarted] = {}
    found: dict[Name, Done] = {}
    own = actor().id
    for each in workspace.journal.tagged("run.started", "run.ended"):
        event = each.event
        if isinstance(event, RunStarted) and event.purpose == "perform":
            begun[event.run] = event
        elif isinstance(event, RunEnded) and event.outcome in _DONE and event.run in begun:
            start = begun[event.run]
            who = start.actor.name or start.actor.id
            at = _worked_until(workspace, event).astimezone(UTC)
            name = (start.doc.source, start.doc.id)
            if name not in found or at >= found[name].at:
                found[name] = Done(at, "" if start.actor.id == own else who)
    return found


def _worked_until(workspace: Workspace, end: RunEnded) -> datetime:
    """When the work of a run ended: the rule of `journal.papers.ended_at`."""
    if end.paper_at is not None or not end.keyed_by:
        return end.paper_at or end.at.wall
    return stamp(ended_at(run_record(workspace.journal.read(end.run))))


def head_of(workspace: Workspace, spec: SourceSpec, path: str) -> Mapping[str, Any]:
    """The keys of a page's head, our own over the others; none where it cannot be read.

    Args:
        workspace: Its libraries.
        spec: The library.
        path: Of the file inside it.
    """
    from flowhelp.library.source import SourceKind, UnreadableError

    if spec.kind != SourceKind.GIT:
        address = spec.address(path)
        try:
            known = os.stat(address)  # noqa: PTH116 (no exception for odd names)
            return _head_in_file(address, known.st_mtime_ns, known.st_size)
        except (OSError, ValueError):
            return {}
    try:
        raw = workspace.sources[spec.name].read(path)
    except (KeyError, UnreadableError):
        return {}
    return _head_of_text(raw[: LONGEST_HEAD + 16])


def review_passed(head: Mapping[str, Any], today: date) -> date | None:
    """The day a page's review was due, where that day has passed; else None.

    `review_every` counts from the day that the head says it was last reviewed on; where it says
    none, nothing is known.
    """
    due = _day(head.get("review_by"))
    rhythm = every(str(head.get("review_every") or ""))
    if due is None and rhythm is not None:
        reviewed = next((day for key in _REVIEWED if (day := _day(head.get(key)))), None)
        due = rhythm.after(reviewed) if reviewed is not None else None
    return due if due is not None and due < today else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


@lru_cache(_REMEMBERED)
def _head_in_file(address: str, mtime_ns: int, size: int) -> Mapping[str, Any]:
    """The head of a file as it was at that moment; that and its size tell it from a later one."""
    del mtime_ns, size
    with open(address, "rb") as file:  # noqa: PTH123 (as above)
        return _head_of_text(file.read(LONGEST_HEAD + 16))


def _head_of_text(raw: bytes) -> Mapping[str, Any]:
    lines = raw.decode("utf-8-sig", "replace").splitlines()
    values = read_head(lines).values
    own = values.get("flowhelp")
    return {**values, **own} if isinstance(own, dict) else values
