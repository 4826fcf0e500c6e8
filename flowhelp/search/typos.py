"""Nearest words of the vocabulary for a typing mistake."""

from __future__ import annotations

from collections.abc import Callable

from flowhelp.search.analysis import SHORTEST_WORD

_LETTERS = "etaoinsrhldcumfpgwybvkxjqz"
_AT_ONCE = 500
"""Guesses asked for in one go; SQLite takes 999 in any build."""


def nearby(word: str, known: Callable[[list[str]], list[str]]) -> list[str]:
    """Words of the vocabulary that are one edit away from `word`.

    An edit is a letter too many, too few, wrong, or two swapped; the first
    letter may be the wrong one.

    Args:
        word: In lower case; shorter than four letters or with digits it has no neighbours.
        known: Those of the guesses that are in the vocabulary.

    Returns:
        In no order; possibly none.
    """
    if len(word) < SHORTEST_WORD or not word.isalpha():
        return []
    guesses = sorted(_one_edit(word))
    found: list[str] = []
    for start in range(0, len(guesses), _AT_ONCE):
        found += known(guesses[start : start + _AT_ONCE])
    return found


def _one_edit(word: str) -> set[str]:
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    deleted = {left + right[1:] for left, right in splits if right}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in splits if right[1:]}
    replaced = {left + c + right[1:] for left, right in splits if right for c in _LETTERS}
    inserted = {left + c + right for left, right in splits for c in _LETTERS}
    return (deleted | swapped | replaced | inserted) - {word}
