"""Thousands of real pages: read without a crash, quickly, and twice the same."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from flowhelp.content import Procedure
from flowhelp.content.parse import parse_page
from tests.content.shared import libraries, needs_corpora, pages_of
from tests.torture import only_on_request

LONGEST = 0.5
"""Seconds of processor time that the slowest real page may take."""


def read_quickly(text: str, path: Path) -> tuple[Procedure, float]:
    """The page, and the shortest of up to three measured times in seconds.

    A second look is taken only where the first one was slow, because a busy
    machine makes anything slow once.
    """
    shortest = float("inf")
    for _ in range(3):
        start = time.process_time()
        page = parse_page(text, path=path.name)
        shortest = min(shortest, time.process_time() - start)
        if shortest < LONGEST:
            break
    return page, shortest


def all_are_read(paths: Sequence[Path]) -> None:
    """Fails at the first page that is read slowly, or wrongly."""
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")

        page, seconds = read_quickly(text, path)

        last = len(text.split("\n"))
        names = [step.sid for step in page.walked()]
        numbers = [step.n for step in page.walked()]
        assert seconds < LONGEST, path
        assert len(set(names)) == len(names), path
        assert len(set(numbers)) == len(numbers), path
        assert all(1 <= step.line <= step.end <= last for step in page.walked()), path
        assert all(1 <= finding.line <= last for finding in page.findings), path
        assert not any(field.formula for step in page.walked() for field in step.fields), path


@needs_corpora
@pytest.mark.parametrize("library", libraries())
def test_pages_of_a_library_are_read(library: str) -> None:
    all_are_read(pages_of(library)[::4])


@needs_corpora
@pytest.mark.torture
@pytest.mark.parametrize("library", libraries())
def test_every_page_of_a_library_is_read(library: str, request: pytest.FixtureRequest) -> None:
    only_on_request(request)
    all_are_read(pages_of(library))


@needs_corpora
@pytest.mark.parametrize("library", libraries())
def test_a_page_is_read_twice_the_same(library: str) -> None:
    for path in pages_of(library)[::20]:
        text = path.read_text(encoding="utf-8", errors="replace")

        assert parse_page(text, path=path.name) == parse_page(text, path=path.name), path
