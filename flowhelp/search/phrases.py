"""Whether a page holds a phrase: its words in this order, with only stop words in between."""

from __future__ import annotations

from itertools import pairwise

from flowhelp.search.analysis import terms
from flowhelp.search.pairs import Pairs, pair_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from flowhelp.search.rows import Body


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
    lines = (body.description, *(line for _, line in body.lines))
    text = f" {named} {' '.join(' '.join(terms(line, lang)) for line in lines)} "
    wanted = (" ".join(terms(phrase, lang)) for phrase in phrases)
    return all(f" {words} " in text for words in wanted if words)
