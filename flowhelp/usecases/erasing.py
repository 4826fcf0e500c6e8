"""Erase what a person did, as far as that can be done without making the rest unprovable.

What was pulled from others goes, and a range with its hashes stays, so that the chains around
it can still be followed. The own journal is one chain of which nothing is ever taken out.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowhelp.usecases.people import find

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of a person's records.

    Attributes:
        person: The id.
        erased: How many walks that were pulled or imported are gone.
        staying: How many walks of theirs are in the journal of this machine, and stay.
    """

    person: str
    erased: int
    staying: int


def erase(workspace: Workspace, name: str) -> Erased:
    """What became of the records of a person; a parcel that comes again brings nothing back.

    Args:
        workspace: Its records.
        name: The id, or the name of somebody who is enrolled here.
    """
    known = find(workspace, name)
    person = known.id if known else name.strip()
    count = 0
    if workspace.places.team.exists():
        from flowhelp.journal.team import Team

        with closing(Team.open(workspace.places.team, now=workspace.now)) as team:
            count = team.erase(person)
    starts = workspace.journal.asked("select body from event where tag = 'run.started'")
    own = sum(json.loads(body)["actor"]["id"] == person for (body,) in starts)
    return Erased(person, count, own)
