"""What was done, and when: run records, and whether the journal is whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flowhelp.errors import InputError
from flowhelp.ids import RunId
from flowhelp.journal.events import RunStarted
from flowhelp.journal.nesting import nested
from flowhelp.journal.record import run_record
from flowhelp.usecases.naming import UnclearRunError, not_here, own_runs

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

_AGO = re.compile(r"(\d{1,6})\s*(min|h|d|w)")
_UNITS = {"min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which runs to show.

    Attributes:
        since: Only runs that began then or later; all when None.
        procedure: Only of the procedure with that id, or an end of it; any when empty.
        by: Only by that person; anybody when empty.
    """

    since: datetime | None = None
    procedure: str = ""
    by: str = ""


def records(workspace: Workspace, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """Records of runs, the newest first; none when there are none."""
    for event in _begun(workspace, wanted):
        yield run_record(workspace.journal.read(event.run))


def nested_records(workspace: Workspace, wanted: Wanted) -> Iterator[tuple[dict[str, Any], int]]:
    """The same, each with how many of them it is inside; the parts of a run come after it."""
    for event, depth in nested(list(_begun(workspace, wanted))):
        yield run_record(workspace.journal.read(event.run)), depth


def _begun(workspace: Workspace, wanted: Wanted) -> Iterator[RunStarted]:
    """How the wanted runs began, the newest first."""
    for each in reversed(workspace.journal.tagged(RunStarted.tag)):
        if isinstance(each.event, RunStarted) and _matches(each.event, wanted):
            yield each.event


def record_of(workspace: Workspace, name: str) -> dict[str, Any]:
    """The record of one run.

    Args:
        workspace: Its journal.
        name: The run's id, or at least four characters of its beginning or end.

    Raises:
        NoSuchRunError: There is none.
        OfOthersError: It is of another machine.
        UnclearRunError: There are several.
    """
    return run_record(workspace.journal.read(run_named(workspace, name)))


def run_named(workspace: Workspace, name: str) -> RunId:
    """The run of this machine that a person means.

    Raises:
        NoSuchRunError: There is none.
        OfOthersError: It is of another machine.
        UnclearRunError: There are several.
    """
    found = own_runs(workspace, name)
    if not found:
        raise not_here(workspace, name)
    if len(found) > 1:
        raise UnclearRunError(f"{name!r} may be any of {len(found)} runs", hint="flowhelp log")
    return found[0]


def moment(text: str, now: datetime) -> datetime:
    """The moment that `7d`, `12h`, a date or a time stamp means.

    Raises:
        InputError: It means none.
    """
    ago = _AGO.fullmatch(text.strip().lower())
    if ago:
        try:
            return now - timedelta(**{_UNITS[ago.group(2)]: int(ago.group(1))})
        except OverflowError:
            return datetime.min.replace(tzinfo=UTC)
    try:
        return datetime.fromisoformat(text.strip()).astimezone()
    except ValueError:
        raise InputError(
            f"{text!r} is no date", hint="a date like 2031-05-04, or 7d, 12h, 30min"
        ) from None


def _matches(event: RunStarted, wanted: Wanted) -> bool:
    if wanted.since is not None and event.at.wall < wanted.since:
        return False
    names = {event.actor.id.casefold(), event.actor.name.casefold()}
    if wanted.by and wanted.by.casefold() not in names:
        return False
    name = wanted.procedure.rpartition(":")[2].casefold()
    doc = event.doc.id.casefold()
    return not name or doc == name or doc.endswith(f"/{name}")
