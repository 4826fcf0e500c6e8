"""A question asked and its answer printed: what both doors to `howto` call."""

from __future__ import annotations

from flowhelp.cli import output
from flowhelp.usecases.find import find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Self

    from flowhelp.cli.boundary import progress
    from flowhelp.usecases.find import Answer
    from flowhelp.usecases.workspace import Workspace

_ON_A_TERMINAL, _ELSEWHERE = 5, 10
"""How many answers, unless somebody says."""


def answer_question(  # noqa: PLR0913 (how it is to be printed)
    workspace: Workspace,
    words: str,
    *,
    limit: int | None = None,
    first: bool = False,
    as_data: bool = False,
    explain: bool = False,
    **filters: str,
) -> None:
    """Prints the answer to a question.

    Args:
        workspace: Its libraries and settings.
        words: The question.
        limit: At most this many answers; as set, or as usual, when None.
        first: Only the best answer.
        as_data: As JSON.
        explain: With the reasons why each answer stands where it does.
        filters: Of `find`, by their names.

    Raises:
        FlowhelpError: There is no answer.
        LostError: It cannot be written.
    """
    with _Waiting() as waiting:
        answer = find(
            workspace,
            words,
            limit=1 if first else limit or workspace.settings.limit or _usual_limit(),
            snippets=as_data,
            progress=waiting,
            **filters,
        )
    _print(answer, as_data=as_data, explain=explain)


def _print(answer: Answer, *, as_data: bool, explain: bool) -> None:
    if answer.note:
        from flowhelp.cli import boundary  # noqa: PLC0415 - seldom

        boundary.talk(f"flowhelp: {answer.note}")
    if answer.suggestion and not (as_data or output.terminal()):
        from flowhelp.cli import boundary  # noqa: PLC0415 - seldom

        boundary.talk(f"flowhelp: did you mean: {answer.suggestion}")
    if as_data:
        output.json_line(answer_json(answer))
    elif output.terminal():
        from flowhelp.cli.answer import answer_lines  # noqa: PLC0415 - only for people

        for line in answer_lines(answer, output.width(), output.height(), explain=explain):
            output.spans(*line)
    else:
        _piped(answer, explain=explain)


class _Waiting:
    """A progress bar that is loaded when there is something to wait for."""

    def __init__(self) -> None:
        self._bar: progress | None = None

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show it; both at least 0."""
        if self._bar is None:
            from flowhelp.cli.boundary import progress  # noqa: PLC0415 - seldom

            self._bar = progress("reading the library")
        self._bar(done, total)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.__exit__(kind, error, trace)


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
