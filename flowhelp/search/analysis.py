"""Text → terms: words, words inside words, stems; the same for pages and for questions.

`kubectl-rollout`, `KubePodCrashLooping` and `max_connections` give their parts
and themselves, so that they are found by either. A term holds letters, digits
and `_` only: the index takes it as one token.

Only Whoosh's English stemmer is used, a pure function; nothing here opens a file.
It is the second Porter stemmer, since Whoosh's first one keeps the double letter
of `stopping` and `logging`, and so tells them from `stop` and `log`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

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

_WORD = re.compile(r"[^\W_]+(?:[-_.:/+@'’][^\W_]+)*(?:\+\+|#)?")
_APOSTROPHE = re.compile(r"['’](?:s|t|re|ve|ll|d|m)?\b", re.IGNORECASE)
_PART = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z]?[^\W\dA-Z_]+\d*|\d+")
_JOIN = re.compile(r"[^\w]+")
_stems: dict[str, str] = {}


def terms(text: str) -> list[str]:
    """The terms of a text, in its order: stems of its words, and compounds whole as well.

    Stop words are left out. May be empty.
    """
    found: list[str] = []
    for match in _WORD.finditer(fold(text)):
        found += _terms_of(match[0])
    return found


def query_terms(text: str) -> list[str]:
    """The distinct terms of a question, in its order; if need be, its stop words."""
    found = list(dict.fromkeys(terms(text)))
    return found or list(dict.fromkeys(stem(word) for word in words(text)))


def words(text: str) -> Iterator[str]:
    """The plain words of a text in lower case, compounds taken apart; no word is left out."""
    for match in _WORD.finditer(fold(text)):
        yield from _parts(match[0])


def stem(word: str) -> str:
    """The stem of a lower-case word; digits and words in other scripts stay as they are."""
    known = _stems.get(word)
    if known is None:
        known = _english(word) if word.isascii() and word.isalpha() else word
        _stems[word] = known
    return known


def _english(word: str) -> str:
    global _english  # noqa: PLW0603 (loaded with the first word, while other work goes on)
    from whoosh.lang.porter2 import stem as porter2  # noqa: PLC0415

    _english = porter2
    return str(porter2(word))


def fold(text: str) -> str:
    """The text without accents: `Überprüfen` reads as `Uberprufen`."""
    if text.isascii():
        return text
    from unicodedata import combining, normalize  # noqa: PLC0415 (most text is ASCII)

    return "".join(char for char in normalize("NFKD", text) if not combining(char))


def _terms_of(word: str) -> Iterator[str]:
    """The terms of one run of letters, digits and joints."""
    if word.isalpha() and (word.islower() or word.istitle() or word.isupper()):
        plain = word.lower()
        if plain not in STOP_WORDS and len(plain) <= LONGEST_TERM:
            yield stem(plain)
        return
    word = _APOSTROPHE.sub("", word)
    parts = _parts(word)
    alone = len(parts) == 1
    for part in parts:
        if len(part) <= LONGEST_TERM and not (part in STOP_WORDS and alone):
            yield stem(part)
    whole = _JOIN.sub("_", word).strip("_").lower()
    if not alone and len(whole) <= LONGEST_TERM:
        yield whole


def _parts(word: str) -> list[str]:
    """Its parts in lower case: between joints, and at each hump of CamelCase; `k8s` is one."""
    parts: list[str] = []
    for run in _PART.findall(word):
        humps = run if run.islower() or run.isupper() or run.istitle() else _HUMP.findall(run)
        parts += [run.lower()] if isinstance(humps, str) else [hump.lower() for hump in humps]
    return parts
