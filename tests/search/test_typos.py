"""Near words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.typos import LONG_WORD, MOST, SIEVE, marks, meant_by


def edits_between(one: str, other: str) -> int:
    """Optimal string alignment, by the table that textbooks draw."""
    rows = [list(range(len(other) + 1))]
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


def vocabulary(**pages: int) -> Callable[[tuple[int, ...]], list[tuple[str, int]]]:
    """A vocabulary as the index keeps it: word=pages."""
    db = sqlite3.connect(":memory:")
    db.execute("create table word (length, marks, word, pages)")
    db.executemany(
        "insert into word values (?, ?, ?, ?)",
        [(len(word), marks(word), word, count) for word, count in pages.items()],
    )

    def alike(sieve: tuple[int, ...]) -> list[tuple[str, int]]:
        return db.execute(f"select word, pages from word where {SIEVE}", sieve).fetchall()  # noqa: S608

    return alike


WORDS = st.text(alphabet="abcdé", min_size=4, max_size=9)


@given(WORDS, st.lists(WORDS, max_size=30, unique=True))
def test_every_word_near_enough_is_found_and_no_other(typed: str, known: list[str]) -> None:
    edits = 2 if len(typed) >= LONG_WORD else 1
    near = {word for word in known if word != typed and edits_between(typed, word) <= edits}

    found = {word for word, _ in meant_by(typed, vocabulary(**dict.fromkeys(known, 1)))}

    assert found <= near
    assert len(found) == len(near) or len(found) == MOST or len(near) > len(found) > 0


@given(WORDS, WORDS)
def test_the_sieve_keeps_every_near_word(typed: str, meant: str) -> None:
    edits = 2 if len(typed) >= LONG_WORD else 1
    found = meant_by(typed, vocabulary(**{meant: 3}))

    expected = typed != meant and edits_between(typed, meant) <= edits
    assert found == ([(meant, 1.0)] if expected else [])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("srevice", "service"),  # two swapped
        ("ervice", "service"),  # the first letter missing
        ("xervice", "service"),  # the first letter wrong
        ("servvice", "service"),  # a letter twice
        ("kuberntse", "kubernetes"),  # two edits
        ("posd", "pods"),
        ("certifcates", "certificates"),
    ],
)
def test_a_slip_is_understood(typed: str, meant: str) -> None:
    known = vocabulary(service=20, kubernetes=90, pods=10, certificates=5, surface=20, posts=2)

    assert meant_by(typed, known)[0][0] == meant


def test_the_likelier_word_comes_first() -> None:
    by_edits = meant_by("restrat", vocabulary(restart=1, restraint=1))
    by_key = meant_by("fork", vocabulary(work=1, fort=1, form=1))
    by_pages = meant_by("mester", vocabulary(master=100, mister=1))

    assert by_edits[0] == ("restart", 1.0)
    assert by_edits[1][1] < 1
    assert by_key[0][0] == "form"
    assert [word for word, _ in by_pages] == ["master", "mister"]


@pytest.mark.parametrize("typed", ["", "abc", "k8ss", "v1abc", "x" * 33])
def test_short_words_digits_and_noise_are_left_alone(typed: str) -> None:
    assert meant_by(typed, vocabulary(abcd=1, kbss=1)) == []


def test_short_words_are_forgiven_one_edit_only() -> None:
    assert meant_by("tible", vocabulary(table=1, tables=1, cable=1)) == [("table", 1.0)]


def test_at_most_a_handful_are_offered() -> None:
    many = {f"ke{letter}tle": 1 for letter in "abcdefghij"}

    assert len(meant_by("kettle", vocabulary(**many))) == MOST
