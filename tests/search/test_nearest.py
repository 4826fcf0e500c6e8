"""The titles that come nearest where no word fits."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.search.nearest import MOST_RUNS, nearest, runs_of

TITLES = (
    "Make tea",
    "Fail over Postgres",
    "Renew a TLS certificate",
    "Restore a backup of Postgres",
    "Überprüfen des Ölstands",
    "Swap the feed pump",
)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("failovering postgresql", "Fail over Postgres"),
        ("recertification", "Renew a TLS certificate"),
        ("backups3", "Restore a backup of Postgres"),
        ("oelstand überprüfung", "Überprüfen des Ölstands"),
        ("feedpumpswap", "Swap the feed pump"),
    ],
)
def test_words_that_look_alike_come_near(question: str, title: str) -> None:
    assert TITLES[nearest(question, TITLES)[0]] == title


@pytest.mark.parametrize("question", ["submarine hull", "zzyzx", "", "?!", "ab", "how do I"])
def test_words_of_another_world_come_near_to_nothing(question: str) -> None:
    assert nearest(question, TITLES) == ()


def test_of_equally_near_titles_the_shorter_comes_first() -> None:
    titles = ["A kubernetes cluster without nodes", "Kubernetes", "Tea"]

    assert nearest("kubernetse", titles) == (1, 0)


def test_only_so_many_are_named() -> None:
    titles = [f"Kubernetes cluster {number}" for number in range(9)] + ["Tea"] * 90

    assert nearest("kubernetse", titles, most=2) == (0, 1)


def test_a_library_without_titles_has_none_near() -> None:
    assert nearest("tea", []) == ()


def test_question_words_are_not_looked_for() -> None:
    assert runs_of("How do I brew it?") == [" br", "bre", "rew"]
    assert len(runs_of(" ".join(f"word{number}x{number * 7}" for number in range(90)))) == MOST_RUNS


@given(st.text(), st.lists(st.text(), max_size=8), st.integers(0, 4))
def test_whatever_is_asked_some_titles_or_none_come_near(
    question: str, titles: list[str], most: int
) -> None:
    found = nearest(question, titles, most)

    assert len(set(found)) == len(found) <= most
    assert all(0 <= at < len(titles) for at in found)


def test_ten_thousand_titles_are_looked_through_at_once() -> None:
    choose = random.Random(7)  # noqa: S311 (a library to look through)
    letters = "etaoinsrhldcu"
    known = ["".join(choose.choices(letters, k=7)) for _ in range(3000)]
    titles = [" ".join(choose.choices(known, k=6)) for _ in range(10_000)]
    question = f"how do I {known[0]}x {known[1]}x"

    nearest(question, titles[:10])
    times = []
    for _ in range(5):
        start = time.process_time()
        found = nearest(question, titles)
        times.append(time.process_time() - start)

    assert len(found) == 3
    assert all(known[0] in titles[at] or known[1] in titles[at] for at in found)
    assert min(times) < 0.06, "twice what is promised, for a busy machine"
