"""The head of a walk and its end, as lines."""

from __future__ import annotations

from collections.abc import Iterator

from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.styles import Line, Style
from flowhelp.walkthrough import Walk
from flowhelp.walkthrough.applies import scores
from flowhelp.walkthrough.walk import ROLLED_BACK

_GOOD = "completed"


def ended_lines(walk: Walk, width: int) -> Iterator[Line]:
    """How a walk ended, and where it differs from its page; nothing for one that has not."""
    if walk.ended is None:
        return
    words, word = walk.ended.outcome.replace("_", " "), walk.ended.word
    if word:
        words = word if word == ROLLED_BACK else f"{words}, {word}"
    style = Style.GOOD if walk.ended.outcome == _GOOD else Style.WARNING
    yield ((f"The walk is over: {words}.", style),)
    values = scores(walk)
    if values:
        yield (("  " + ", ".join(f"{name} = {value:g}" for name, value in values.items()), None),)
    for deviation in walk.deviations:
        step = walk.plan.find(deviation.sid)
        kind = deviation.kind.replace("_", " ")
        said = f"{step.n if step else deviation.sid}: {kind}: {deviation.reason}"
        yield from wrapped([(said, None)], width, first=[("  ", None)], rest=[("    ", None)])
