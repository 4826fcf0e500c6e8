"""Pages made to harm: each is read, and within the time that an untrusted page has."""

from __future__ import annotations

import time

import pytest

from flowhelp.content import Procedure
from flowhelp.content.parse import parse_page
from tests.content.hostile import PATTERNS
from tests.torture import only_on_request

LONGEST = 0.7
"""Seconds of processor time; TRUST.md gives an untrusted page 2 s, and a page can be three times
as large as these."""

ORDINARY = "".join(
    f"{n}. Open valve {n} and note the pressure: ___ bar (2-3)\n   ```sh\n   ls -l\n   ```\n"
    for n in range(1, 701)
)
"""A long page of the usual kind, 57 KB: what a machine can do."""

USUAL = 6
"""How many times as long as the ordinary page a hostile one may take where that is more.

A machine that is slow or shared needs more for pages of this size, made to harm or not;
what grows with the square of the size takes hundreds of times as long on any machine.
"""


def timed(text: str, path: str) -> tuple[Procedure, float]:
    """The page, and the processor time that it took."""
    start = time.process_time()
    page = parse_page(text, path=path)
    return page, time.process_time() - start


def read_in_time(
    text: str, *, path: str = "page.md", longest: float = LONGEST
) -> tuple[Procedure, bool]:
    """The page, and whether it was read in time; the better of two, where one is too slow."""
    page, first = timed(text, path)
    if first < longest:
        return page, True
    _, ordinary = timed(ORDINARY, path)
    _, again = timed(text, path)
    return page, min(first, again) < max(longest, USUAL * ordinary * longest / LONGEST)


@pytest.mark.parametrize("name", PATTERNS)
def test_a_hostile_page_is_read_in_time(name: str) -> None:
    text = PATTERNS[name]

    page, in_time = read_in_time(text)

    assert in_time
    assert page.steps_hash.startswith("fh1-")
    assert all(1 <= step.line <= step.end for step in page.walked())


@pytest.mark.parametrize("name", [name for name in PATTERNS if "<" in PATTERNS[name][:40]])
def test_a_hostile_page_of_components_is_read_in_time(name: str) -> None:
    _, in_time = read_in_time(PATTERNS[name], path="page.mdx")

    assert in_time


@pytest.mark.torture
@pytest.mark.parametrize("name", PATTERNS)
def test_a_hostile_page_of_the_largest_size_is_read_in_time(
    name: str, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)

    _, in_time = read_in_time("\n\n".join([PATTERNS[name]] * 3), longest=2.0)

    assert in_time
