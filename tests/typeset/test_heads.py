"""How a walk ended, as lines."""

from __future__ import annotations

from functools import reduce

from flowhelp.content.parse import parse_page
from flowhelp.typeset.heads import ended_lines
from flowhelp.walkthrough import evolve
from flowhelp.walkthrough.actions import Complete, Finish, Skip
from tests.walkthrough.worlds import attempt, begun

PAGE = parse_page("# Tea\n\n1. Boil.\n2. Steep.\n", path="tea.md")


def said(*actions: Complete | Finish | Skip) -> list[str]:
    """The lines after these actions."""
    walk = begun(PAGE)
    for action in actions:
        walk = reduce(evolve, attempt(walk, action), walk)
    return ["".join(text for text, _ in line) for line in ended_lines(walk, 80)]


def test_a_walk_that_has_not_ended_has_no_end() -> None:
    assert said(Complete("1")) == []


def test_a_walk_that_went_as_the_page_says_is_completed() -> None:
    assert said(Complete("1"), Complete("2"), Finish()) == ["The walk is over: completed."]


def test_what_differed_from_the_page_is_listed_with_its_reason() -> None:
    assert said(Skip("1", "it was hot"), Complete("2"), Finish()) == [
        "The walk is over: completed with deviation.",
        "  1: skip: it was hot",
    ]
