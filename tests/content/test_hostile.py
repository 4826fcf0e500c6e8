"""Pages made to harm: each is read, and within the time that an untrusted page has."""

from __future__ import annotations

import time

import pytest

from flowhelp.content import Procedure
from flowhelp.content.parse import parse_page
from tests.content.hostile import PATTERNS

LONGEST = 2.0
"""Seconds of processor time; TRUST.md gives an untrusted page no more."""


def seconds_for(text: str, *, path: str = "page.md") -> tuple[Procedure, float]:
    """The page, and the processor time that it took; the better of two, where one is too slow."""
    shortest = float("inf")
    for _ in range(2):
        start = time.process_time()
        page = parse_page(text, path=path)
        shortest = min(shortest, time.process_time() - start)
        if shortest < LONGEST:
            break
    return page, shortest


@pytest.mark.parametrize("name", PATTERNS)
def test_a_hostile_page_is_read_in_time(name: str) -> None:
    text = PATTERNS[name]

    page, seconds = seconds_for(text)

    assert seconds < LONGEST
    assert page.steps_hash.startswith("fh1-")
    assert all(1 <= step.line <= step.end for step in page.walked())


@pytest.mark.parametrize("name", [name for name in PATTERNS if "<" in PATTERNS[name][:40]])
def test_a_hostile_page_of_components_is_read_in_time(name: str) -> None:
    _, seconds = seconds_for(PATTERNS[name], path="page.mdx")

    assert seconds < LONGEST
