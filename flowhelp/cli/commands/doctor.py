"""`flowhelp doctor`."""

from __future__ import annotations

import platform
from collections.abc import Iterator

import typer

from flowhelp import __version__
from flowhelp.cli import output
from flowhelp.cli.exits import ExitCode
from flowhelp.cli.options import Json
from flowhelp.cli.session import unconfigured
from flowhelp.errors import FlowhelpError
from flowhelp.typeset.styles import Style
from flowhelp.usecases.doctor import Check, Health, examine
from flowhelp.usecases.workspace import Workspace

_LOOK = {
    Health.GOOD: ("good   ", Style.GOOD),
    Health.WARNING: ("warning", Style.WARNING),
    Health.BROKEN: ("broken ", Style.DANGER),
}


def doctor(ctx: typer.Context, as_data: Json = False) -> None:
    """Say what is wrong with this installation, and how to mend it.

    Exits with 5 when something is broken; warnings alone are 0.
    """
    workspace = unconfigured(ctx)
    checks = [*examine(workspace), *_keys(workspace)]
    if as_data:
        for check in checks:
            output.json_line(
                {
                    "subject": check.subject,
                    "health": check.health.value,
                    "said": check.said,
                    "mend": check.mend or None,
                }
            )
    else:
        output.line(f"flowhelp {__version__}, Python {platform.python_version()}", style=Style.DIM)
        for check in checks:
            output.spans(_LOOK[check.health], f"  {check.subject}: {check.said}")
            if check.mend:
                output.spans("         ", ("mend: ", Style.DIM), check.mend)
    if any(check.health is Health.BROKEN for check in checks):
        raise typer.Exit(ExitCode.UNAVAILABLE)


def _keys(workspace: Workspace) -> Iterator[Check]:
    """What is wrong with the keys of the full screen, where some are set."""
    try:
        keys = workspace.settings.keys
    except FlowhelpError:  # said already
        return
    if keys:
        from flowhelp.tui.rebinding import troubles

        for said in troubles(keys):
            mend = f"edit [keys] in {workspace.places.config / 'config.toml'}"
            yield Check("keys", Health.WARNING, said, mend)
