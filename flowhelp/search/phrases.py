"""Whether a page holds a phrase: its words in this order, with only stop words in between."""

from __future__ import annotations

from itertools import pairwise

from flowhelp.search.analysis import fold, terms
from flowhelp.search.pairs import Pairs, pair_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from flowhelp.search.rows import Body

_ROOT = 3
"""Letters of a term that its word surely begins with, or holds."""


def may_hold(named: str, pairs: bytes, phrases: Sequence[str], lang: str) -> bool:
    """Whether a page may hold all of the phrases; quick, and wrong only by saying yes.

    Args:
        named: The terms of its names (`rows.pack_named`).
        pairs: Its neighbours.
        phrases: As they were typed.
        lang: The page's language.
    """
    neighbours = Pairs(pairs)
    for phrase in phrases:
        found = terms(phrase, lang)
        for first, second in pairwise(found):
            if f" {first} {second} " not in named and not neighbours.has(
                pair_number(first, second)
            ):
                return False
    return True


def holds(named: str, body: Body, phrases: Sequence[str], lang: str) -> bool:
    """Whether a page does hold all of the phrases.

    Args:
        named: The terms of its names.
        body: What is shown of it.
        phrases: As they were typed.
        lang: The page's language.
    """
    wanted = [found for phrase in phrases if (found := terms(phrase, lang))]
    # A term of English begins as its words do; German ones may be spelled otherwise (`ue`).
    english = lang[:2].lower() in {"", "en"}
    roots = {
        term.partition("_")[0][:_ROOT] if english else "" for found in wanted for term in found
    }
    lines = (body.description, *(line for _, line in body.lines))
    # Reading words is slow: only lines that may hold one of them are read, others part them.
    read = (terms(line, lang) if _may_hold_one(line, roots) else ["|"] for line in lines)
    text = f" {named} {' '.join(' '.join(found) for found in read)} "
    return all(f" {' '.join(found)} " in text for found in wanted)


def _may_hold_one(line: str, roots: set[str]) -> bool:
    low = fold(line).lower()
    return any(root in low for root in roots)
