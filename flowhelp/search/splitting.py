"""Text → the pieces of it that become terms; for text that is more than plain words.

`kubectl-rollout`, `KubePodCrashLooping` and `max_connections` give their parts
and themselves, so that they are found by either. `8.3.1` gives itself and what it
belongs to, `8.3` and `8`, but never a lone `3`. Scripts that write no spaces give
each two neighbours: `再起動` gives `再起` and `起動`.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

PART, WHOLE = True, False
"""A part is a word and has a stem; a whole is a name and is taken as it is."""

_UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, Chinese characters, Hangul."""

_RUN = re.compile(rf"(?:(?=[^\W_])[{_UNSPACED}])+")
_WORD = re.compile(r"[^\W_]+(?:[-_.:/+@'’][^\W_]+)*(?:\+\+|#)?")
_APOSTROPHE = re.compile(r"['’](?:s|t|re|ve|ll|d|m)?\b", re.IGNORECASE)
_ELISION = re.compile(
    r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|[dn]ell|all|dall|sull|un|quest|quell)['’]"
    r"(?=[^\W_]{3})",
    re.IGNORECASE,
)
_PART = re.compile(r"[^\W_]+")
_HUMP = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z]?[^\W\dA-Z_]+\d*|\d+")
_PLURAL = re.compile(r"(?<![^\W_])([A-Z]{2,})s(?![^\W_])")
_VERSIONED = re.compile(r"[A-Z]+v\d+")
"""`IPv6`, `TLSv1`: capitals that are no humps."""

_NUMBER = re.compile(r"[vV]?(\d+(?:\.\d+)+)([a-zA-Z]{1,3}|%)?")
_JOIN = re.compile(r"[^\w]+")
_SIGNS = {"++": "pp", "#": "sharp"}


def split(text: str) -> list[str]:
    """The words of a folded text, joints included: `max_connections`, `C++`, `再起動`."""
    if not text.isascii():
        text = _RUN.sub(lambda run: f" {run[0]} ", text)
    return _WORD.findall(text)


def pieces(word: str) -> Iterator[tuple[str, bool]]:
    """What a word gives, in lower case, each PART or WHOLE; a lone piece is a PART.

    Args:
        word: One of those that `split` gives.
    """
    if not word.isascii() and _RUN.match(word):
        yield from ((pair, WHOLE) for pair in pairs(word))
        return
    if number := _NUMBER.fullmatch(word):
        yield from ((found, WHOLE) for found in _number(number[1], number[2] or ""))
        return
    word = _bare(word)
    found = _parts(word)
    yield from ((part, PART) for part in found)
    sign = next((sign for sign in _SIGNS if word.endswith(sign)), "")
    name = word.removesuffix(sign) + _SIGNS.get(sign, "")
    whole = _JOIN.sub("_", name).strip("_").lower()
    if found != [whole]:
        yield whole, WHOLE


def parts(word: str) -> list[str]:
    """Its parts in lower case: between joints, and at each hump of CamelCase; `k8s` is one."""
    if not word.isascii() and _RUN.match(word):
        return pairs(word)
    return _parts(_bare(word))


def _bare(word: str) -> str:
    """Without what grammar puts around a word: `user's`, `l'imprimante`, `VMs`."""
    if "'" in word or "’" in word:
        word = _APOSTROPHE.sub("", _ELISION.sub("", word))
    return _PLURAL.sub(r"\1", word)


def _parts(word: str) -> list[str]:
    found: list[str] = []
    for run in _PART.findall(word):
        if run.islower() or run.isupper() or run.istitle() or _VERSIONED.fullmatch(run):
            found.append(run.lower())
        else:
            found += _humps(run)
    return found


def pairs(run: str) -> list[str]:
    """Each two neighbours of a run of characters without spaces; a lone one as it is."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def _humps(run: str) -> list[str]:
    """`KubePod` → `kube`, `pod`; a lone letter is no word: `iOS` → `os`."""
    humps = [hump.lower() for hump in _HUMP.findall(run)]
    return [hump for hump in humps if len(hump) > 1] or [run.lower()]


def _number(digits: str, unit: str) -> Iterator[str]:
    """`8`, `8_3`, `8_3_1`, and with its unit."""
    groups = digits.split(".")
    for end in range(1, len(groups) + 1):
        yield "_".join(groups[:end])
    if unit.strip("%"):
        yield "_".join(groups) + unit.lower()
