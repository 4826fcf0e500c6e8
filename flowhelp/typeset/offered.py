"""What would run, and what became of it, as lines."""

from __future__ import annotations

from collections.abc import Iterator

from flowhelp.typeset.layout import wrapped
from flowhelp.typeset.styles import Line, Span, Style
from flowhelp.typeset.walked import INDENT
from flowhelp.usecases.checks import Checked
from flowhelp.usecases.offers import Offer
from flowhelp.usecases.running import Ran

_INDENT: list[Span] = [(INDENT, None)]
_ENDED = {
    "signal": "A signal ended it",
    "timeout": "It took longer than it may, and was ended",
    "interrupt": "You interrupted it",
}


def offer_lines(offered: Offer, width: int) -> Iterator[Line]:
    """What would run, to the byte: where, with what, and what speaks against it."""
    prepared = offered.prepared
    if prepared.interpreter:
        words: list[Span] = [(f"{prepared.interpreter} in {offered.folder}:", Style.DIM)]
        yield from wrapped(words, width, first=_INDENT, rest=_INDENT)
    script = prepared.script.decode("utf-8", "replace")
    for line in script.rstrip("\n").split("\n"):
        yield (INDENT, None), ("$ ", Style.DIM), (line, Style.COMMAND)
    for given in prepared.given:
        yield ((f"{INDENT}  {given.variable} = {given.shown}", Style.DIM),)
    if offered.refusal:
        words = [(f"It is not run from here: {offered.refusal}.", Style.WARNING)]
        yield from wrapped(words, width, first=_INDENT, rest=_INDENT)
        return
    for danger in offered.dangers:
        yield from wrapped([(f"! {danger}", Style.DANGER)], width, first=_INDENT, rest=_INDENT)


def ran_lines(ran: Ran) -> Iterator[Line]:
    """How a command ended, and whether its output is what the page expects."""
    outcome = ran.outcome
    took = f"{outcome.dur_s:.1f} s"
    if outcome.ended != "exit":
        yield ((f"{_ENDED[outcome.ended]} after {took}.", Style.WARNING),)
    elif outcome.exit:
        yield ((f"It ended with status {outcome.exit} after {took}.", Style.WARNING),)
    else:
        yield ((f"It ended well after {took}.", Style.GOOD),)
    if ran.expected is None or ran.expected.matched is None:
        return
    if ran.expected.matched:
        yield (("Its output is what the page expects.", Style.GOOD),)
        return
    yield (("Its output is not what the page expects:", Style.WARNING),)
    for line in ran.expected.difference:
        yield ((f"{INDENT}{line}", None),)


def checked_lines(checked: Checked) -> Iterator[Line]:
    """What a check said, and whether that proves anything."""
    tries = f" after {checked.attempts} tries" if checked.attempts > 1 else ""
    if checked.early:
        word = "failed" if checked.result == "failed" else "passed"
        yield ((f"It {word} before the step was done.", Style.DIM),)
    elif checked.result == "ok":
        yield ((f"The check says yes{tries}.", Style.GOOD),)
    else:
        words = "no" if checked.result == "failed" else "yes, with a warning"
        yield ((f"The check says {words}{tries}.", Style.WARNING),)
    if checked.before:
        words = "It said so before the step was done, too: it proves nothing."
        yield ((words, Style.WARNING),)
