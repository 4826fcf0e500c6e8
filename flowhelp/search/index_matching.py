"""Words of a question → the pages that may answer, roughly in order; all of them are counted."""

from __future__ import annotations

from flowhelp.search.postings import SPAN
from flowhelp.search.ranking import roughly

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from flowhelp.search.index_terms import Libraries
    from flowhelp.search.postings import Posting
    from flowhelp.search.ranking import Word

    Place = tuple[int, int]
    """A segment, and the number of a page in it."""

_MANY = 300
"""Pages with a word from which it pays to look first which pages still matter."""

_SPARSE = 8
"""Pages with a word, for each that still matters, from which those that matter are looked up."""

_FEW = 5000
"""Pages that are sorted quicker than the module is loaded that finds the largest."""


class _Worth:
    """What a word is worth to the pages that have it; coverage is the imaginary part.

    Attributes:
        parts: Segment → of each term, its postings there and what each of their codes is worth.
        most: No page gets more than its real part, nor than its imaginary one.
        pages: How many have it, those with several of its terms once for each.
    """

    __slots__ = ("most", "pages", "parts")

    def __init__(self, libraries: Libraries, word: Word) -> None:
        self.parts: dict[int, list[tuple[Posting, dict[int, complex]]]] = {}
        self.pages = 0
        best = 0.0
        for term in sorted(word.terms, key=lambda term: -term.weight):
            known = libraries.known(term.text)
            of = roughly(term)
            covered = term.share * word.rarity * 1j
            for segment, posting in known.postings.items():
                worth = {code: of(code) for code in posting.counted}
                best = max(best, max(worth.values(), default=0.0))
                values = {code: value + covered for code, value in worth.items()}
                self.parts.setdefault(segment, []).append((posting, values))
                self.pages += len(posting.pages)
        self.most = complex(best, word.rarity)

    def of(self, segment: int) -> dict[int, complex]:
        """Page → what the word is worth to it: by the first of its terms, those of most weight."""
        worth: dict[int, complex] = {}
        for posting, values in reversed(self.parts.get(segment, [])):
            worth.update(zip(posting.pages, map(values.__getitem__, posting.codes), strict=True))
        return worth

    def add_to(self, rough: dict[int, complex], segment: int) -> None:
        """Adds it to each of a few pages."""
        parts = self.parts.get(segment, ())
        for page in rough:
            for posting, values in parts:
                if code := posting.code(page):
                    rough[page] += values[code]
                    break


class Matches:
    """The pages that have a word of the question.

    Args:
        libraries: The sources in use.
        words: Of the question.
        enough: So many of the best are wanted and no others, which allows to pass over pages
            that cannot be among them; 0 when all are.
    """

    def __init__(self, libraries: Libraries, words: Sequence[Word], enough: int = 0) -> None:
        self._libraries = libraries
        self._words = words
        self._enough = enough
        self._rough: dict[int, dict[int, complex]] = {number: {} for number in libraries.segments}
        self._is_closed = False
        rarest_first = sorted(words, key=lambda word: -word.rarity)
        worths = [_Worth(libraries, word) for word in rarest_first]
        done, left = 0j, sum((worth.most for worth in worths), 0j)
        for worth in worths:
            if enough and worth.pages > _MANY and _product(left) < _product(done):
                self._pass_over(left)
            self._add(worth)
            done += worth.most
            left -= worth.most
        self.total = self._counted(worths)
        """How many there are."""

    def _add(self, word: _Worth) -> None:
        for segment, rough in self._rough.items():
            if self._is_closed and len(rough) * _SPARSE < word.pages:
                word.add_to(rough, segment)
                continue
            worth = word.of(segment)
            both = rough.keys() & worth.keys()
            if self._is_closed:
                for page in both:
                    rough[page] += worth[page]
            else:
                for page in both:
                    worth[page] += rough[page]
                rough.update(worth)

    def _pass_over(self, left: complex) -> None:
        """Drops the pages that the words left cannot bring among the best, as no other page."""
        values = [value.real * value.imag for one in self._rough.values() for value in one.values()]
        if len(values) < self._enough:
            return
        least = _largest(self._enough, values)
        if _product(left) >= least:
            return
        self._is_closed = True
        for segment, rough in self._rough.items():
            self._rough[segment] = {
                page: value
                for page, value in rough.items()
                if (value.real + left.real) * (value.imag + left.imag) >= least
            }

    def _counted(self, worths: Sequence[_Worth]) -> int:
        """How many pages have a word of the question."""
        if not self._is_closed:
            return sum(map(len, self._rough.values()))
        return sum(
            len(
                set().union(
                    *(
                        posting.pages
                        for worth in worths
                        for posting, _ in worth.parts.get(segment, ())
                    )
                )
            )
            for segment in self._rough
        )

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
                    for page in inside:
                        if code := posting.code(page - base):  # spans of segments overlap
                            found[page][place][rank] = code
        return found


def _product(value: complex) -> float:
    return value.real * value.imag


def _largest(most: int, found: list[float]) -> float:
    """The least of the so many largest."""
    if len(found) <= _FEW:
        return sorted(found)[-most]
    from heapq import nlargest  # noqa: PLC0415 (only for many)

    return nlargest(most, found)[-1]
