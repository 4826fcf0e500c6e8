"""`flowhelp` alone: the full screen, loaded only when it is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flowhelp.tui.places import Place
    from flowhelp.usecases.workspace import Workspace


def open_app(workspace: Workspace, first: Place | None = None) -> int:
    """Run the app on this terminal until the person leaves; its exit code."""
    from flowhelp.tui.app import run

    return run(workspace, first)
