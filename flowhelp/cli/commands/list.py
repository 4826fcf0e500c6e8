"""`flowhelp list`."""

from __future__ import annotations

import typer

from flowhelp.cli import boundary, output
from flowhelp.cli.options import Json, Source, Tag, Type
from flowhelp.cli.session import workspace
from flowhelp.cli.styles import Line, Style
from flowhelp.library.catalog import Entry
from flowhelp.usecases.library import entries


def list(  # noqa: A001 (the command's name)
    ctx: typer.Context, kind: Type = "", tag: Tag = "", source: Source = "", as_data: Json = False
) -> None:
    """List what is in the library.

    Piped, one page a line: id, title, type and library, with tabs between
    them. A page that another library hides is left out; --source shows it.
    """
    found = entries(workspace(ctx), type=kind, tag=tag, source=source)
    if as_data:
        for entry in found:
            output.json_line(_json(entry))
    elif output.terminal():
        output.table([_HEAD, *map(_row, found)])
    else:
        for entry in found:
            output.fields(entry.id, entry.title, entry.type, entry.source)
    if not found:
        boundary.talk("flowhelp: no page passes these filters")


_HEAD: tuple[str, ...] = ("Name", "Title", "Type", "Steps", "Library")


def _row(entry: Entry) -> tuple[str | Line, ...]:
    return (
        ((entry.id, Style.COMMAND),),
        entry.title,
        entry.type,
        str(entry.steps or ""),
        ((entry.source, Style.DIM),),
    )


def _json(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.id,
        "source": entry.source,
        "title": entry.title,
        "type": entry.type,
        "tags": [*entry.tags],
        "roles": [*entry.roles],
        "alerts": [*entry.alerts],
        "steps": entry.steps,
        "path": entry.address,
        "hidden_by": entry.hidden_by,
    }
