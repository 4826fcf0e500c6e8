"""In which language a question is: a guess that must be sure before it leaves a word out."""

from __future__ import annotations

from flowhelp.search.analysis import STOP_WORDS
from flowhelp.search.languages import ENGLISH, STEMMED, spelled, stop_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTERS = {"de": "äöüß", "es": "ñáíóú¿¡", "fr": "éèêàçùœ", "it": "àèìòù"} | {
    "nl": "ëïé",
    "pt": "ãõçáêóíú",
}
_ENDS = {
    "de": ("en", "ung", "keit", "heit", "lich", "ern", "eln"),
    "es": ("cion", "ciones", "dor", "ar", "dad", "cia"),
    "fr": ("er", "eur", "ement", "aire", "ir", "ique"),
    "it": ("zione", "zioni", "are", "ere", "ire", "ento", "ita"),
    "nl": ("en", "ing", "heid", "lijk"),
    "pt": ("cao", "coes", "ar", "dor", "dade", "ncia"),
}
"""Ends of many words; in English some too, so that they count as one sign at most."""

_SHORT = 4


def likely(text: str, found: Sequence[str], codes: Sequence[str]) -> list[str]:
    """The languages other than English that a question may be in, likeliest first.

    Signs are stop words that are not English ones, letters, endings, and a noun with a
    capital. Where there are English pages too, two signs are wanted, and no fewer than
    English stop words.

    Args:
        text: The question as it was typed.
        found: Its folded words, in the case they were typed in.
        codes: The languages of the library.
    """
    signs: dict[str, int] = {}
    least = 2 if ENGLISH in codes else 1
    for code in STEMMED.intersection(codes) - {ENGLISH}:
        own, english = _signs(text, found, code)
        if own >= max(least, english):
            signs[code] = own
    return sorted(signs, key=lambda code: (-signs[code], code))


def _signs(text: str, found: Sequence[str], code: str) -> tuple[int, int]:
    """How much speaks for that language, and for English."""
    plain = [word.lower() for word in found]
    listed = stop_words(code)
    stopped = {word for word in plain if spelled(word, code) in listed}
    own = len(stopped - STOP_WORDS)
    own += any(letter in _LETTERS[code] for letter in text.lower())
    own += any(len(word) > _SHORT and word.endswith(_ENDS[code]) for word in plain)
    own += code == "de" and any(word.istitle() for word in found[1:])
    return own, len(STOP_WORDS.intersection(plain) - stopped)
