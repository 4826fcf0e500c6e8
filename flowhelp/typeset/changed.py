"""What changed on a page, as lines: since it was followed last, and since a walk of it began."""

from __future__ import annotations

from collections.abc import Iterator

from flowhelp.content.changes import entries
from flowhelp.journal.events import Changes
from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.page import page
from flowhelp.typeset.styles import Line, Span, Style
from flowhelp.typeset.walked import INDENT, worded
from flowhelp.walkthrough import Walk
from flowhelp.walkthrough.drift import Drift
from flowhelp.walkthrough.judging import judged_anew
from flowhelp.walkthrough.levels import told
from flowhelp.walkthrough.readings import expected, shown

_JUDGED = {
    "outside": "is out of limits now",
    "stopped": "is outside the stop range now",
    "inside": "is within limits now",
    "void": "does not answer the changed blank",
}
"""What is said of a value that the changed page judges otherwise."""


def drift_lines(changes: Drift) -> Iterator[Line]:
    """What became of the steps of a page since a walk of it began."""
    if changes.only_details:
        yield (("  Its steps are the same.", None),)
    for words in told(changes):
        yield ((f"  {words}", None),)


def unread_lines(walk: Walk, changes: Changes, width: int) -> Iterator[Line]:
    """What has to be read before a walk goes on: the page's own words, then its steps."""
    level = f" ({changes.level})" if changes.level not in {"", "none"} else ""
    since = f" since you last followed this page{level}" if changes.level else ""
    yield ((f"What changed{since}:", Style.HEADING),)
    for entry in entries(walk.plan.procedure):
        if entry.title not in changes.entries:
            continue
        yield ()
        yield ((entry.title, Style.STRONG),)
        for line in page(worded(walk, entry.text), width - len(INDENT)):
            yield ((INDENT, None), *line) if line else ()
    if changes.steps:
        yield ()
        yield (("Its steps:", Style.STRONG),)
    around: list[Span] = [("  ", None)]
    for words in changes.steps:
        yield from wrapped([(words, None)], width, first=around, rest=around)


def asked_to_sign(walk: Walk, changes: Changes) -> str:
    """Whom the page asks to sign for what changed, in its words; empty where it does not say."""
    found = (each for each in entries(walk.plan.procedure) if each.title in changes.entries)
    return next((who for each in found for who in each.signs), "")


def judged_lines(before: Walk, after: Walk, width: int) -> Iterator[Line]:
    """Which values mean something else after a move, and which steps wait again because of it."""
    for each in judged_anew(before, after):
        label = each.field.label or each.field.name
        again = f"; step {each.step.n} waits again" if after.open(each.step.sid) else ""
        wanted = expected(each.field)
        words = _JUDGED[each.now] + (f" ({wanted})" if wanted else "")
        good = each.now == "inside"
        value = shown(each.value, each.field.unit)
        said = f"  {each.step.n}: {label}, {value}, {words}{'' if good else again}."
        yield from wrapped([(said, Style.GOOD if good else Style.WARNING)], width)
