"""`flowhelp show`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from flowhelp.cli import output
from flowhelp.cli.session import workspace
from flowhelp.typeset.styles import Color
from flowhelp.typeset.whole import whole
from flowhelp.usecases.modelled import as_json, step_json
from flowhelp.usecases.show import Page, named_page


class Format(StrEnum):
    """How a page is printed."""

    TERM = "term"
    MD = "md"
    HTML = "html"
    JSON = "json"
    TEXT = "text"


Name = Annotated[
    str, typer.Argument(metavar="NAME[#STEP]", help="An id, an end of one, a file, or a number.")
]
At = Annotated[str, typer.Option("--at", metavar="REV", help="As it was at that git revision.")]
As = Annotated[
    Format | None,
    typer.Option("--format", "-f", help="term for a terminal, text elsewhere.", show_default=False),
]


def show(ctx: typer.Context, name: Name, at: At = "", form: As = None) -> None:
    """Read one procedure, or one step of it.

    NAME is an id, a unique end of one, source:id, a file, or a number of the
    last howto answer.
    """
    page = named_page(workspace(ctx), name, revision=at, reading=True)
    first, last = page.lines
    match form or (Format.TERM if output.terminal() else Format.TEXT):
        case Format.JSON:
            output.json_line(step_json(page.step) if page.step else as_json(page.procedure))
        case Format.MD:
            output.write("\n".join(page.text.split("\n")[first - 1 : last]).rstrip("\n") + "\n")
        case Format.HTML:
            _write_html(page)
        case Format.TEXT:
            output.choose_color(Color.NEVER)
            _write_sheet(page)
        case _:
            _write_sheet(page)


def _write_sheet(page: Page) -> None:
    for line in whole(page, output.width()):
        output.spans(*line)


def _write_html(page: Page) -> None:
    from flowhelp.cli.html import document

    for part in document(page):
        output.line(part)
