"""Which run a person means by an end of its id: one of this machine, or one of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flowhelp.errors import FlowhelpError, InputError, RefusedError
from flowhelp.usecases.walk import NoSuchRunError

if TYPE_CHECKING:
    from flowhelp.ids import RunId
    from flowhelp.usecases.workspace import Workspace

_SHORTEST = 4
"""Characters of a run's id that may stand for it, at its beginning or its end."""


class UnclearRunError(InputError):
    """More than one run may be meant."""


class OfOthersError(RefusedError):
    """Something was wanted of a run that only its own machine can do."""


def own_runs(workspace: Workspace, name: str) -> list[RunId]:
    """The runs of this machine that may be meant, oldest first."""
    wanted = name.strip().lower()
    runs = workspace.journal.runs() if len(wanted) >= _SHORTEST else ()
    return [run for run in runs if run.startswith(wanted) or run.endswith(wanted)]


def runs_of_others(workspace: Workspace, name: str) -> list[RunId]:
    """The runs of other machines that may be meant, by their id."""
    wanted = name.strip().lower()
    if len(wanted) < _SHORTEST or not workspace.places.team.exists():
        return []
    from flowhelp.journal.others import named, other

    own, ask = frozenset(workspace.journal.runs()), workspace.team.asked
    found = (run for run in named(ask, wanted) if run not in own)
    return [run for run in found if other(ask, run) is not None]


def not_here(workspace: Workspace, name: str) -> FlowhelpError:
    """Why a run is none of this machine."""
    if runs_of_others(workspace, name):
        return OfOthersError(
            f"run {name} is of another machine, and can only be read here, and reported as md,"
            " html or csv",
            hint=f"flowhelp log {name}",
        )
    hint = "flowhelp log --team" if workspace.places.team.exists() else "flowhelp log"
    return NoSuchRunError(f"there is no run {name!r}", hint=hint)
