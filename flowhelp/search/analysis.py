"""Text → terms: words, words inside words, stems; the same for pages and for questions.

A term holds letters, digits and `_` only: the index takes it as one token. Words are folded,
then stemmed, so that accents do not matter; `languages` says why in that order.

English is stemmed by Whoosh's second Porter stemmer, a pure function; nothing here opens a
file. Its first one keeps the double letter of `stopping` and `logging`, and so tells them
from `stop` and `log`. Plain words are read without regular expressions, and no stemmer is
loaded before a word needs one: a question is answered from a new process.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = [
    "AROUND", "LONGEST_TERM", "SHORTEST_WORD", "STOP_WORDS",
    "fold", "is_plain", "is_stop_word", "query_terms", "split", "stem", "terms", "terms_of",
    "whole", "words",
]  # fmt: skip

STOP_WORDS = frozenset(
    "a about after all also am an and any are aren as at be been before being but by can "
    "cannot could couldn did didn do does doesn doing don done each else for from get had has "
    "hasn have haven he her here him his how i if in into is isn it its just let ll may me "
    "might more most must my need no not of off on once only or other our out over please s "
    "same shall she should shouldn so some such t than that the their them then there these "
    "they this those through to too under until up us ve very want was wasn we were what when "
    "where which while who whom whose why will with won would wouldn you your".split()
)
"""Words that say nothing about what is wanted: articles, pronouns, questions, politeness."""

LONGEST_TERM = 64
"""Letters; longer runs are hashes and encoded bytes."""

SHORTEST_WORD = 4
"""Letters of a word that spelling repair knows."""

_REMEMBERED = 50_000
"""Words of a language whose terms are kept; a library of 10,000 pages has twice as many."""

_SHORT = 200
"""Letters of a text that may be all plain words, as a question is; a page never is."""

AROUND = "?!.,;:()\"'"
"""Signs that belong to the sentence and to no word."""

_stems: dict[str, dict[str, str]] = {}
_terms: dict[str, dict[str, tuple[str, ...]]] = {}


def terms(text: str, lang: str = "en") -> list[str]:
    """The terms of a text, in its order: stems of its words, and compounds whole as well.

    Stop words are left out. May be empty.

    Args:
        text: In any script.
        lang: Its language as a page names it: `de`, `pt_BR`; empty is English. Words of
            a language without a stemmer are terms as they are.
    """
    return terms_among(split(text), lang)


def terms_among(found: Iterable[str], lang: str = "en") -> list[str]:
    """The terms of words that `split` gave, in their order."""
    code = _code(lang)
    known = _terms.setdefault(code, {})
    if len(known) > _REMEMBERED:
        known.clear()
    taken: list[str] = []
    for word in found:
        of_word = known.get(word)
        if of_word is None:
            of_word = known[word] = tuple(terms_of(word, code))
        taken += of_word
    return taken


def query_terms(text: str) -> list[str]:
    """The distinct English terms of a question, in its order; if need be, its stop words."""
    found = list(dict.fromkeys(terms(text)))
    return found or list(dict.fromkeys(stem(word) for word in words(text)))


def words(text: str) -> Iterator[str]:
    """The plain words of a text in lower case, compounds taken apart; no word is left out."""
    for word in split(text):
        if is_plain(word):
            yield word.lower()
        else:
            from flowhelp.search.splitting import parts  # noqa: PLC0415 (few words need it)

            yield from parts(word)


def split(text: str) -> list[str]:
    """The words of a text, folded, in its order, joints included: `max_connections`."""
    if len(text) < _SHORT:
        stripped = [bare for word in text.split() if (bare := word.strip(AROUND))]
        if all(map(is_plain, stripped)):
            return stripped
    from flowhelp.search import splitting  # noqa: PLC0415 (plain questions do without)

    return splitting.split(fold(text))


def terms_of(word: str, lang: str = "en") -> list[str]:
    """The terms of one of the words that `split` gives; of a stop word, none."""
    code = _code(lang)
    if is_plain(word):
        plain = word.lower()
        kept = len(plain) <= LONGEST_TERM and not is_stop_word(plain, code)
        return [stem(plain, code)] if kept else []
    from flowhelp.search.splitting import pieces  # noqa: PLC0415 (few words need it)

    found = list(pieces(word))
    if len(found) == 1 and is_stop_word(found[0][0], code):
        return []
    taken = (stem(piece, code) if part else whole(piece, code) for piece, part in found)
    return [term for term in taken if len(term) <= LONGEST_TERM]


def fold(text: str) -> str:
    """The text without accents and vowel points: `Überprüfen` reads as `Uberprufen`."""
    if text.isascii():
        return text
    from flowhelp.search.folding import folded  # noqa: PLC0415 (most text is ASCII)

    return folded(text)


def is_stop_word(word: str, lang: str = "en") -> bool:
    """Whether a folded word in lower case says nothing in that language."""
    code = _code(lang)
    if code == "en":
        return word in STOP_WORDS
    from flowhelp.search.languages import spelled, stop_words  # noqa: PLC0415 (seldom)

    return spelled(word, code) in stop_words(code)


def learn(word: str, term: str, lang: str = "en") -> None:
    """Takes the stem of a word from where it is known, so that no stemmer is loaded."""
    _stems.setdefault(lang, {}).setdefault(word, term)


def stem(word: str, lang: str = "en") -> str:
    """The stem of a folded word in lower case; digits and other scripts stay as they are."""
    known = _stems.setdefault(lang, {})
    found = known.get(word)
    if found is None:
        if len(known) > _REMEMBERED:
            known.clear()
        found = known[word] = _stemmed(word, _code(lang))
    return found


def whole(name: str, lang: str = "en") -> str:
    """The term of a compound as a whole, in lower case; `spelled` as the language wants it."""
    code = _code(lang)
    if code == "en":
        return name
    from flowhelp.search.languages import spelled  # noqa: PLC0415 (seldom)

    return spelled(name, code)


def is_plain(word: str) -> bool:
    """Whether it is one word whatever surrounds it: `renew`, `401`, `k8s`."""
    return (
        word.isascii()
        and word.isalnum()
        and (word.islower() or word.istitle() or word.isupper() or word.isdecimal())
    )


def _stemmed(word: str, code: str) -> str:
    if code != "en":
        from flowhelp.search.languages import stem_in  # noqa: PLC0415 (seldom)

        return stem_in(word, code)
    return _english(word) if word.isascii() and word.isalpha() else word


def _english(word: str) -> str:
    global _english  # noqa: PLW0603 (loaded with the first word, while other work goes on)
    from whoosh.lang.porter2 import stem as porter2  # noqa: PLC0415

    _english = porter2
    return str(porter2(word))


def _code(lang: str) -> str:
    if lang in {"en", ""}:
        return "en"
    from flowhelp.search.languages import language  # noqa: PLC0415 (seldom)

    return language(lang)
