"""Whether the records are still what was told to others, and what others did can be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flowhelp.errors import FlowhelpError
from flowhelp.usecases.health import Check, Health

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace


def look_at_heads(workspace: Workspace, mend: str) -> Iterator[Check]:
    """What was published of the own chain and is not there any more; nothing where all is.

    Args:
        workspace: Its journal, which need not be there.
        mend: What puts the journal back.
    """
    from flowhelp.journal.integrity import WARNINGS
    from flowhelp.usecases.verifying import all_flaws

    try:
        found = next((flaw for flaw in all_flaws(workspace) if flaw.kind not in WARNINGS), None)
    except FlowhelpError:  # what says up to where was told is damaged, which is looked at later
        return
    if found is not None:
        said = (
            f"it is not what was told to others: event {found.seq} of device {found.device}"
            f" {found.reason}"
        )
        yield Check("journal", Health.BROKEN, said, f"flowhelp log verify; {mend}")


def look_at_others(workspace: Workspace) -> Iterator[Check]:
    """One check of the file of what others did; none where nothing was pulled.

    Raises:
        FlowhelpError: It is damaged, or cannot be opened.
    """
    if not workspace.places.team.exists():
        return
    ((sound,),) = workspace.team.asked("pragma quick_check(1)")
    if sound != "ok":
        said = f"{workspace.places.team}, which holds what others did, is damaged: {sound}"
        yield Check("others", Health.BROKEN, said, "flowhelp log --team says what to do")
        return
    ((count,),) = workspace.team.asked("select count(*) from pulled")
    yield Check("others", Health.GOOD, f"{count} event{'s' * (count != 1)} of others")
