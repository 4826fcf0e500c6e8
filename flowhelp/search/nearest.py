"""The titles that come nearest to a question nothing answers: by letters, since no word fits.

The question's words are taken apart into runs of three letters, with a gap
before each word, so that its beginning counts as a run of its own. A run that
few titles hold says much, and one that every title holds says nothing:

    nearness = Σ weight of the runs a title holds / Σ weight of the question's runs
    weight   = ln((titles + 2) / (times it occurs in titles + 1))

A run that no title holds weighs as much as the rarest, so a question in words of
another world is near to nothing. What is rarer than once in a thousand titles
weighs no more than that, so that a slip of the pen does not outweigh what is
right. Of equally near titles the shorter one is nearer. Only titles that hold
one of the question's rarest runs are looked at.

Pure. Source: trigrams for approximate matching, Angell, Freund and Willett,
"Automatic spelling correction using a trigram similarity measure" (1983); the
weight is Spärck Jones's inverse document frequency (1972).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from flowhelp.search.analysis import STOP_WORDS, fold, words

MOST_RUNS = 24
"""Runs of a question that are looked for; of a long one those of its longest words."""

LEAST = 0.3
"""Nearness below which a title is named for nothing."""

MOST_LOOKED_AT = 2_000
"""Places where a run occurs that are looked at, those of the rarest runs first."""

_RUN = 3
_SHORTEST = 3


def nearest(question: str, titles: Sequence[str], most: int = 3) -> tuple[int, ...]:
    """Which titles come nearest to a question.

    Args:
        question: As it was typed.
        titles: Of any number of pages.
        most: At most that many.

    Returns:
        Places in `titles`, the nearest first; none that are less near than `LEAST`.
    """
    runs = runs_of(question)
    # One text of all titles: looking through it goes at the speed of C, title by title does not.
    lines = [title.replace("\n", " ") for title in titles]
    text = "\n ".join(["", *(line if line.isascii() else fold(line) for line in lines), ""]).lower()
    times = {run: text.count(run) for run in runs}
    rarest, all_of = len(titles) / 1000, len(titles)
    weights = {run: log((all_of + 2) / (min(max(times[run], rarest), all_of) + 1)) for run in runs}
    whole = sum(weights.values())
    scores: dict[int, tuple[float, int]] = {}
    for start in _candidates(text, times):
        line = text[start : text.index("\n", start + 1)]
        nearness = sum(weights[run] for run in runs if run in line) / whole if whole else 0.0
        if nearness >= LEAST:
            scores[start] = nearness, -len(line)
    best = sorted(scores, key=lambda start: (*scores[start], -start), reverse=True)[:most]
    return tuple(text.count("\n", 0, start) for start in best)


def _candidates(text: str, times: dict[str, int]) -> set[int]:
    """Where the titles begin that hold one of the question's rarest runs."""
    found: set[int] = set()
    left = MOST_LOOKED_AT
    for run in sorted(filter(times.get, times), key=times.__getitem__):
        at = text.find(run)
        while at >= 0 and left:
            found.add(text.rfind("\n", 0, at))
            left -= 1
            at = text.find(run, at + 1)
    return found


def runs_of(question: str) -> list[str]:
    """The distinct runs of three letters of a question's words, stop words left out."""
    meant = [word for word in dict.fromkeys(words(question)) if len(word) >= _SHORTEST]
    meant = [word for word in meant if word not in STOP_WORDS] or meant
    found: dict[str, None] = {}
    for word in sorted(meant, key=len, reverse=True):
        start = f" {word}"
        for at in range(len(start) - _RUN + 1):
            found[start[at : at + _RUN]] = None
    return [*found][:MOST_RUNS]
