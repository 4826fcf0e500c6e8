"""What one run of the command line has open."""

from __future__ import annotations

import typer

from flowhelp.usecases.workspace import Workspace


def workspace(ctx: typer.Context) -> Workspace:
    """The workspace, opened at first use and closed when the command ends.

    Tests bring their own as `obj`; ``--help`` opens none.
    """
    if not isinstance(ctx.obj, Workspace):
        root = ctx.find_root()
        ctx.obj = root.obj = root.with_resource(Workspace.open())
    return ctx.ensure_object(Workspace)
