"""A walk that was left, in short: what it is about, and the steps around where it stands.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flowhelp.journal.papers import begun_at
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.recorded import MARKS, local_time
from flowhelp.typeset.styles import Line, Style
from flowhelp.walkthrough.filling import filled

if TYPE_CHECKING:
    from flowhelp.journal.events import Line as Step

_BEFORE, _AFTER = 3, 6
"""Steps that are shown around the one at hand."""

_SETTLED = {"done", "na", "skipped"}


def left_lines(
    record: Mapping[str, Any], steps: Sequence[Step], at: Step | None, width: int
) -> Iterator[Line]:
    """The lines that show where a walk stands.

    Args:
        record: As `journal.record.run_record` has it.
        steps: All of them, in the order of the page.
        at: The one it stands at; None before the first.
        width: Columns.
    """
    states = {step["sid"]: step["state"] for step in record["steps"]}
    params = record["context"].get("params", {})
    settled = sum(states.get(step.sid) in _SETTLED for step in steps)
    yield from wrapped([(record["doc"]["title"], Style.TITLE)], width)
    yield from wrapped([(" · ".join(_facts(record, settled, len(steps))), Style.DIM)], width)
    yield ()
    here = steps.index(at) if at is not None else 0
    first, last = max(0, here - _BEFORE), here + _AFTER + 1
    if first:
        yield ((f"… {_counted(first)} before", Style.DIM),)
    for step in steps[first:last]:
        mark = MARKS["open"] if step is at else MARKS.get(states.get(step.sid, "todo"), " ")
        look = Style.STRONG if step is at else Style.DIM
        words = f"{step.n}. {filled(step.title, params, code=False)}"
        yield from wrapped([(words, look)], width, first=[(f"{mark} ", look)], rest=[("  ", None)])
    if steps[last:]:
        yield ((f"… {_counted(len(steps[last:]))} after", Style.DIM),)


def _facts(record: Mapping[str, Any], settled: int, total: int) -> Iterator[str]:
    yield f"{settled} of {_counted(total)} settled"
    yield f"begun {local_time(begun_at(record))} by {record['actor']['name']}"
    context = record["context"]
    for name in ("equipment", "work_order"):
        if context.get(name):
            yield f"{name.replace('_', ' ')} {context[name]}"


def _counted(count: int) -> str:
    return f"{count} step{'s' * (count != 1)}"
