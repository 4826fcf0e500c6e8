"""Whether what is done here gets to where it should: what the doctor and `sync status` say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from flowhelp.usecases.health import Check, Health

if TYPE_CHECKING:
    from flowhelp.usecases.sync import Standing
    from flowhelp.usecases.workspace import Workspace

LONG = timedelta(days=3)
"""A weekend without a network is none to speak of."""


def trouble(workspace: Workspace, standing: Standing) -> str:
    """What is wrong with the automatic sync of a target; empty where nothing is, or it is off."""
    from flowhelp.journal.codec import stamp

    attempt = standing.attempt
    if not workspace.settings.auto_sync:
        return ""
    if attempt.denied:
        return "automatic sync leaves it alone until somebody acts"
    since = standing.oldest or (attempt.at if attempt.failed else "")
    waited = workspace.now() - stamp(since) if since else timedelta()
    if waited <= LONG:
        return ""
    return f"automatic sync has not succeeded for {waited.days} days"


def look_at_targets(workspace: Workspace) -> Iterator[Check]:
    """One check for each target; none where there is no target, and should be none."""
    from flowhelp.usecases.sync import status

    found = list(status(workspace))
    if workspace.settings.auto_sync and not found:
        said = "'auto_sync' is set, and there is no target that anything could be sent to"
        yield Check("sync", Health.WARNING, said, "flowhelp sync add NAME git|xapi|folder URL")
    for standing in found:
        name, failed = standing.spec.name, standing.attempt.message
        subject, mend = f"sync {name}", f"flowhelp sync {name}"
        wrong = trouble(workspace, standing)
        waits = f"{standing.unsent} event{'s' * (standing.unsent != 1)} not there yet"
        if wrong or standing.attempt.denied:
            said = ": ".join(filter(None, (wrong or "the last sync failed", failed)))
            yield Check(subject, Health.WARNING, said, mend)
        elif standing.stuck:
            said = (
                f"it refused {len(standing.stuck)} parcels, the first: {standing.stuck[0].reason}"
            )
            yield Check(subject, Health.WARNING, said, f"{mend} --again")
        else:
            yield Check(subject, Health.GOOD, waits if standing.unsent else "everything is there")
