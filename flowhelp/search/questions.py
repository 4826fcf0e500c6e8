"""Questions: which of their words say what is wanted, and by what terms a page may say it.

Pages know their language, questions do not. So each word is asked for by its stem in every
language of the library. Words that say nothing are left out: those of English always, those
of another language only where two signs speak for it, since `die` is an article in
`die Pumpe` and the point in `die command`.
"""

from __future__ import annotations

from flowhelp.search.analysis import (
    LONGEST_TERM,
    STOP_WORDS,
    fold,
    is_plain,
    split,
    stem,
    terms_of,
    whole,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    type_of_word = tuple[str, tuple[tuple[str, float], ...]]

_BELONGS = 0.5
"""Weight of `8.3` where `8.3.1` is asked for; of `8`, half as much again."""

_FRAMES = (
    "anybody", "anyone", "able to", "best way", "common way", "correct way", "easiest way",
    "explain how", "good way", "help me", "instructions for", "instructions on", "know",
    "like to", "looking for", "looking to", "possible to", "preferred way", "proper way",
    "quickest way", "recommended way", "right way", "safe way", "safest way", "show me how",
    "show us how", "simplest way", "someone", "standard way", "steps to", "teach me", "tell me",
    "trying to", "way", "wondering",
)  # fmt: skip
"""What people say before they come to the point; taken off at the beginning only."""

_HOW = frozenset(
    "about are came come did does far fast is large long many much often old was".split()
)
"""After `how`, these do not ask for a way to do something."""

_WAYS = frozenset("way ways steps procedure process instructions command".split())
_NAMING = frozenset("is are does do was were s".split())
_WHAT = (
    "explain", "definition of", "meaning of", "difference between", "why", "whats",
    "was ist", "was sind", "was bedeutet", "was heisst", "qu est ce", "c est quoi",
    "que es", "que son", "que significa", "cos e", "che cos e", "cosa e", "cosa significa",
    "o que e", "o que significa", "wat is", "wat zijn", "wat betekent",
)  # fmt: skip
_FOREIGN_HOW = frozenset("wie como hoe come comment".split())
_NOT_HOW = {
    "wie": "viel viele lange oft gross heisst ist sind",
    "hoe": "veel lang vaak groot heet is",
    "come": "back up down in out on off",
    "comment": "a and block code each header in is line lines of on out section the this",
}
_FIRST_WORDS = 8


def question(
    text: str, langs: Sequence[str] = ("en",)
) -> tuple[tuple[str, tuple[tuple[str, float], ...]], ...]:
    """The distinct words of a question, in its order, each with the terms that answer to it.

    Compounds give their parts and themselves, each as a word of its own. Stop words and
    phrases such as `what is the best way to` are left out, unless nothing is left.

    Args:
        text: What was asked, without filters.
        langs: The languages of the pages there are, as pages name them.

    Returns:
        (word, ((term, weight), …)) of each; the word folded and in lower case. The first
        term is that of the likeliest language; weights are above 0, at most 1, and 1 for
        all but a shorter number (`8.3` for `8.3.1`).
    """
    found = split(text)
    codes, spoken = _languages(text, found, langs)
    kept = _without_frames(found)
    asked = _asked((word for word in kept if not _says_nothing(word, spoken)), codes)
    asked = asked or _asked(found, codes)
    return tuple((word, tuple(terms.items())) for word, terms in asked.values())


def kind_of_question(text: str) -> str:
    """What is asked for: `how` (a way to do it), `what` (an explanation) or "" (not said)."""
    for joint in "'’-":
        text = text.replace(joint, " ")
    said = fold(text).lower().split()[: _FIRST_WORDS + 3]
    said = [word.strip('?!.,;:¿¡"()') for word in said]
    for at, word in enumerate(said[:_FIRST_WORDS]):
        after = said[at + 1] if at + 1 < len(said) else ""
        if word == "howto" or (word == "how" and after and after not in _HOW):
            return "how"
        if word == "how" and after:
            return "what"
        if word == "what" and after in _NAMING:
            return "how" if _WAYS & set(said[at + 1 : at + 6]) else "what"
        if word == "what" and "mean" in said[at:]:
            return "what"
    return _kind_by_beginning(said)


def _kind_by_beginning(said: list[str]) -> str:
    beginning = " ".join(said) + " "
    if any(beginning.startswith(f"{words} ") for words in _WHAT):
        return "what"
    if said[:1] and said[0] in _FOREIGN_HOW and len(said) > 1:
        return "" if said[1] in _NOT_HOW.get(said[0], "").split() else "how"
    return "how" if said[:2] == ["steps", "to"] else ""


def _asked(found: Iterable[str], codes: Sequence[str]) -> dict[str, tuple[str, dict[str, float]]]:
    """First term → word and all its terms; words that share their first term are one."""
    asked: dict[str, tuple[str, dict[str, float]]] = {}
    for said in found:
        for word, terms in _words_of(said, codes):
            first = next(iter(terms), "")
            if first:
                known = asked.setdefault(first, (word, {}))[1]
                known.update(
                    (term, max(weight, known.get(term, 0))) for term, weight in terms.items()
                )
    return asked


def _words_of(said: str, codes: Sequence[str]) -> Iterator[tuple[str, dict[str, float]]]:
    """The words of one that `split` gives, each with its terms."""
    if is_plain(said):
        plain = said.lower()
        yield plain, _weighed(stem(plain, code) for code in codes)
        return
    from flowhelp.search.splitting import pieces  # noqa: PLC0415 (few words need it)

    found = list(pieces(said))
    if said.isascii() and not any(part for _, part in found):
        groups = (group for group, _ in reversed(found))
        yield said.lower(), {group: _BELONGS**number for number, group in enumerate(groups)}
        return
    for piece, part in found:
        take = stem if part else whole
        name = piece if part or not said.isascii() else said.lower()
        yield name, _weighed(take(piece, code) for code in codes)


def _weighed(terms: Iterable[str]) -> dict[str, float]:
    return {term: 1.0 for term in terms if len(term) <= LONGEST_TERM}


def _says_nothing(word: str, spoken: Sequence[str]) -> bool:
    return not terms_of(word) or any(not terms_of(word, code) for code in spoken)


def _without_frames(found: list[str]) -> list[str]:
    """The words from where the point begins; all where there would be none left."""
    plain = [word.lower() for word in found]
    at = 0
    while at < len(plain):
        framed = next((size for size in (3, 2, 1) if " ".join(plain[at : at + size]) in _FRAMES), 0)
        if not framed and plain[at] not in STOP_WORDS:
            break
        at += framed or 1
    return found[at:] if at < len(found) else found


def _languages(
    text: str, found: Sequence[str], langs: Sequence[str]
) -> tuple[list[str], list[str]]:
    """The languages of the library, likeliest first, and those other than English it is in."""
    if tuple(langs) in {("en",), ()}:
        return ["en"], []
    from flowhelp.search.languages import language  # noqa: PLC0415 (most are English)
    from flowhelp.search.spoken import likely  # noqa: PLC0415 (as above)

    codes = list(dict.fromkeys(language(lang) for lang in langs))
    spoken = likely(text, found, codes)
    return [*spoken, *(code for code in codes if code not in spoken)], spoken
