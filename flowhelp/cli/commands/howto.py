"""`flowhelp howto`."""

from __future__ import annotations

from typing import Annotated

import typer

from flowhelp.cli.options import Json, Source, Tag, Type
from flowhelp.cli.question import answer_question
from flowhelp.cli.session import workspace

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="WORDS...", help="What you want to do, or what you see."),
]
Limit = Annotated[
    int | None,
    typer.Option(
        "-n",
        "--limit",
        min=1,
        max=100,
        help="At most this many answers.",
        show_default="5 on a terminal, else 10",
    ),
]
Role = Annotated[str, typer.Option("--role", metavar="R", help="Only pages for this role.")]
Alert = Annotated[str, typer.Option("--alert", metavar="NAME", help="What answers this alert.")]
First = Annotated[bool, typer.Option("--first", help="Print only the best answer.")]
Explain = Annotated[
    bool, typer.Option("--explain", help="Say why each answer stands where it does.")
]


def howto(  # noqa: PLR0913, PLR0917 (one parameter an option)
    ctx: typer.Context,
    words: Words = None,
    limit: Limit = None,
    kind: Type = "",
    tag: Tag = "",
    source: Source = "",
    role: Role = "",
    alert: Alert = "",
    first: First = False,
    as_data: Json = False,
    explain: Explain = False,
) -> None:
    """Find the procedure, and the step in it, that answers a question.

    Piped, one answer a line: id, title and step, with tabs between them.
    Exits with 3 when nothing answers.
    """
    answer_question(
        workspace(ctx),
        " ".join(words or ()),
        limit=limit,
        type=kind,
        tag=tag,
        source=source,
        role=role,
        alert=alert,
        first=first,
        as_data=as_data,
        explain=explain,
    )
