"""Whether a signature in the journal is what it says: over that record, and by that person."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from flowhelp.execution import sshsign
from flowhelp.usecases.people import SSH, signers_file
from flowhelp.usecases.statements import Standing, digest

if TYPE_CHECKING:
    from flowhelp.usecases.workspace import Workspace


def flaw(workspace: Workspace, standing: Standing) -> str:
    """What is wrong with a signature; nothing where all is well.

    Without `ssh-keygen`, a signature is only known to be over what was recorded.

    Raises:
        NoKeygenError: It does not answer.
    """
    event = standing.event
    if event.statement != digest(standing.statement):
        return "is not over what was recorded before it"
    if bool(event.signature) != (event.method == SSH):
        return "has no signature of a key" if event.method == SSH else "was not made by a key"
    if not event.signature or not is_checkable(workspace):
        return ""
    allowed = signers_file(workspace)
    if not allowed.is_file():
        return f"cannot be checked without {allowed.name}"
    signed = sshsign.is_signed(
        standing.statement, event.signature, event.person.id, allowed, workspace.env
    )
    return "" if signed else f"is not by a key of {event.person.id}"


def is_checkable(workspace: Workspace) -> bool:
    """Whether signatures of keys can be checked on this machine."""
    return shutil.which("ssh-keygen", path=workspace.env.get("PATH")) is not None
