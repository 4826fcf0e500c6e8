"""`flowhelp inspect`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flowhelp.cli import boundary, output
from flowhelp.cli.exits import exit_code_for
from flowhelp.cli.options import Json
from flowhelp.cli.outline import outline
from flowhelp.cli.session import workspace
from flowhelp.content import Procedure
from flowhelp.errors import FlowhelpError
from flowhelp.usecases.modelled import as_json
from flowhelp.usecases.show import named_page, read_file

Files = Annotated[
    list[str], typer.Argument(metavar="FILE...", help="Files, or names of the library.")
]


def inspect(ctx: typer.Context, files: Files, as_data: Json = False) -> None:
    """Show how a file was understood: its type, steps, readings and ways on.

    With --json one object a line. A file that cannot be read does not stop
    the others; the exit code is that of the first such file.
    """
    code = 0
    for number, name in enumerate(files):
        try:
            procedure = _understood(ctx, name)
        except FlowhelpError as error:
            boundary.complain(error.message, error.hint)
            code = code or exit_code_for(error)
            continue
        if as_data:
            output.json_line(as_json(procedure))
            continue
        output.write("\n" if number else "")
        for line in outline(procedure, output.width()):
            output.spans(*line)
    if code:
        raise typer.Exit(code)


def _understood(ctx: typer.Context, name: str) -> Procedure:
    """The procedure of that file; without one, that of the library with that name."""
    path = Path(name)
    is_path = path.exists() or name.lower().endswith((".md", ".mdx", ".markdown"))
    page = read_file(path) if is_path else named_page(workspace(ctx), name)
    return page.procedure
