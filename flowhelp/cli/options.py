"""Options that mean the same thing in every command that has them."""

from __future__ import annotations

from typing import Annotated

import typer

from flowhelp.cli import boundary, output
from flowhelp.typeset.styles import Color

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Plain = Annotated[bool, typer.Option("--plain", help="Line by line, for any terminal.")]
Type = Annotated[str, typer.Option("--type", metavar="T", help="Only pages of this type.")]
Tag = Annotated[str, typer.Option("--tag", metavar="T", help="Only pages with this tag.")]
Source = Annotated[str, typer.Option("--source", metavar="S", help="Only pages of this library.")]


def _choose_color(color: Color | None) -> None:
    if color is not None:
        output.choose_color(color)


def _choose_quiet(quiet: bool) -> None:
    if quiet:
        boundary.hush(True)


def everywhere(
    color: Annotated[
        Color | None,
        typer.Option(
            "--color",
            callback=_choose_color,
            expose_value=False,
            show_default=False,
            help="When to use colour.",
        ),
    ] = None,
    quiet: Annotated[
        bool,
        typer.Option(
            "--quiet",
            "-q",
            callback=_choose_quiet,
            expose_value=False,
            help="Say nothing but results and errors.",
        ),
    ] = False,
) -> None:
    """The options that every command takes, before or after its name."""
