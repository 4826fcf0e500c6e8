"""Which words of a page stand side by side: a few bytes a page, asked while scoring.

Two neighbouring terms become one number; the sorted numbers of a page are kept.
A number may stand for two different pairs: once in 65,536 on a short page, and
long pages have wider numbers, so that a false neighbour is rare everywhere.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from itertools import pairwise
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_NARROW, _WIDE = "H", "I"
_MANY = 600
"""Pairs from which on wide numbers are kept."""


def pack_pairs(texts: Iterable[Sequence[str]]) -> bytes:
    """The neighbours in each of those lists of terms, for `Pairs`."""
    found = {pair_number(*pair) for terms in texts for pair in pairwise(terms)}
    if len(found) < _MANY:
        return _packed(_NARROW, {number & 0xFFFF for number in found})
    return _packed(_WIDE, found)


def pair_number(first: str, second: str) -> int:
    """A number below 2³² for two terms in this order."""
    return crc32(f"{first} {second}".encode())


class Pairs:
    """The neighbours of one page."""

    __slots__ = ("_mask", "_numbers")

    def __init__(self, packed: bytes) -> None:
        kind = packed[:1].decode()
        self._numbers = array(kind, packed[1:])
        self._mask = 0xFFFF if kind == _NARROW else 0xFFFFFFFF
        if sys.byteorder == "big":
            self._numbers.byteswap()

    def has(self, number: int) -> bool:
        """Whether the pair with that number stands on the page."""
        wanted = number & self._mask
        at = bisect_left(self._numbers, wanted)
        return at < len(self._numbers) and self._numbers[at] == wanted


def _packed(kind: str, numbers: set[int]) -> bytes:
    values = array(kind, sorted(numbers))
    if sys.byteorder == "big":
        values.byteswap()
    return kind.encode() + values.tobytes()
