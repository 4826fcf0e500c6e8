"""A question → its words, each with the terms of the index that answer to it."""

from __future__ import annotations

from itertools import pairwise

from flowhelp.search import analysis
from flowhelp.search.postings import SIZE
from flowhelp.search.questions import question
from flowhelp.search.ranking import BEGUN, CORRECTED, JOINED, SYNONYM, Word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from flowhelp.search.index_terms import Known, Libraries
    from flowhelp.search.query import Query

_BEGINNINGS = 400
"""Words with a beginning that are looked at; the commonest terms among them are taken."""

_EXPANDED = 24
"""Terms that one beginning stands for, at most."""

_SHORT, _EXPANDED_SHORT = 2, 10
"""Letters of a beginning that says little yet, and the terms that it stands for."""

_ENGLISH_ONLY = ["en"]


class Asked:
    """The words of a question as the index understands them.

    Attributes:
        words: In the order of the question.
        corrections: Word that is nowhere → the word it was taken for.
        unknown: Words that are nowhere, and like nothing that is.
    """

    __slots__ = ("corrections", "unknown", "words")

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.corrections: dict[str, str] = {}
        self.unknown: list[str] = []


def understand(libraries: Libraries, query: Query) -> Asked:
    """What is asked, in terms of these libraries."""
    asked = Asked()
    for typed, terms in _question(libraries, query.text):
        known = [(libraries.known(term), weight) for term, weight in terms]
        found = [(entry, weight) for entry, weight in known if entry.rarity]
        if not found:
            found = _otherwise(libraries, typed, terms)
        if found:
            asked.words.append(_word(typed, found))
        else:
            asked.words.append(_misspelled(libraries, typed, asked))
    for beginning in query.prefixes:
        asked.words.append(_begun(libraries, beginning))
        if not asked.words[-1].terms:
            asked.unknown.append(beginning)
    _join(libraries, query.text, asked.words)
    _mean_the_same(libraries, asked)
    return asked


def _otherwise(
    libraries: Libraries, typed: str, terms: Sequence[tuple[str, float]]
) -> list[tuple[Known, float]]:
    """What answers to a word that is on no page as it was typed, and their weights; may be none."""
    whole = libraries.known(typed.lower())  # `PodCrashLooping`: whole names have no stem
    if whole.rarity:
        return [(whole, 1.0)]
    means = [libraries.known(other) for term, _ in terms for other in libraries.meaning(term)]
    return [(entry, SYNONYM) for entry in means if entry.rarity]


def _question(libraries: Libraries, text: str) -> Sequence[tuple[str, Sequence[tuple[str, float]]]]:
    if not text.strip():
        return ()
    # The index knows the stems of the words it has: no stemmer need be loaded for them.
    for word in analysis.words(text):
        known = libraries.terms_of(word)
        for lang in libraries.langs if known else ():
            analysis.learn(word, known.get(lang, word), lang)
    return question(text, libraries.langs or _ENGLISH_ONLY)


def _word(typed: str, found: Sequence[tuple[Known, float]]) -> Word:
    """A word by what is known of its terms and their weights, the one it stands for first."""
    first, most = found[0]
    terms = [entry.term(weight, min(weight / most, 1.0)) for entry, weight in found]
    return Word(typed, first.rarity * most, terms)


def _misspelled(libraries: Libraries, typed: str, asked: Asked) -> Word:
    from flowhelp.search.typos import meant_by  # noqa: PLC0415 (most questions are well spelled)

    def alike(sieve: tuple[int, int, int, int, int]) -> list[tuple[str, int]]:
        return [(word, pages // SIZE) for word, pages in libraries.alike(sieve) if pages]

    found: dict[str, tuple[Known, float]] = {}
    for near, likely in meant_by(typed, alike):
        for term in set(libraries.terms_of(near).values()):
            asked.corrections.setdefault(typed, near)
            found.setdefault(term, (libraries.known(term), CORRECTED * likely))
    if not found:
        asked.unknown.append(typed)
        return Word(typed, 0.0, ())
    return _word(typed, list(found.values()))


def _mean_the_same(libraries: Libraries, asked: Asked) -> None:
    """Lets words that mean the same answer as well, with less weight."""
    named = {term.text for word in asked.words for term in word.terms}
    for word in asked.words:
        if not word.terms:
            continue
        for term in libraries.meaning(word.terms[0].text):
            known = libraries.known(term)
            if known.rarity and term not in named:
                word.terms = (*word.terms, known.no_rarer(word.terms[0], SYNONYM))


def _begun(libraries: Libraries, beginning: str) -> Word:
    """A word of which only the beginning is known: all that it may become."""
    most = _EXPANDED if len(beginning) > _SHORT else _EXPANDED_SHORT
    terms = libraries.commonest(libraries.begun(beginning, _BEGINNINGS), most)
    entries = [libraries.known(term) for term in terms]
    found = [(entry, BEGUN) for entry in entries if entry.rarity]
    return _word(beginning, found) if found else Word(beginning, 0.0, ())


def _join(libraries: Libraries, text: str, words: Sequence[Word]) -> None:
    """Lets `file system` find `filesystem` as well."""
    plain = list(analysis.words(text))
    by_term = {word.terms[0].text: word for word in words if word.terms}
    for first, second in pairwise(plain):
        for term in set(libraries.terms_of(first + second).values()):
            known = libraries.known(term)
            for part in (first, second):
                word = by_term.get(analysis.stem(part))
                if word is not None and known.rarity:
                    word.terms = (*word.terms, known.term(JOINED, JOINED))


def terms_of(libraries: Libraries, texts: Sequence[str]) -> list[list[str]]:
    """The terms of each of those words or phrases."""
    return [[terms[0][0] for _, terms in _question(libraries, text) if terms] for text in texts]
