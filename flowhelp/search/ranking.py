"""From counts to an order, with reasons. Pure: no index, no clock.

A page's score is the sum of one BM25 for each field, with something added where
words of the question stand side by side, times the share of the question's
weight that occurs in it, times how often other pages speak of it. Measured in
the evaluation's ablations: one length norm for each field and coverage are worth
more than any other change; names that authors gave more than any synonym.

Source: S. Robertson, H. Zaragoza, "The Probabilistic Relevance Framework: BM25
and Beyond", 2009.
"""

from __future__ import annotations

import math

from flowhelp.search.fields import FIELDS, counts_of
from flowhelp.search.pairs import Pairs, pair_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

K1 = 1.2
"""How quickly more of the same word counts less."""

WEIGHTS = {
    "title": 0.6, "names": 1.6, "slug": 0.5, "lead": 0.4, "heads": 0.35, "prose": 0.75, "code": 0.1,
}  # fmt: skip
"""What a match in each field is worth."""

LENGTH_NORMS = {
    "title": 0.3, "names": 0.3, "slug": 0.3, "lead": 0.5, "heads": 0.5, "prose": 0.5, "code": 0.5,
}  # fmt: skip
"""How much a long field counts against a page, 0 to 1 (BM25's b)."""

CORRECTED = 0.7
"""What a word is worth that was not typed, but is spelled nearly so."""

BEGUN = 0.9
"""The same of a word of which only the beginning was typed."""

SYNONYM = 0.5
"""The same of a word that means about the same."""

JOINED = 0.7
"""The same of two words of the question written as one."""

NAMED_PAIR, TEXT_PAIR = 2.0, 1.3
"""What two words of the question are worth, side by side in a name or in the text."""

KNOWN = 0.3
"""What being spoken of by other pages adds, for each factor of e."""

TITLE_SHARE, FIRST_IN_TITLE = 0.25, 0.05
"""Shares of the best score added for a title that is all in the question, and for one that
holds the question's first word."""

EXACT = {"alert": 1.0, "title": 0.6, "alias": 0.6, "slug": 0.3}
"""Share of the best score added where the whole question is exactly that."""

_WEIGHTS = tuple(WEIGHTS[field] for field in FIELDS)
_NORMS = tuple(LENGTH_NORMS[field] for field in FIELDS)
_NAMES = FIELDS.index("lead")
"""Fields before this one are names."""

_shares: dict[int, list[tuple[int, float]]] = {}

NOTHING: list[tuple[int, float]] = []
"""A page lacks the word."""


class Term:
    """One term that answers to a word of a question, with what the index knows of it.

    Attributes:
        text: As the index has it.
        weight: What it adds to the score, against the same word as typed; above 0, at most 1.
        share: How far it covers the word, likewise.
        by_field: Its inverse document frequency in each field.
        worth: What it is worth in each field, were it there without end.
    """

    __slots__ = ("by_field", "share", "text", "weight", "worth")

    def __init__(self, text: str, weight: float, share: float, by_field: tuple[float, ...]) -> None:
        self.text = text
        self.weight = weight
        self.share = share
        self.by_field = by_field
        whole = weight * (K1 + 1)
        self.worth = [whole * rare * of for rare, of in zip(by_field, _WEIGHTS, strict=True)]


class Word:
    """One word of a question.

    Attributes:
        typed: As it was typed.
        rarity: The inverse document frequency of its first term; 0 when it occurs nowhere.
        terms: Terms that answer to it, the one it stands for first.
    """

    __slots__ = ("rarity", "terms", "typed")

    def __init__(self, typed: str, rarity: float, terms: Sequence[Term]) -> None:
        self.typed = typed
        self.rarity = rarity
        self.terms = terms

    def among(self, codes: Sequence[int]) -> Word:
        """The same word with those of its terms that a page has.

        Args:
            codes: Of each term, 0 where the page lacks it.
        """
        having = [term for term, code in zip(self.terms, codes, strict=True) if code]
        return Word(self.typed, self.rarity, having)


class Text:
    """What is scored of one page.

    Attributes:
        codes: Of each term of each word of the question, 0 where the page lacks it.
        lengths: Terms in each field.
        named: The terms of its names (`rows.pack_named`).
        pairs: Its neighbours.
        known: How many other pages speak of it.
    """

    __slots__ = ("codes", "known", "lengths", "named", "pairs")

    def __init__(
        self,
        codes: Sequence[Sequence[int]],
        lengths: Sequence[int],
        named: str,
        pairs: bytes,
        known: int,
    ) -> None:
        self.codes = codes
        self.lengths = lengths
        self.named = named
        self.pairs = pairs
        self.known = known


class Score:
    """How well a page answers, and why.

    Attributes:
        value: At least 0.
        coverage: Share of the question's weight that occurs, 0 to 1.
        matched: Positions of the words that occur.
        in_fields: What each field contributed before coverage.
        paired: The same of words side by side.
        titled: Share of its title that is in the question, 0 to 1.
        first: Whether its names hold the question's first word.
        known: How many other pages speak of it.
    """

    __slots__ = (
        "coverage", "first", "in_fields", "known", "matched", "paired", "titled", "value",
    )  # fmt: skip

    def __init__(self, fields: int) -> None:
        self.value = 0.0
        self.coverage = 0.0
        self.matched: list[int] = []
        self.in_fields = [0.0] * fields
        self.paired = 0.0
        self.titled = 0.0
        self.first = False
        self.known = 0


def rarity(documents: int, pages: int) -> float:
    """Inverse document frequency, above 0; 0 for a term that is nowhere.

    Args:
        documents: How many pages have it.
        pages: How many pages there are.
    """
    if documents == 0:
        return 0.0
    return math.log(1 + (max(pages, documents) - documents + 0.5) / (documents + 0.5))


def roughly(term: Term) -> Callable[[int], float]:
    """Code → what that term adds to a page of average length, for choosing candidates."""
    worth = term.worth

    def of(code: int) -> float:
        return sum([worth[field] * share for field, share in _saturated(code)])

    return of


def _saturated(code: int) -> list[tuple[int, float]]:
    """(number of the field, share of its worth) of each field that has the term."""
    known = _shares.get(code)
    if known is None:
        known = [(field, count / (count + K1)) for field, count in counts_of(code)]
        _shares[code] = known
    return known


class Scorer:
    """Scores the pages of one answer.

    Args:
        words: Of the question.
        averages: Terms in each field, on average over all pages.
    """

    def __init__(self, words: Sequence[Word], averages: Sequence[float]) -> None:
        self._words = words
        self._averages = averages
        self._whole = sum(word.rarity for word in words)
        firsts = [word.terms[0].text if word.terms else "" for word in words]
        self._asked = set(firsts)
        self._pairs = [
            (f" {first} {second} ", pair_number(first, second), min(one.rarity, other.rarity))
            for first, second, one, other in zip(firsts, firsts[1:], words, words[1:], strict=False)
            if one.rarity and other.rarity
        ]

    def score(self, text: Text) -> Score:
        """How well a page answers."""
        found = Score(len(FIELDS))
        norms: list[float] = []
        covered = 0.0
        for position, (word, codes) in enumerate(zip(self._words, text.codes, strict=True)):
            best, share, parts = 0.0, 0.0, NOTHING
            for term, code in zip(word.terms, codes, strict=True):
                if code:
                    norms = norms or self._norms(text.lengths)
                    each = [
                        (field, term.worth[field] * count / (count + norms[field]))
                        for field, count in counts_of(code)
                    ]
                    worth = sum([part for _, part in each])
                    share = max(share, term.share)
                    if worth > best:
                        best, parts = worth, each
            if not parts:
                continue
            found.matched.append(position)
            covered += share * word.rarity
            for field, part in parts:
                found.in_fields[field] += part
            found.first = found.first or (position == 0 and parts[0][0] < _NAMES)
        self._look_around(found, text)
        found.coverage = covered / self._whole if self._whole else 0.0
        found.known = text.known
        value = (sum(found.in_fields) + found.paired) * found.coverage
        found.value = value * (1 + KNOWN * math.log1p(text.known))
        return found

    def _norms(self, lengths: Sequence[int]) -> list[float]:
        return [
            K1 * (1 - b + b * length / average) if average else K1
            for b, length, average in zip(_NORMS, lengths, self._averages, strict=True)
        ]

    def _look_around(self, found: Score, text: Text) -> None:
        """Words side by side, and how much of the title was asked for."""
        if self._pairs and len(found.matched) > 1:
            pairs = Pairs(text.pairs)
            for together, number, worth in self._pairs:
                if together in text.named:
                    found.paired += NAMED_PAIR * worth
                if pairs.has(number):
                    found.paired += TEXT_PAIR * worth
        title = set(text.named.partition(" | ")[0].split())
        found.titled = len(title & self._asked) / len(title) if title else 0.0


def bonus(found: Score, exact: str) -> float:
    """Share of the best score of all that is added to a page's own."""
    first = FIRST_IN_TITLE if found.first else 0.0
    return TITLE_SHARE * found.titled + first + EXACT.get(exact, 0.0)
