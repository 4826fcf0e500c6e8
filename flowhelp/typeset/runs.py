"""Runs as rows of a list: when, what, who, how it ended, how far it went."""

from __future__ import annotations

from collections.abc import Iterator

from flowhelp.journal.history import RunInShort
from flowhelp.typeset.layout import cells, wrapped
from flowhelp.typeset.recorded import outcome, part_mark
from flowhelp.typeset.styles import Line, Span, Style
from flowhelp.typeset.terminal import one_line
from flowhelp.typeset.times import lasting, local

_ONE_ROW = 72
"""Columns from which on a run takes one row; in fewer it takes two."""

_OUTCOME, _WHEN, _STEPS = 16, 16, 7
_WHO_MIN, _WHO_MAX = 10, 24


def height(width: int) -> int:
    """How many rows a run takes in so many columns."""
    return 1 if width >= _ONE_ROW else 2


def run_rows(run: RunInShort, width: int, depth: int = 0) -> tuple[Line, ...]:
    """A run in `height(width)` rows; what is cut ends in an ellipsis: see `run_details`.

    Args:
        run: The run.
        width: Columns.
        depth: How many runs of the list it stands inside.
    """
    sign, words, style = standing(run)
    ended: Span = (fit(f"{sign} {words}", _OUTCOME), style)
    when: Span = (fit(local(run.started), _WHEN), None)
    title = f"{part_mark(depth, part=bool(run.parent))}{run.title}"
    steps: Span = (f"{run.settled}/{run.total}".rjust(_STEPS) if run.total else " " * _STEPS,
                   Style.DIM)  # fmt: skip
    gap: Span = ("  ", None)
    if height(width) == 1:
        rest = width - _WHEN - _OUTCOME - _STEPS - 4 * len(gap[0])
        who = max(_WHO_MIN, min(_WHO_MAX, rest // 3))
        named: Span = (fit(title, rest - who), Style.STRONG)
        return ((when, gap, named, gap, (fit(run.who, who), Style.DIM), gap, ended, gap, steps),)
    room = width - _WHEN - len(gap[0])
    who = max(1, width - _OUTCOME - _STEPS - 2 * len(gap[0]) - 2)
    return (
        (when, gap, (fit(title, room), Style.STRONG)),
        (gap, ended, gap, (fit(run.who, who), Style.DIM), gap, steps),
    )


def run_details(run: RunInShort, width: int) -> Iterator[Line]:
    """All that the list knows of a run, nothing of it cut."""
    yield from wrapped([(one_line(run.title), Style.STRONG)], width)
    _, words, style = standing(run)
    name = f"{run.source}:{run.procedure}" if run.source else run.procedure
    parts = [f"{run.settled} of {run.total} steps"] if run.total else []
    if run.deviations:
        parts.append(f"{run.deviations} deviation{'s' * (run.deviations != 1)}")
    if run.ended is not None:
        parts.append(f"in {lasting((run.ended - run.started).total_seconds())}")
    parts += [run.purpose] if run.purpose != "perform" else []
    parts += [f"{key.replace('_', ' ')} {value}" for key, value in run.context.items() if value]
    parts += [f"part of {run.parent[-8:]}"] if run.parent else []
    said = " · ".join(one_line(part) for part in parts)
    spans: list[Span] = [(f"{one_line(name)} · {one_line(run.who)} · ", Style.DIM)]
    spans += [(one_line(words), style), (f" · {said}" if said else "", Style.DIM)]
    yield from wrapped([*spans, (f" · run {run.run[-8:]}", Style.DIM)], width)


def standing(run: RunInShort) -> tuple[str, str, Style]:
    """Sign, words and look of how a run ended, or that it goes on."""
    return outcome(run.outcome or run.state, run.word)


def fit(text: str, columns: int) -> str:
    """The text in exactly so many columns: filled up with blanks, or cut with an ellipsis."""
    shown = one_line(text)
    if cells(shown) > columns:
        kept, room = "", columns - 1
        for sign in shown:
            if cells(kept + sign) > room:
                break
            kept += sign
        shown = f"{kept}…" if columns > 0 else ""
    return shown + " " * (columns - cells(shown))
