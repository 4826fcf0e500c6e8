"""`flowhelp doctor`."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from flowhelp import __version__
from flowhelp.cli import output
from flowhelp.cli.exits import ExitCode
from flowhelp.cli.options import Json
from flowhelp.cli.session import unconfigured
from flowhelp.errors import FlowhelpError, InputError
from flowhelp.typeset.styles import Style
from flowhelp.usecases.doctor import examine
from flowhelp.usecases.health import Check, Health
from flowhelp.usecases.workspace import Workspace

_LOOK = {
    Health.GOOD: ("good   ", Style.GOOD),
    Health.WARNING: ("warning", Style.WARNING),
    Health.BROKEN: ("broken ", Style.DANGER),
}


Backup = Annotated[
    bool, typer.Option("--backup", help="Copy the journal, into FILE or beside it, and no more.")
]
Restore = Annotated[
    bool, typer.Option("--restore", help="Put the copy FILE in the place of the journal.")
]
File = Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A copy of the journal.")]


class BackupWordsError(InputError):
    """It is not clear what is to be done with which file."""


def doctor(
    ctx: typer.Context,
    file: File = None,
    backup: Backup = False,
    restore: Restore = False,
    as_data: Json = False,
) -> None:
    """Say what is wrong with this installation, and how to mend it.

    Exits with 5 when something is broken; warnings alone are 0.

    --backup copies the journal while it is in use, and looks the copy through.
    --restore FILE puts such a copy in its place: the old journal is kept in the
    folder of backups, and this device goes on under a new name, so that events
    which are only in the old one are never contradicted.
    """
    workspace = unconfigured(ctx)
    if backup or restore or file is not None:
        if backup == restore or (restore and file is None):
            raise BackupWordsError(
                "a file is for --backup or --restore", hint="flowhelp doctor --restore FILE"
            )
        _copied(workspace, file, restore=restore, as_data=as_data)
        return
    checks = [*examine(workspace), *_keys(workspace)]
    _show(checks, as_data=as_data)
    if any(check.health is Health.BROKEN for check in checks):
        raise typer.Exit(ExitCode.UNAVAILABLE)


def _show(checks: list[Check], *, as_data: bool) -> None:
    """Write what was found, each with what mends it."""
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


def _copied(workspace: Workspace, file: Path | None, *, restore: bool, as_data: bool) -> None:
    """Make a copy, or put one back, and say where things are."""
    from flowhelp.usecases.records import back_up, put_back

    if restore and file is not None:
        aside = put_back(workspace, file)
        if as_data:
            output.json_line({"restored": str(file), "aside": str(aside) if aside else None})
            return
        output.line(f"{file} is the journal now.")
        if aside is not None:
            output.line(f"The old one is kept: {aside}")
        return
    made = back_up(workspace, file)
    if as_data:
        output.json_line({"backup": str(made)})
    else:
        output.line(f"The journal is copied: {made}")
        output.line(f"Put back with: flowhelp doctor --restore {made}", style=Style.DIM)


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
