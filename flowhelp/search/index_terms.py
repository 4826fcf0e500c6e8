"""The libraries in use as the index has them: their numbers, their postings, their words."""

from __future__ import annotations

from array import array

from flowhelp.search.fields import FIELDS, counts_of
from flowhelp.search.postings import SPAN, Posting
from flowhelp.search.ranking import Term, rarity
from flowhelp.search.sealing import SEAL, IndexLostError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Sequence

_LONGEST_ENDING = 16
"""Letters that a word may have beyond its beginning, and one."""


class Segment:
    """A segment in use: its number, its base, and which of its pages are gone."""

    __slots__ = ("base", "gone", "number")

    def __init__(self, number: int, base: int, dead: Collection[int]) -> None:
        self.number = number
        self.base = base
        self.gone = {page - base for page in dead if 0 <= page - base < SPAN}


class Known:
    """A term, with what the index knows of it.

    Attributes:
        text: The term.
        pages: How many pages have it.
        by_field: Its inverse document frequency in each field.
        rarity: The highest document frequency of a field, as an inverse one; 0 for nowhere.
        postings: Segment → where it occurs there.
    """

    __slots__ = ("by_field", "pages", "postings", "rarity", "text")

    def __init__(self, text: str, postings: dict[int, Posting], pages: int) -> None:
        self.text = text
        self.postings = postings
        self.pages = sum(len(posting.pages) for posting in postings.values())
        counted = [0] * len(FIELDS)
        for posting in postings.values():
            for code, count in posting.counted.items():
                for field, _ in counts_of(code):
                    counted[field] += count
        self.by_field = tuple([rarity(count, pages) for count in counted])
        self.rarity = rarity(max(counted), pages)

    def term(self, weight: float = 1.0, share: float = 1.0) -> Term:
        """It as a term of a question; for the numbers see `ranking.Term`."""
        return Term(self.text, weight, share, self.by_field)

    def no_rarer(self, other: Term, weight: float) -> Term:
        """It in place of another term, and never worth more for being rarer."""
        both = zip(self.by_field, other.by_field, strict=True)
        rare = tuple([min(own, theirs) if theirs else own for own, theirs in both])
        return Term(self.text, weight, weight, rare)


class Libraries:
    """The sources in use, in one state of the index."""

    def __init__(self, db: sqlite3.Connection, keys: Sequence[str]) -> None:
        self.db = db
        self._known: dict[str, Known] = {}
        try:
            self._read_sources(keys)
        except (AttributeError, TypeError, ValueError) as error:
            raise IndexLostError("its list of libraries cannot be read") from error

    def known(self, term: str) -> Known:
        """What the index knows of a term."""
        found = self._known.get(term)
        if found is None:
            found = self._known[term] = Known(term, self._postings(term), self.pages)
        return found

    def terms_of(self, word: str) -> dict[str, str]:
        """Language → the term by which a plain word is found, of each that has the word."""
        rows = self.db.execute(
            "select lang, term from word where length = ? and word = ?", (len(word), word)
        )
        return dict(rows.fetchall())

    def meaning(self, term: str) -> list[str]:
        """Terms that may answer for a term, by what ships and what the libraries in use say."""
        holes = ", ".join("?" * (len(self.keys) + 1))
        rows = self.db.execute(
            f"select distinct means from synonym where term = ? and source in ({holes})",  # noqa: S608
            (term, 0, *self.keys),
        )
        return [means for (means,) in rows]

    def begun(self, beginning: str, most: int) -> list[str]:
        """Terms of words that begin so, at most that many, those of short words first.

        A beginning with digits or joints (`k8`, `max_c`) is looked for among the terms themselves.
        """
        end = beginning[:-1] + chr(ord(beginning[-1]) + 1)
        places: Iterable[int] = self.segments
        statement = "select term from posting where segment = ? and term >= ? and term < ? limit ?"
        if beginning.isalpha():
            places = range(len(beginning), len(beginning) + _LONGEST_ENDING)
            statement = "select term from word where length = ? and word >= ? and word < ? limit ?"
        found: dict[str, None] = {}
        for place in places:
            rows = self.db.execute(statement, (place, beginning, end, most - len(found)))
            found.update((term, None) for (term,) in rows)
        return list(found)

    def commonest(self, terms: Sequence[str], most: int) -> list[str]:
        """Those of the terms that the most pages have, at most that many, commonest first."""
        if len(terms) <= 1:
            return list(terms)
        segments = ", ".join(map(str, self.segments)) or "null"
        holes = ", ".join("?" * len(terms))
        rows = self.db.execute(
            f"select term from posting where segment in ({segments}) and term in ({holes})"  # noqa: S608
            " group by term order by sum(length(packed)) desc, term limit ?",
            (*terms, most),
        )
        return [term for (term,) in rows]

    def alike(self, sieve: tuple[int, int, int, int, int]) -> list[tuple[str, int]]:
        """(word, how many pages have it) of words that `typos.SIEVE` lets pass."""
        from flowhelp.search.typos import SIEVE  # noqa: PLC0415 (most words are well spelled)

        holes = ", ".join(map(str, self.segments)) or "null"
        return self.db.execute(
            f"select word, (select sum(length(packed) - {SEAL}) from posting"  # noqa: S608 (numbers)
            f" where posting.term = word.term and segment in ({holes}))"
            f" from word where {SIEVE}",
            sieve,
        ).fetchall()

    def _read_sources(self, keys: Sequence[str]) -> None:
        rows = {
            key: (number, pages, lengths, langs, dead)
            for key, number, pages, lengths, langs, dead in self.db.execute(
                "select key, id, pages, lengths, langs, dead from source"
            )
        }
        used = [(key, *rows[key]) for key in dict.fromkeys(keys) if key in rows]
        self.keys = {number: key for key, number, *_ in used}
        """Number → key, strongest first."""
        self.pages = sum(pages for _, _, pages, *_ in used)
        sums = [map(int, lengths.split()) for _, _, _, lengths, _, _ in used]
        self.averages = [sum(column) / max(self.pages, 1) for column in zip(*sums, strict=True)]
        """Terms in each field, on average."""
        self.langs = sorted({lang for *_, langs, _ in used for lang in langs.split()})
        dead = {number: array("I", packed) for _, number, *_, packed in used}
        self.segments = {
            number: Segment(number, base, dead[source])
            for number, source, base in self.db.execute("select id, source, base from segment")
            if source in dead
        }

    def _postings(self, term: str) -> dict[int, Posting]:
        found: dict[int, Posting] = {}
        holes = ", ".join("?" * len(self.segments))
        for number, packed in self.db.execute(
            f"select segment, packed from posting where term = ? and segment in ({holes})",  # noqa: S608
            (term, *self.segments),
        ):
            posting = Posting(packed)
            gone = self.segments[number].gone
            found[number] = posting.without(gone) if gone else posting
        return found
