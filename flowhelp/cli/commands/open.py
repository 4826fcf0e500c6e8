"""`flowhelp` alone: the full screen, loaded only when it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowhelp.tui.places import Place
    from flowhelp.usecases.workspace import Workspace


def open_app(workspace: Workspace, first: Place | None = None) -> int:
    """Run the app on this terminal until the person leaves; its exit code.

    How a walk was left or ended is said once the terminal is given back.
    """
    from flowhelp.tui.app import run
    from flowhelp.tui.hangup import HUNG_UP

    code, session = run(workspace, first)
    if session is not None and code != HUNG_UP:
        from flowhelp.cli.plain.loop import summary, told_how_to_go_on

        (summary if session.walk.ended else told_how_to_go_on)(session)
    return code
