"""Output compared with what the page expects."""

from __future__ import annotations

import time

import pytest

from flowhelp.execution.expect import comparable, compared

TABLE = "NAME   READY\nweb-1  1/1\nweb-2  1/1\n"


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        ("hello", "hello\n"),
        ("NAME READY\nweb-1 1/1\nweb-2 1/1", TABLE),
        ("\n  NAME   READY\n...\n", TABLE),
        ("...\nweb-2 1/1", TABLE),
        ("NAME READY\n…\nweb-2 1/1", TABLE),
        ("NAME ...\nweb-... 1/1\n[...]", TABLE),
        ("...", ""),
        ("", "\n\n"),
        ("took ... ms (... rows)", "took 12 ms (3 rows)"),
        ("...\nweb-1 1/1\n...\nweb-2 1/1\n...", TABLE),
        ('output contains "web-1 1/1"', TABLE),
        ('the output contains "web-1"', TABLE),
        ('Output matches "^web-\\d"', TABLE),
        ('output equals "NAME READY\nweb-1 1/1\nweb-2 1/1"', TABLE),
        ("output is “ok”", "ok\n"),
    ],
)
def test_what_is_meant_matches(expected: str, printed: str) -> None:
    assert compared(expected, printed).matched is True
    assert compared(expected, printed).difference == ()


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        ("hello", "hallo"),
        ("hello", "hello\nmore"),
        ("a\n...\nb", "a\nx\nb\nc"),
        ("a...a", "a"),
        ("...\nweb-2 1/1\n...\nweb-1 1/1\n...", TABLE),
        ('output contains "web-3"', TABLE),
        ('output matches "^db"', TABLE),
        ('output equals "web-1"', TABLE),
    ],
)
def test_what_differs_is_told(expected: str, printed: str) -> None:
    found = compared(expected, printed)

    assert found.matched is False
    assert found.difference


def test_the_difference_is_a_small_diff() -> None:
    found = compared("one\ntwo\nthree", "one\n2\nthree\n")

    assert found.difference == (
        "--- expected", "+++ printed", "@@ -1,3 +1,3 @@", " one", "-two", "+2", " three",
    )  # fmt: skip
    assert len(compared("a\n" * 5000, "b\n" * 5000).difference) <= 40


def test_a_pattern_that_would_take_for_ever_is_given_up() -> None:
    began = time.monotonic()

    found = compared('output matches "(a+)+$"', "a" * 40 + "b")

    assert found.matched is None
    assert "took too long" in found.difference[0]
    assert time.monotonic() - began < 10


def test_a_pattern_that_is_none_says_so_and_wildcards_take_no_time() -> None:
    assert compared('output matches "(["', "x").matched is None
    began = time.monotonic()
    assert compared("a..." * 300 + "b", "a" * 100_000).matched is False
    assert compared("a\n...\n" * 500 + "b", "a\n" * 2000).matched is False
    assert time.monotonic() - began < 5


def test_prose_is_not_compared() -> None:
    assert not comparable("the hiss stops within 5 seconds")
    assert comparable('output contains "ok"')
