"""Erase what a person did, as far as that can be done without making the rest unprovable.

What was pulled from others goes, and a range with its hashes stays, so that the chains around
it can still be followed. The own journal is one chain of which nothing is ever taken out; that
something was erased, with its last hash, is a fact in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flowhelp import clock
from flowhelp.errors import MissingError
from flowhelp.journal import events
from flowhelp.journal.codec import canonical
from flowhelp.journal.events import Moment
from flowhelp.journal.events.common import NO_RUN
from flowhelp.usecases.people import find
from flowhelp.usecases.start import actor

if TYPE_CHECKING:
    from flowhelp.journal.erasing import Grave
    from flowhelp.usecases.workspace import Workspace


_NAMED = """
select count(distinct run) from (
    select run from pulled where instr(body, ?1) > 0
    union all select run from twin where instr(body, ?1) > 0
    union all select run from record where instr(content, ?1) > 0)
"""


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of a person's records.

    Attributes:
        person: The id.
        erased: How many walks that were pulled or imported are gone.
        staying: How many walks of theirs are in the journal of this machine, and stay.
        named: How many walks of others from other machines name them, as a second person or
            for a signature, and stay.
        copies: Where git repositories are kept as they were fetched, with what was in them;
            None where there are none.
    """

    person: str
    erased: int
    staying: int
    named: int = 0
    copies: Path | None = None


class NobodyError(MissingError):
    """Nobody of that name is in any record here."""


def erase(workspace: Workspace, name: str) -> Erased:
    """What became of the records of a person; a parcel that comes again brings nothing back.

    Args:
        workspace: Its records.
        name: The id, or the name of somebody who is enrolled here.

    Raises:
        NobodyError: There is no trace of such a person.
    """
    known = find(workspace, name)
    person = known.id if known else name.strip()
    graves = workspace.team.performed(person)
    if graves:
        # First that they are erased: so they stay so, should the file of what others did be lost.
        workspace.journal.append([_fact(workspace, grave) for grave in graves])
        workspace.team.bury(grave.run for grave in graves)
    starts = workspace.journal.asked("select body from event where tag = 'run.started'")
    own = sum(json.loads(body)["actor"]["id"] == person for (body,) in starts)
    named = sum(count for (count,) in workspace.team.asked(_NAMED, canonical(person)))
    if not (graves or own or named or known):
        raise NobodyError(
            f"nobody called {name!r} is in any record here", hint="flowhelp log --team"
        )
    carried = workspace.places.carried
    return Erased(person, len(graves), own, named, carried if carried.is_dir() else None)


def _fact(workspace: Workspace, grave: Grave) -> events.Erased:
    return events.Erased(
        run=NO_RUN,
        at=Moment(workspace.now(), workspace.monotonic(), clock.boot()),
        of=grave.run,
        device=grave.device,
        seq=grave.seq,
        sha256=grave.sha256,
        by=actor().id,
    )
