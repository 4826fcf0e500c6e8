"""Nearest words of the vocabulary for a typing mistake.

Every known word is kept with its length and its *marks*: which letters its first half holds,
and which its second. Letters move by no more than the edits made, so a word within two edits
lacks at most two of the marks; the database sieves the vocabulary by them, and what is left
is measured letter by letter. Nothing is built beforehand and no near word is missed.

Measured over 28,000 words (10,000 pages) and 100,000, with 200 words of one or two random
edits, p95 in ms, and what the index needs more:

    this sieve                         4.5    16      0.3 MB    1 MB
    all one-edit guesses, asked for    0.5     0.6    –         –        misses every second edit
    deletions of 7 letters, hashed     1.5     4.6    8 MB     33 MB     too large for the index
    Levenshtein automata with seeks   58      72      –         –        a swap counts as two

Source: Damerau's four edits (1964), optimal string alignment: no letter is edited twice;
measured with one bit a letter, Hyyrö, "A bit-vector algorithm for computing Levenshtein and
Damerau edit distances" (2003).
"""

from __future__ import annotations

from flowhelp.search.analysis import SHORTEST_WORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LONG_WORD = 6
"""Letters from which two edits are forgiven."""

LONGEST_WORD = 32
"""Letters; a longer word is no typing mistake."""

MOST = 6
"""Words that are worth weighing further."""

_MORE, _LESS = "(marks & ?2 | ?3)", "(?4 & ~marks | ?5)"
SIEVE = "length = ?1" + "".join(
    f" and ({left} & ({left} - 1)) & (({left} & ({left} - 1)) - 1) = 0" for left in (_MORE, _LESS)
)
"""A condition of SQL on the columns `length` and `marks`: at most two bits are left over."""

_HALF = 26
_ALL = (1 << 2 * _HALF) - 1
_SPARE = (0, 1 << 60, 3 << 60)
"""Bits set beforehand, so that only one or none may be left over."""

_KEYS = {
    key: (row, column + row / 2)
    for row, keys in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm"))
    for column, key in enumerate(keys)
}
"""Where each key is on a keyboard, in keys from the top left."""

_EDIT_COST = 3.0
"""e to minus this is how much rarer one more edit is."""

_SLIP = 0.7
"""Share of an edit's cost, where it is one that fingers make: see `_likely_slip`."""

_FIRST_LETTER = 1 / 3
"""Edits that a wrong first letter costs beyond its own: people know how a word begins."""

_LEAST = 0.02
"""Words less likely than this share of the likeliest are left out."""


def marks(word: str) -> int:
    """Which letters the halves of a word hold, in 52 bits; the index keeps them beside it."""
    half = (len(word) + 1) // 2
    return _letters(word[:half]) | _letters(word[half:]) << _HALF


def meant_by(
    word: str, alike: Callable[[tuple[int, int, int, int, int]], Iterable[tuple[str, int]]]
) -> list[tuple[str, float]]:
    """Words of the vocabulary that were probably meant by `word`, the likeliest first.

    One edit is forgiven, from six letters on two; an edit is a letter too many, too few,
    wrong, or two swapped. The first letter may be the wrong one.

    Args:
        word: In lower case. Shorter than four letters or with digits it has no neighbours.
        alike: The words, and how many pages have each, for which SIEVE holds with these
            five parameters. Each word needs its length and its `marks` there.

    Returns:
        (word, weight), at most MOST; the first weighs 1, others as much as they are likelier
        or less likely to be meant: fewer edits, slips that fingers make, more pages.
    """
    if not SHORTEST_WORD <= len(word) <= LONGEST_WORD or not word.isalpha():
        return []
    edits = 2 if len(word) >= LONG_WORD else 1
    distance = _measure(word)
    found: list[tuple[float, str]] = []
    for sieve in _sieves(word, edits):
        for near, pages in alike(sieve):
            if near != word and (made := distance(near)) <= edits:
                found.append((_likelihood(word, near, made, pages), near))
    found.sort(key=lambda one: (-one[0], one[1]))
    return [
        (near, likely / found[0][0])
        for likely, near in found[:MOST]
        if likely >= found[0][0] * _LEAST
    ]


def _sieves(word: str, edits: int) -> Iterator[tuple[int, int, int, int, int]]:
    """For each length a near word may have: the marks it may lack or have beyond the word's."""
    size = len(word)
    for length in range(max(SHORTEST_WORD, size - edits), size + edits + 1):
        first, last = (length + 1) // 2, length // 2
        longer = length - size
        allowed = _letters(word[: first + edits])
        allowed |= _letters(word[max(0, size - last - edits) :]) << _HALF
        needed = _letters(word[: max(0, first - edits)])
        if last > edits:
            needed |= _letters(word[size - last + edits :]) << _HALF
        more, less = edits - max(0, -longer), edits - max(0, longer)
        yield length, ~allowed & _ALL, _SPARE[2 - more], needed, _SPARE[2 - less]


def _letters(text: str) -> int:
    """A bit for each letter; those of other alphabets share bits, which sieves less finely."""
    found = 0
    for char in text:
        found |= 1 << (ord(char) - 97) % _HALF
    return found


def _measure(word: str) -> Callable[[str], int]:
    """The number of edits from `word` to another, Hyyrö's way: a column of the table at once."""
    places: dict[str, int] = {}
    for at, char in enumerate(word):
        places[char] = places.get(char, 0) | 1 << at
    last, every = 1 << (len(word) - 1), (1 << len(word)) - 1

    def distance(other: str) -> int:
        up, down, diagonal, before, edits = every, 0, 0, 0, len(word)
        for char in other:
            here = places.get(char, 0)
            swapped = ((~diagonal & here) << 1) & before
            diagonal = (((here & up) + up) ^ up | here | down | swapped) & every
            rise, fall = down | ~(diagonal | up), diagonal & up
            edits += bool(rise & last) - bool(fall & last)
            rise = rise << 1 | 1
            up, down = (fall << 1 | ~(diagonal | rise)) & every, rise & diagonal & every
            before = here
        return edits

    return distance


def _likelihood(word: str, near: str, made: int, pages: int) -> float:
    """How probably `near` was meant, in no unit: rarer with every edit, commoner with pages."""
    cost = float(made)
    if made == 1 and _likely_slip(word, near):
        cost = _SLIP
    if word[0] != near[0] and word[:2] != near[1::-1]:
        cost += _FIRST_LETTER
    return float(2.718281828 ** (-_EDIT_COST * cost) * (pages + 1) ** 0.5)


def _likely_slip(word: str, near: str) -> bool:
    """Whether fingers make that one edit: two swapped, a letter twice or once, the next key."""
    at = next((i for i, (a, b) in enumerate(zip(word, near, strict=False)) if a != b), -1)
    if len(word) != len(near):
        longer = max(word, near, key=len)
        return at == -1 or longer[at] in longer[at - 1 : at] + longer[at + 1 : at + 2]
    if word[at:] == near[at + 1 : at + 2] + near[at : at + 1] + word[at + 2 :]:
        return True
    return _next_to_each_other(word[at], near[at])


def _next_to_each_other(one: str, other: str) -> bool:
    """Whether two letters are neighbours on a keyboard."""
    if one not in _KEYS or other not in _KEYS:
        return False
    (row, column), (other_row, other_column) = _KEYS[one], _KEYS[other]
    return abs(row - other_row) <= 1 and abs(column - other_column) <= 1
