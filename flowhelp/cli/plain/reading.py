"""What changed on a page, shown and signed for before a walk begins."""

from __future__ import annotations

from flowhelp.cli import output
from flowhelp.cli.plain import signing
from flowhelp.typeset.changed import asked_to_sign, unread_lines
from flowhelp.usecases.walk import WalkSession


def ask(session: WalkSession) -> bool:
    """Show what changed, and have it signed for; whether nothing is left to read.

    Raises:
        Left: Nobody signs, and so nothing is begun.
    """
    changes = session.walk.unread
    if changes is not None:
        output.line()
        for line in unread_lines(session.walk, changes, output.width()):
            output.spans(*line)
        output.line()
        signing.acknowledgement(session, asked_to_sign(session.walk, changes))
    return True
