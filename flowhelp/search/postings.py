"""The pages of each term, as bytes: their numbers, then their codes; two bytes each, ascending.
A long posting also has its distinct codes and how many pages have each, and every one ends with
how many distinct codes it has so.

A segment holds the postings of up to 65,536 pages, numbered from its base. A
large library has several; a new or changed page starts as a segment of its own.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left

from flowhelp.search.sealing import seal, unseal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

SPAN = 1 << 16
"""Pages that one segment can tell apart."""

SIZE = 4
"""Bytes of one posting."""

_COUNTED = 32
"""Pages from which a posting says by itself how many have each code: it takes as long to count
them as to choose among them."""


class Posting:
    """Where a term occurs in one segment.

    Attributes:
        pages: Numbers of pages, ascending.
        codes: The code of each, in parallel.

    Args:
        packed: As `Gathering.packed` gave it; nothing is in no page.

    Raises:
        IndexLostError: It is not what it was.
    """

    __slots__ = ("_counted", "codes", "pages")

    def __init__(self, packed: bytes = b"") -> None:
        numbers = array("H", unseal(packed) if packed else b"\0\0")
        if sys.byteorder == "big":
            numbers.byteswap()
        distinct = numbers.pop()
        size = len(numbers) // 2 - distinct
        self.pages = numbers[:size]
        self.codes = numbers[size : 2 * size]
        self._counted: dict[int, int] = {}
        if distinct:
            counts = numbers[2 * size :]
            self._counted.update(zip(counts[:distinct], counts[distinct:], strict=True))

    @property
    def counted(self) -> dict[int, int]:
        """Code → how many of the pages have it."""
        self._counted = self._counted or _count(self.codes)
        return self._counted

    def without(self, gone: Collection[int]) -> Posting:
        """The same without some pages; itself where it has none of them."""
        if len(gone) > len(self.pages):
            gone = {page for page in self.pages if page in gone}
        places = sorted(at for page in gone if (at := self._place(page)) is not None)
        if not places:
            return self
        left = Posting()
        left.pages, left.codes = self.pages[:], self.codes[:]
        left._counted = self.counted.copy()
        for at in reversed(places):
            left._counted[self.codes[at]] -= 1
            del left.pages[at]
            del left.codes[at]
        return left

    def code(self, page: int) -> int:
        """The code of one page, 0 where it lacks the term."""
        at = self._place(page)
        return 0 if at is None else self.codes[at]

    def _place(self, page: int) -> int | None:
        at = bisect_left(self.pages, page)
        return at if at < len(self.pages) and self.pages[at] == page else None


class Gathering:
    """Postings being put together; pages are added in ascending order."""

    def __init__(self, base: int) -> None:
        self._base = base
        self._terms: dict[str, tuple[array[int], array[int]]] = {}

    def add(self, page: int, codes: Mapping[str, int]) -> None:
        """Takes a page in.

        Args:
            page: Its number in the index; from the base on, less than `SPAN` away.
            codes: Term → code.
        """
        number = page - self._base
        for term, code in codes.items():
            entry = self._terms.get(term)
            if entry is None:
                entry = self._terms[term] = (array("H"), array("H"))
            entry[0].append(number)
            entry[1].append(code)

    def join(self, term: str, posting: Posting, base: int) -> None:
        """Takes in a term's postings of a segment with that base."""
        if not posting.pages:
            return
        pages, codes = self._terms.setdefault(term, (array("H"), array("H")))
        shift = base - self._base
        mixed = bool(pages) and posting.pages[0] + shift < pages[-1]
        pages.extend(array("H", [page + shift for page in posting.pages]))
        codes.extend(posting.codes)
        if mixed:
            both = sorted(zip(pages, codes, strict=True))
            self._terms[term] = (
                array("H", [page for page, _ in both]), array("H", [code for _, code in both])
            )  # fmt: skip

    def packed(self) -> Iterable[tuple[str, bytes]]:
        """(term, its postings as bytes, sealed), by term."""
        for term in sorted(self._terms):
            pages, codes = self._terms[term]
            counted = _count(codes) if _COUNTED <= len(codes) < SPAN else {}
            numbers = array("H", [*pages, *codes, *counted, *counted.values(), len(counted)])
            if sys.byteorder == "big":
                numbers.byteswap()
            yield term, seal(numbers.tobytes())


def _count(codes: Iterable[int]) -> dict[int, int]:
    counted: dict[int, int] = {}
    for code in codes:
        counted[code] = counted.get(code, 0) + 1
    return counted
