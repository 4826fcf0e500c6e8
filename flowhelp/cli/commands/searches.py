"""`flowhelp log searches`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from flowhelp.cli import output
from flowhelp.search.backlog import End, Unanswered
from flowhelp.typeset.styles import Line, Style
from flowhelp.typeset.times import local
from flowhelp.usecases.searches import backlog, erase
from flowhelp.usecases.workspace import Workspace

_SAID = {End.EMPTY: "no answer", End.ABANDONED: "none opened"}


def searches(opened: Workspace, since: datetime | None, *, as_data: bool) -> None:
    """Write the questions that the library does not answer, the most frequent first."""
    found = backlog(opened, since=since)
    if as_data:
        for one in found:
            output.json_line(_json(one))
    elif not found:
        output.line(_nothing(opened, since))
    elif output.terminal():
        _write_table(found)
    else:
        for one in found:
            output.fields(
                *(one.question, one.kind, str(one.times), _utc(one.last)),
                *(str(one.answers), one.title or one.best),
            )


def clear_searches(opened: Workspace, *, as_data: bool) -> None:
    """Erase what was searched for, and say how much that was."""
    count = erase(opened)
    if as_data:
        output.json_line({"erased": count})
    else:
        output.line(f"Erased {count} search{'es' * (count != 1)}, and what was opened then.")


def _nothing(opened: Workspace, since: datetime | None) -> str:
    if not opened.settings.keep_searches:
        return "Searches are not kept: keep_searches is false in the settings."
    return f"Every question{' since then' * (since is not None)} found its answer."


def _write_table(found: Sequence[Unanswered]) -> None:
    head: tuple[Line, ...] = (
        *(
            ((name, Style.HEADING),)
            for name in ("Question", "Times", "Last", "Ended", "Best offer")
        ),
    )
    output.table([head, *map(_row, found)])


def _row(one: Unanswered) -> tuple[Line, ...]:
    style = Style.WARNING if one.kind is End.EMPTY else None
    return (
        ((one.question, None),),
        ((str(one.times), Style.NUMBER),),
        ((local(_moment(one.last)), Style.DIM),),
        ((_SAID[one.kind], style),),
        ((one.title or one.best, None),),
    )


def _json(one: Unanswered) -> dict[str, object]:
    source, _, page = one.best.partition(":")
    best = {"id": page, "source": source, "title": one.title or None} if one.best else None
    return {
        "query": one.question,
        "kind": one.kind.value,
        "times": one.times,
        "last": _utc(one.last),
        "answers": one.answers,
        "best": best,
    }


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _utc(seconds: int) -> str:
    return _moment(seconds).strftime("%Y-%m-%dT%H:%M:%SZ")
