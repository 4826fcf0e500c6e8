"""What changed on a page since a person last followed it, and whether she has to sign for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowhelp.content.changes import UNDERSTOOD, Entry, entries, highest, rank
from flowhelp.journal.events import (
    Changes,
    Document,
    Line,
    Moment,
    Person,
    RunEnded,
    RunHandedOver,
    RunMoved,
    RunStarted,
    Signed,
)
from flowhelp.usecases.pinned import as_followed
from flowhelp.walkthrough.drift import contents, drift, edited
from flowhelp.walkthrough.levels import level_between, told
from flowhelp.walkthrough.plan import plan_of

if TYPE_CHECKING:
    from flowhelp.content import Procedure
    from flowhelp.usecases.workspace import Workspace

_TAGS = ("run.started", "run.moved", "run.handed_over", "run.ended", "sign")
_FINISHED = frozenset({"completed", "completed_with_deviation", "failed"})


@dataclass(frozen=True, slots=True)
class Followed:
    """The last version of a page that a person followed to its end, or signed for.

    Attributes:
        lines: Its table of contents.
        began: When she began with it.
    """

    doc: Document
    lines: tuple[Line, ...]
    began: Moment


@dataclass(frozen=True, slots=True)
class News:
    """What the beginning of a run says of changes.

    Attributes:
        change_from: Steps hash she last followed, and the level of change since; None where
            she followed no other version.
        unread: What she has to read and sign first, or None.
    """

    change_from: tuple[str, str] | None = None
    unread: Changes | None = None


@dataclass(slots=True)
class _Run:
    """One run of the page, as far as it was read."""

    who: str
    doc: Document
    lines: tuple[Line, ...]
    began: Moment
    counts: bool = False


def news(workspace: Workspace, procedure: Procedure, who: Person, part: str = "") -> News:
    """What changed for a person who begins a page.

    Args:
        workspace: Its journal, and the pages that are kept beside it.
        procedure: The page as it is now.
        who: The person.
        part: Slug of the procedure on a page that holds several, or empty.
    """
    last = followed(workspace, procedure.id, who)
    asks = procedure.meta.use != "information"
    if last is None:
        first = tuple(each for each in entries(procedure) if each.signs)
        return News(unread=_changes("", first, ()) if first and asks else None)
    old = as_followed(workspace, last.doc)
    fresh = _fresh(procedure, old, last)
    other = last.doc.steps_hash != procedure.steps_hash
    computed = "none" if not other else level_between(old, procedure) if old else "major"
    level = highest(computed, *(each.level for each in fresh))
    wanted = rank(procedure.meta.acknowledge)
    due = (wanted and rank(level) >= wanted) or any(each.signs for each in fresh)
    steps = _steps(procedure, old, last, part) if other else ()
    return News(
        (last.doc.steps_hash, level) if other else None,
        _changes(level, fresh, steps) if due and asks else None,
    )


def followed(workspace: Workspace, page: str, who: Person) -> Followed | None:
    """The last version of a page that a person followed to its end, or signed for."""
    runs: dict[str, _Run] = {}
    for recorded in workspace.journal.tagged(*_TAGS):
        event = recorded.event
        if isinstance(event, RunStarted) and event.doc.id == page:
            runs[event.run] = _Run(event.actor.id, event.doc, event.steps, event.at)
        run = runs.get(event.run)
        if run is None:
            continue
        match event:
            case RunMoved():
                run.doc, run.lines, run.began = event.doc, event.steps, event.at
            case RunHandedOver():
                run.who = event.to.id
            case RunEnded():
                run.counts = run.counts or event.outcome in _FINISHED
            case Signed() if not event.sid and event.meaning == UNDERSTOOD:
                run.counts = True
            case _:
                pass
    found = [run for run in runs.values() if run.counts and run.who == who.id]
    return Followed(found[-1].doc, found[-1].lines, found[-1].began) if found else None


def _fresh(procedure: Procedure, old: Procedure | None, last: Followed) -> tuple[Entry, ...]:
    """The entries that are newer than what she followed.

    Those of the very day count where her version had them not.
    """
    day = last.began.wall.astimezone().date().isoformat()
    known = {(each.title, each.text) for each in entries(old)} if old else set()
    return tuple(
        each
        for each in entries(procedure)
        if (each.title, each.text) not in known
        and (each.day > day or (old is not None and each.day in {"", day}))
    )


def _steps(
    procedure: Procedure, old: Procedure | None, last: Followed, part: str
) -> tuple[str, ...]:
    before = contents(plan_of(old, part)) if old else last.lines
    names = edited(old, procedure) if old else frozenset()
    return tuple(told(drift(before, contents(plan_of(procedure, part)), names)))


def _changes(level: str, fresh: Sequence[Entry], steps: tuple[str, ...]) -> Changes:
    titles = tuple(each.title for each in fresh)
    return Changes(level, titles, steps)
