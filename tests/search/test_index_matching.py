"""Which pages are looked at closely: none that could be among the best is passed over."""

from __future__ import annotations

import random

import pytest

from flowhelp.search.index import Index
from flowhelp.search.index_asked import understand
from flowhelp.search.index_matching import Matches
from flowhelp.search.index_terms import Libraries
from flowhelp.search.query import parse_query
from tests.search.pages import KEY, filled, lines, readings

WORDS = "boil pour open close valve pump pressure water steam gas".split()
WANTED = 25


@pytest.fixture(scope="module")
def index() -> Index:
    """900 pages in two segments, in which a word is commoner the earlier it stands in `WORDS`."""
    chance = random.Random(7)  # noqa: S311 (the same pages each time)
    texts = {
        f"p{number}": lines(
            *(
                " ".join(word for at, word in enumerate(WORDS) if chance.random() < 0.7 / (at + 1))
                or "rest"
                for _ in range(4)
            ),
            title=chance.choice(WORDS),
        )
        for number in range(900)
    }
    made = filled(texts)
    made.take(KEY, readings({f"late{number}": lines("boil steam") for number in range(5)}))
    return made


@pytest.mark.parametrize("seed", range(30))
def test_pages_that_are_passed_over_would_not_be_among_the_best(index: Index, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    words = chance.sample(WORDS, chance.randint(2, 6))
    libraries = Libraries(index._db, [KEY])  # noqa: SLF001 (what an answer is made of)
    asked = understand(libraries, parse_query(" ".join(words)))

    every = Matches(libraries, asked.words)
    some = Matches(libraries, asked.words, WANTED)

    assert some.total == every.total
    assert _worth(some) == pytest.approx(_worth(every))


def _worth(matches: Matches) -> list[float]:
    """What the best pages are worth; which of equals are taken is left open."""
    rough = {
        page + matches._libraries.segments[segment].base: value.real * value.imag  # noqa: SLF001
        for segment, found in matches._rough.items()  # noqa: SLF001
        for page, value in found.items()
    }
    return [rough[page] for page in matches.best(WANTED)]


def test_some_questions_do_pass_pages_over(index: Index) -> None:
    libraries = Libraries(index._db, [KEY])  # noqa: SLF001
    asked = understand(libraries, parse_query("gas steam boil"))

    some = Matches(libraries, asked.words, WANTED)

    assert sum(map(len, some._rough.values())) < some.total  # noqa: SLF001
