"""`flowhelp` alone: the full screen, loaded only when it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from flowhelp.tui.places import Place
    from flowhelp.usecases.workspace import Workspace


def open_app(workspace: Workspace, first: Place | None = None) -> None:
    """Run the app on this terminal until the person leaves, and say how a walk was left.

    Raises:
        typer.Exit: The app ended otherwise than by the person leaving it.
    """
    from flowhelp.tui.app import run

    code, session = run(workspace, first)
    if session is not None:
        from flowhelp.cli.plain.loop import summary, told_how_to_go_on

        (summary if session.walk.ended else told_how_to_go_on)(session)
    if code:
        raise typer.Exit(code)
