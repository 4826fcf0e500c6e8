"""What one run of the command line has open."""

from __future__ import annotations

import typer

from flowhelp.cli import boundary, output
from flowhelp.usecases.workspace import Workspace


class _Process:
    """What is known of this process."""

    alone: bool = False


def stand_alone() -> None:
    """From now on: this process ends with its command, and may leave work behind (`fresh`)."""
    _Process.alone = True


def workspace(ctx: typer.Context) -> Workspace:
    """The workspace, opened at first use and closed when the command ends.

    Tests bring their own as `obj`; ``--help`` opens none.

    Raises:
        ContentError: `config.toml` cannot be understood.
    """
    opened = unconfigured(ctx)
    output.prefer_color(opened.settings.color)
    return opened


def unconfigured(ctx: typer.Context) -> Workspace:
    """The same, where nothing is asked of the settings: to look at what is broken."""
    root = ctx.find_root()
    if not isinstance(root.obj, Workspace):
        root.obj = root.with_resource(Workspace.open())
        root.obj.detaches = _Process.alone
        root.obj.progress = root.with_resource(boundary.progress("reading the library"))
    ctx.obj = root.obj
    return ctx.ensure_object(Workspace)
