"""From counts to an order, with reasons. Pure: no index, no clock.

A page's score is the sum of one BM25 for each field, times the share of the
question's weight that occurs in it. Measured in the evaluation's ablations: one
length norm for each field and coverage are worth more than any other change.

Source: S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25
and Beyond", 2009.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from flowhelp.search.fields import FIELDS, counts_of

K1 = 1.2
"""How quickly more of the same word counts less."""

WEIGHTS = {
    "title": 1.0, "names": 1.0, "slug": 0.5, "lead": 0.5, "heads": 0.3, "prose": 1.0, "code": 0.4,
}  # fmt: skip
"""What a match in each field is worth."""

LENGTH_NORMS = {
    "title": 0.3, "names": 0.3, "slug": 0.3, "lead": 0.5, "heads": 0.5, "prose": 0.5, "code": 0.5,
}  # fmt: skip
"""How much a long field counts against a page, 0 to 1 (BM25's b)."""

CORRECTED = 0.7
"""What a word is worth that was not typed, but is spelled nearly so."""

EXACT = {"alert": 1.0, "title": 0.6, "alias": 0.6, "slug": 0.3}
"""Share of the best score added where the whole question is exactly that."""

_FIELD_WEIGHTS = tuple(WEIGHTS[field] for field in FIELDS)
_FIELD_NORMS = tuple(LENGTH_NORMS[field] for field in FIELDS)


class Term(NamedTuple):
    """One term of a question, with what the index knows of it.

    Attributes:
        text: As the index has it.
        word: As it was typed.
        weight: 1, or less for a corrected word.
        rarity: Its inverse document frequency over whole pages; 0 when it occurs nowhere.
        by_field: The same in each field.
    """

    text: str
    word: str
    weight: float
    rarity: float
    by_field: tuple[float, ...]


class Score(NamedTuple):
    """How well a page answers, and why."""

    value: float
    coverage: float
    matched: tuple[int, ...]
    """Positions of the terms that occur."""
    in_fields: tuple[float, ...]
    """What each field contributed before coverage."""


def rarity(documents: int, pages: int) -> float:
    """Inverse document frequency, above 0; 0 for a term that is nowhere.

    Args:
        documents: How many pages have it.
        pages: How many pages there are.
    """
    if documents == 0:
        return 0.0
    return math.log(1 + (max(pages, documents) - documents + 0.5) / (documents + 0.5))


def score(
    counted: str, lengths: Sequence[int], averages: Sequence[float], terms: Sequence[Term]
) -> Score:
    """How well a page answers.

    Args:
        counted: The page's terms with their counts (fields.forward).
        lengths: Terms in each of its fields.
        averages: The same, on average over all pages.
        terms: Of the question.
    """
    norms = [
        K1 * (1 - b + b * length / average) if average else K1
        for b, length, average in zip(_FIELD_NORMS, lengths, averages, strict=True)
    ]
    in_fields = [0.0] * len(FIELDS)
    matched: list[int] = []
    covered = 0.0
    for position, term in enumerate(terms):
        counts = counts_of(counted, term.text)
        if not counts:
            continue
        matched.append(position)
        covered += term.weight * term.rarity
        for field, digit in enumerate(counts):
            if digit != "0":
                count = int(digit, 36)
                saturated = count * (K1 + 1) / (count + norms[field])
                in_fields[field] += (
                    term.weight * term.by_field[field] * saturated * _FIELD_WEIGHTS[field]
                )
    whole = sum(term.weight * term.rarity for term in terms)
    coverage = covered / whole if whole else 0.0
    return Score(sum(in_fields) * coverage, coverage, tuple(matched), tuple(in_fields))


def best_step(steps: Sequence[tuple[str, str]], terms: Sequence[Term]) -> tuple[int, float] | None:
    """The step that answers: its position and the share of the question it covers, 0 to 1.

    Args:
        steps: (terms of the title, all terms) of each step, with a space around each term.
        terms: Of the question.

    Returns:
        None when no step has any of the terms. Of equals the first, but a title beats detail.
    """
    whole = sum(term.weight * term.rarity for term in terms)
    best: tuple[float, float, int] = (0.0, 0.0, -1)
    for position, (title, everything) in enumerate(steps):
        covered = titled = 0.0
        for term in terms:
            if f" {term.text} " in everything:
                covered += term.weight * term.rarity
                if f" {term.text} " in title:
                    titled += term.weight * term.rarity
        merit = covered + 0.5 * titled
        if merit > best[0]:
            best = (merit, covered, position)
    return (best[2], best[1] / whole) if best[2] >= 0 and whole else None


def best_line(lines: Sequence[tuple[int, str]], terms: Sequence[Term], step: int | None) -> str:
    """The line a person would recognise as the answer; empty when none matches.

    Args:
        lines: (position of its step or -1, text) in the page's order.
        terms: Of the question.
        step: Position of the step that answers; its lines are preferred.
    """
    roots = [(_root(term), term.weight * term.rarity) for term in terms if term.rarity]
    best, found = 0.0, ""
    for owner, line in lines:
        low = line.lower()
        merit = sum(worth for root, worth in roots if root in low)
        if merit and owner == step:
            merit *= 1.25
        if merit > best:
            best, found = merit, line
    return found


def reasons(found: Score, terms: Sequence[Term], exact: str, step: str) -> tuple[str, ...]:
    """Why a hit stands where it does, most important first.

    Args:
        found: Its score.
        terms: Of the question.
        exact: The kind of name that the whole question is, or empty.
        step: The number of the step that answers, or empty.
    """
    said = [f"exactly its {exact}"] if exact else []
    if terms:
        said.append(f"{len(found.matched)} of {len(terms)} words ({found.coverage:.0%})")
    shares = sorted(zip(found.in_fields, FIELDS, strict=True), reverse=True)
    said += [f"{field} {value:.1f}" for value, field in shares if value > 0]
    if step:
        said.append(f"step {step}")
    missing = [term.word for i, term in enumerate(terms) if i not in found.matched]
    if missing:
        said.append(f"without {', '.join(missing)}")
    return tuple(said)


def _root(term: Term) -> str:
    """What a line must hold, in lower case, to be taken as having the term."""
    if term.text.endswith("i"):
        return term.text[:-1]
    return term.text if "_" not in term.text else term.word.lower()
