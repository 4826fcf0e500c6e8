"""A run of anybody: of this machine, or as it was pulled or imported from another one.

What others did can be read and told on here; only their own machine goes on with it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flowhelp.errors import FlowhelpError
from flowhelp.journal import others
from flowhelp.journal.others import Other
from flowhelp.usecases.export import Evidence, evidence
from flowhelp.usecases.lineexport import StaysHereError, wanted_runs
from flowhelp.usecases.naming import UnclearRunError, not_here, own_runs, runs_of_others

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace

_TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class OthersEvidence(Evidence):
    """A record of another machine; `head` is the last that this machine's chain is told of.

    Attributes:
        other: Where it came from, and how far it can be relied on.
    """

    other: Other


def of_anybody(workspace: Workspace, name: str) -> Evidence:
    """What there is of a run, of this machine or of another one.

    Args:
        workspace: Its journals.
        name: The run's id, or at least four characters of its beginning or end.

    Raises:
        NoSuchRunError: There is none.
        UnclearRunError: There are several, here and elsewhere.
    """
    own = own_runs(workspace, name)
    try:
        foreign = runs_of_others(workspace, name)
    except FlowhelpError:
        if len(own) != 1:
            raise
        foreign = []  # what was pulled is out of order, which costs nothing of the own runs
    if len(own) + len(foreign) > 1:
        count = len(own) + len(foreign)
        raise UnclearRunError(f"{name!r} may be any of {count} runs", hint="flowhelp log --team")
    if own:
        return evidence(workspace, own[0])
    found = others.other(workspace.team.asked, foreign[0]) if foreign else None
    if found is None:
        raise not_here(workspace, name)
    last = max(found.rows, key=lambda row: (row.at, row.seq), default=None)
    ended = last.sha256 if last else ""
    record = dict(found.record)
    return OthersEvidence(record, len(found.rows), ended, found.head, found.rows, other=found)


def all_of_anybody(
    workspace: Workspace, names: Sequence[str], *, private: bool
) -> tuple[Evidence, ...]:
    """What there is of runs that leave: those named, each once, or all that were done here.

    Raises:
        NoSuchRunError: There is none of that name.
        StaysHereError: One that is named is private, and `private` does not let it leave.
    """
    if not names:
        runs = wanted_runs(workspace, (), private=private)
        return tuple(evidence(workspace, run) for run in runs)
    found = {each.record["id"]: each for each in (of_anybody(workspace, name) for name in names)}
    for run, each in found.items():
        if isinstance(each, OthersEvidence):
            if not private and _stays(each):
                raise StaysHereError(
                    f"run {run} is private and stays on this machine",
                    hint="--private lets it leave",
                )
        else:
            wanted_runs(workspace, (run,), private=private)
    return tuple(found.values())


def for_programs(found: Evidence) -> dict[str, Any]:
    """The record; that of another machine with its `origin`."""
    if not isinstance(found, OthersEvidence):
        return found.record
    other, head = found.other, found.head
    end = {"device": head.device, "seq": head.seq, "sha256": head.sha256} if head else None
    origin = {
        "device": other.device or None,
        "target": other.target,
        "standing": other.standing.value,
        "head": end,
        "covered": other.is_covered,
    }
    return found.record | {"origin": origin}


def _stays(found: OthersEvidence) -> bool:
    """Whether its page says that it stays on its machine; it came on purpose."""
    begun = (json.loads(row.body) for row in found.rows if row.tag == "run.started")
    return any(body.get("record", _TEAM) != _TEAM for body in begun)
