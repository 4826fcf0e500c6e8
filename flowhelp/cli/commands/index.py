"""`flowhelp index`."""

from __future__ import annotations

from typing import Annotated

import typer

from flowhelp.cli import boundary, output
from flowhelp.cli.options import Json
from flowhelp.cli.session import workspace
from flowhelp.typeset.styles import Style
from flowhelp.usecases.reindex import reindex

Rebuild = Annotated[bool, typer.Option("--rebuild", help="Start from nothing.")]


def index(ctx: typer.Context, rebuild: Rebuild = False, as_data: Json = False) -> None:
    """Bring the search index up to date; normally this happens by itself.

    Says what changed, how long it took, and what was left out and why.
    """
    with boundary.progress("reading the library") as progress:
        done = reindex(workspace(ctx), rebuild=rebuild, progress=progress)
    if as_data:
        problems = [
            {"source": problem.source, "path": problem.path, "message": problem.message}
            for problem in done.problems
        ]
        output.json_line(
            {
                "added": done.added,
                "changed": done.changed,
                "removed": done.removed,
                "unchanged": done.unchanged,
                "took": round(done.took, 3),
                "problems": problems,
            }
        )
        return
    output.line(
        f"{done.added} added, {done.changed} changed, {done.removed} removed, "
        f"{done.unchanged} unchanged in {done.took:.2f} s"
    )
    for problem in done.problems:
        where = f"{problem.source}:{problem.path}" if problem.path else problem.source
        output.spans(("left out  ", Style.WARNING), f"{where}: {problem.message}")
