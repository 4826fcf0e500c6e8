"""`flowhelp howto`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from flowhelp.cli import boundary, output
from flowhelp.cli.answer import answer_lines
from flowhelp.cli.options import Json, Source, Tag, Type
from flowhelp.cli.session import workspace
from flowhelp.usecases.find import Answer, find

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

_ON_A_TERMINAL, _ELSEWHERE = 5, 10
"""How many answers, unless somebody says."""


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
    opened = workspace(ctx)
    with boundary.progress("reading the library") as progress:
        answer = find(
            opened,
            " ".join(words or ()),
            limit=1 if first else limit or opened.settings.limit or _usual_limit(),
            type=kind,
            tag=tag,
            source=source,
            role=role,
            alert=alert,
            progress=progress,
        )
    if answer.note:
        boundary.talk(f"flowhelp: {answer.note}")
    if as_data:
        output.json_line(answer_json(answer))
    elif output.terminal():
        for line in answer_lines(answer, output.width(), output.height(), explain=explain):
            output.spans(*line)
    else:
        _piped(answer, explain=explain)


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as `howto --json` prints it."""
    return {
        "query": answer.query,
        "took_ms": answer.took_ms,
        "total": answer.total,
        "hits": [
            {
                "rank": hit.rank,
                "score": hit.score,
                "id": hit.id,
                "source": hit.source,
                "title": hit.title,
                "type": hit.type,
                "path": hit.path,
                "step": {"n": hit.step.n, "sid": hit.step.sid, "title": hit.step.title}
                if hit.step
                else None,
                "snippet": hit.snippet,
                "why": list(hit.why),
            }
            for hit in answer.hits
        ],
        "suggestion": answer.suggestion,
    }


def _usual_limit() -> int:
    return _ON_A_TERMINAL if output.terminal() else _ELSEWHERE


def _piped(answer: Answer, *, explain: bool) -> None:
    for hit in answer.hits:
        step = f"{hit.step.n}. {hit.step.title}" if hit.step else ""
        output.fields(hit.id, hit.title, step, *([", ".join(hit.why)] if explain else []))
