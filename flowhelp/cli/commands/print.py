"""`flowhelp print`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from flowhelp.cli import boundary, output
from flowhelp.cli.commands.walk import Equipment, Set, WorkOrder, pairs
from flowhelp.cli.session import workspace
from flowhelp.typeset.terminal import visible


class Format(StrEnum):
    """What a form is written as."""

    HTML = "html"
    MD = "md"


Name = Annotated[str, typer.Argument(metavar="NAME", help="A procedure, or its number in howto.")]
Out = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write to a file; one there is replaced."),
]
As = Annotated[
    Format | None,
    typer.Option(
        "--format", "-f", help="md for a file that ends so, else html.", show_default=False
    ),
]


def print(  # noqa: A001, PLR0913, PLR0917 - the command's name, and its options
    ctx: typer.Context,
    name: Name,
    out: Out = None,
    form: As = None,
    values: Set = [],  # noqa: B006 - Typer makes a new one
    work_order: WorkOrder = "",
    equipment: Equipment = "",
) -> None:
    """Make a form to print and fill in by hand, with the step numbers of the walk.

    The HTML loads nothing and runs nothing; a browser prints it on A4 or
    Letter. `flowhelp walk NAME --answers FILE` keys the filled-in form in.
    """
    from flowhelp.cli.paper import paper
    from flowhelp.cli.paper_md import paper_in_markdown
    from flowhelp.usecases.paper import form_of, write_form

    context = {"work_order": work_order, "equipment": equipment}
    made = form_of(workspace(ctx), name, pairs(values), context)
    marked = form is None and out is not None and out.suffix.lower() == ".md"
    lines = paper_in_markdown(made) if marked or form is Format.MD else paper(made)
    if out is None:
        for line in lines:
            output.line(line)
        return
    write_form(out, visible("\n".join(lines)) + "\n")
    boundary.talk(f"{made.title}: {out}")
