"""`flowhelp list`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import typer

from flowhelp.cli import boundary, output
from flowhelp.cli.options import Json, Source, Tag, Type
from flowhelp.cli.session import workspace
from flowhelp.library.catalog import Entry
from flowhelp.typeset.styles import Line, Style
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
        _write_table(found)
    else:
        for entry in found:
            output.fields(entry.id, entry.title, entry.type, entry.source)
    if not found:
        boundary.talk("flowhelp: no page passes these filters")


def _write_table(found: Sequence[Entry]) -> None:
    """Library by library, the names and titles of its pages."""
    for source, pages in groupby(found, key=lambda entry: entry.source):
        rows = [*map(_row, pages)]
        count = f"{len(rows)} page{'s' * (len(rows) != 1)}"
        output.spans((source, Style.TITLE), (f"  {count}", Style.DIM))
        output.table(rows, head=False)


def _row(entry: Entry) -> tuple[Line, Line]:
    kind = "" if entry.type == "procedure" else f"  {entry.type}"
    return ((entry.id, Style.COMMAND),), ((entry.title, None), (kind, Style.DIM))


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
