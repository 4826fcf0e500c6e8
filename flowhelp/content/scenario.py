"""Scenario pages: how an ending reads, and what the variables begin with (FORMAT.md §6.5, §7.h)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flowhelp.content.model import Procedure

_ENDING = re.compile(
    r"(?P<word>[^`\n]{0,200}?)\s*\b(?:only if|if|when|wenn|falls|si)\s+"
    r"`(?P<when>[^`\n]{1,500})`\s*(?:(?:[—–:-])\s*(?P<text>.*))?",
    re.IGNORECASE | re.DOTALL,
)
_BEGINNING = re.compile(r"`\s*([^\W\d]\w{0,60})\s*=\s*([+\-−]?\d{1,9}(?:\.\d{1,9})?)\s*`")
_DASHES = ("—", "–", " - ", ":")


@dataclass(frozen=True, slots=True)
class Ending:
    """What an **End:** says.

    Attributes:
        word: The outcome in a word or two; `ended` where the page gives none.
        when: The expression under which this ending is reached, or empty.
        text: What the person reads then.
    """

    word: str
    when: str = ""
    text: str = ""


def ending(value: str) -> Ending:
    """The ending that the value of an **End** label means.

    ``pass if `risk < 3` — Nobody was hurt.`` is the word, the condition and the text.
    """
    match = _ENDING.fullmatch(value.strip())
    if match:
        return Ending(match["word"].strip() or "ended", match["when"].strip(), match["text"] or "")
    for dash in _DASHES:
        word, found, text = value.partition(dash)
        if found and word.strip():
            return Ending(word.strip(), "", text.strip())
    return Ending(value.strip() or "ended")


def variables(procedure: Procedure) -> dict[str, float]:
    """What each variable of a page begins with.

    Variables are the names in the effects of its ways; they begin at 0 unless the
    text before the nodes says otherwise, as in ``You begin with `risk = 2```.
    """
    walked = (step for top in procedure.steps for step in top.walked())
    names = {name for step in walked for edge in step.edges for name, _ in edge.effects}
    texts = (block.text for section in procedure.sections for block in section.blocks)
    begun = _begun((procedure.description, *texts))
    return {name: begun.get(name, 0.0) for name in sorted(names)}


def _begun(texts: Iterable[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for text in texts:
        for name, value in _BEGINNING.findall(text):
            found.setdefault(name, float(value.replace("−", "-")))
    return found
