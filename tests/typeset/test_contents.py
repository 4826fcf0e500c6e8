"""What stands on a page and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from flowhelp.content.parse import parse_page
from flowhelp.typeset.contents import at_line, commands, contents, line_of
from flowhelp.usecases.show import Page

TEXT = """\
# A page

Words. <a name="odd.place"></a>

## Before you start

Look.

## Do it

1. First:

   ```sh
   one
   two
   ```
   1. Inner.
2. Second.

   ```sh
   three
   ```

### Do it

More words.
"""


@pytest.fixture
def page(tmp_path: Path) -> Page:
    """The page."""
    return Page("p", TEXT, parse_page(TEXT, path=str(tmp_path)), (1, TEXT.count("\n") + 1))


def test_headings_and_steps_stand_below_each_other(page: Page) -> None:
    found = [("  " * item.depth + item.text, item.line) for item in contents(page)]

    assert found == [
        ("Before you start", 5),
        ("Do it", 9),
        ("  1. First:", 11),
        ("    1.1. Inner.", 17),
        ("  2. Second.", 18),
        ("  Do it", 24),
    ]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("1", 11),
        ("1.1", 17),
        ("do-it", 9),
        ("Do-It", 9),
        ("do-it-1", 24),
        ("a-page", 1),
        ("odd.place", 3),
        ("nothing", None),
    ],
)
def test_places_are_found_by_name(page: Page, name: str, line: int | None) -> None:
    assert line_of(page, name) == line


def test_a_step_is_found_by_its_id(page: Page) -> None:
    for step in page.procedure.walked():
        assert line_of(page, step.sid) == step.line


def test_a_line_belongs_to_what_begins_before_it(page: Page) -> None:
    items = contents(page)

    assert [at_line(items, line) for line in (0, 4, 5, 12, 17, 99)] == [-1, -1, 0, 2, 3, 5]


def test_commands_of_the_step_at_hand_come_first(page: Page) -> None:
    items = contents(page)

    assert [command.text for _, command in commands(items, -1)] == ["one", "two", "three"]
    assert [command.text for _, command in commands(items, 1)] == ["one", "two", "three"]
    assert [command.text for _, command in commands(items, 4)] == ["three", "one", "two"]
