"""Words of a question → the pages that may answer, roughly in order; all of them are counted."""

from __future__ import annotations

from bisect import bisect_left

from flowhelp.search.postings import SPAN
from flowhelp.search.ranking import roughly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from flowhelp.search.index_terms import Libraries
    from flowhelp.search.ranking import Word

    Place = tuple[int, int]
    """A segment, and the number of a page in it."""

ENOUGH = 4000
"""Pages after which more common words only help to score those, not to find others."""

_FEW = 500
"""Pages that are sorted quicker than the module is loaded that finds the largest."""


class Matches:
    """The pages that have a word of the question."""

    def __init__(self, libraries: Libraries, words: Sequence[Word]) -> None:
        self._libraries = libraries
        self._words = words
        self._rough: dict[int, dict[int, complex]] = {number: {} for number in libraries.segments}
        self.total = 0
        """How many there are, at least."""
        for word in sorted(words, key=lambda word: -word.rarity):
            self._add(word)
            self.total = sum(map(len, self._rough.values()))

    def _add(self, word: Word) -> None:
        """Adds what a word is worth to each page that has it; coverage is the imaginary part."""
        only_known = self.total > ENOUGH
        for segment, rough in self._rough.items():
            worth = self._worth(word, segment)
            if only_known:
                for page in rough.keys() & worth.keys():
                    rough[page] += worth[page]
            elif rough:
                for page, value in worth.items():
                    rough[page] = rough.get(page, 0j) + value
            else:
                rough.update(worth)

    def _worth(self, word: Word, segment: int) -> dict[int, complex]:
        """What a word is worth to each page of a segment: by the best of its terms."""
        worth: dict[int, complex] = {}
        for term in word.terms:
            posting = self._libraries.known(term.text).postings.get(segment)
            if posting is None:
                continue
            of = roughly(term)
            covered = term.share * word.rarity * 1j
            values = {code: of(code) + covered for code in set(posting.codes)}
            found = zip(posting.pages, map(values.__getitem__, posting.codes), strict=True)
            if not worth:
                worth = dict(found)
                continue
            for page, value in found:
                if page not in worth or value.real > worth[page].real:
                    worth[page] = value
        return worth

    def leave_out(self, without: Sequence[Sequence[str]]) -> None:
        """Drops the pages that have all terms of one of those lists."""
        for terms in without:
            for segment, rough in self._rough.items():
                for page in self._having(terms, segment) & rough.keys():
                    del rough[page]
        self.total = sum(map(len, self._rough.values()))

    def having(self, needed: Sequence[Sequence[str]]) -> list[int]:
        """The numbers of the matching pages that have every term of those lists, in no order."""
        terms = [term for some in needed for term in some]
        return [
            self._libraries.segments[segment].base + page
            for segment, rough in self._rough.items()
            for page in self._having(terms, segment) & rough.keys()
        ]

    def _having(self, terms: Sequence[str], segment: int) -> set[int]:
        """The pages of a segment that have all of those terms."""
        postings = [self._libraries.known(term).postings.get(segment) for term in terms]
        pages = [set(posting.pages) for posting in postings if posting is not None]
        return set.intersection(*pages) if pages and len(pages) == len(postings) else set()

    def best(self, most: int) -> list[int]:
        """The numbers of the most promising pages, in no order."""
        found = [
            (value.real * value.imag, self._libraries.segments[segment].base + page)
            for segment, rough in self._rough.items()
            for page, value in rough.items()
        ]
        if len(found) > max(_FEW, most):
            least = _largest(most, [worth for worth, _ in found])
            found = [one for one in found if one[0] >= least]
        found.sort(reverse=True)
        return [page for _, page in found[:most]]

    def codes(self, pages: Sequence[int]) -> dict[int, list[list[int]]]:
        """Page → of each term of each word its code, 0 where the page lacks it.

        Args:
            pages: Their numbers in the index.
        """
        found = {page: [[0] * len(word.terms) for word in self._words] for page in pages}
        for number, segment in self._libraries.segments.items():
            base = segment.base
            inside = [page for page in pages if 0 <= page - base < SPAN]
            for place, word in enumerate(self._words):
                for rank, term in enumerate(word.terms):
                    posting = self._libraries.known(term.text).postings.get(number)
                    if posting is None:
                        continue
                    having, size = posting.pages, len(posting.pages)
                    for page in inside:
                        at = bisect_left(having, page - base)
                        if at < size and having[at] == page - base:
                            found[page][place][rank] = posting.codes[at]
        return found


def _largest(most: int, found: list[float]) -> float:
    """The least of the so many largest."""
    from heapq import nlargest  # noqa: PLC0415 (only for many)

    return nlargest(most, found)[-1]
