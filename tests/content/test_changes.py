"""What a page says has changed."""

from __future__ import annotations

import pytest

from flowhelp.content.changes import entries, highest, rank
from flowhelp.content.parse import parse_page
from tests.content.shared import needs_format
from tests.content.test_format_examples import examples


@needs_format
def test_the_nursing_protocol_tells_two_changes_and_who_signs_for_one() -> None:
    text = next(t for name, _, t in examples() if name == "protocols/urinary-catheter-review.md")

    page = parse_page(text, path="protocols/urinary-catheter-review.md")
    first, second = entries(page)

    assert page.meta.acknowledge == "major"
    assert page.meta.reviewers == ("infection-prevention",)
    assert (first.day, first.level) == ("2025-09-01", "major")
    assert first.signs == ("each registered nurse",)
    assert "empty the bag at two thirds" in first.text
    assert (second.day, second.level, second.signs) == ("2025-03-14", "editorial", ())


@pytest.mark.parametrize(
    ("heading", "day", "level"),
    [
        ("2025-09-01 — major", "2025-09-01", "major"),
        ("Version 4 (1.9.2025), Minor", "2025-09-01", "minor"),
        ("Version 2", "", "none"),
    ],
)
def test_a_heading_names_the_day_and_the_level(heading: str, day: str, level: str) -> None:
    text = f"# P\n\n## What changed\n\n### {heading}\n\n- It.\n\n## Steps\n\n1. A.\n2. B.\n"

    (entry,) = entries(parse_page(text, path="p.md"))

    assert (entry.title, entry.day, entry.level) == (heading, day, level)


def test_a_label_right_under_the_section_asks_for_the_whole_of_it() -> None:
    label = "**Sign (read and understood):** nurse"
    text = f"# P\n\n## What changed\n\n{label}\n\n## Steps\n\n1. A.\n2. B.\n"

    (entry,) = entries(parse_page(text, path="p.md"))

    assert (entry.title, entry.signs) == ("What changed", ("nurse",))


def test_levels_have_an_order() -> None:
    assert [rank(each) for each in ("", "none", "editorial", "minor", "major")] == [0, 0, 1, 2, 3]
    assert highest() == "none"
    assert highest("minor", "editorial") == "minor"
