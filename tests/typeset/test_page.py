"""A page laid out for reading."""

from __future__ import annotations

import html
import re
import time
from pathlib import Path

import pytest

from flowhelp.typeset.page import page

CORPORA = Path(__file__).parents[2] / "../shared/corpora"
SHIPPED = Path(__file__).parents[2] / "procedures"
WORD = re.compile(r"[^\W_]{3,}")
FENCE = re.compile(r"(?m)^[ \t>*-]*(?:\d+\.)?\s*(?:`{3,}|~{3,}).*$")
ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")


def shown(text: str, width: int = 80, marks: dict[int, str] | None = None) -> list[str]:
    """The page's lines without their styles."""
    return ["".join(part for part, _ in line) for line in page(text, width, marks)]


def words(text: str) -> set[str]:
    """The words of a text, without what Markdown may write in another way."""
    return set(WORD.findall(html.unescape(ESCAPED.sub(" ", text)).casefold()))


def test_headings_paragraphs_and_code() -> None:
    text = "# Title\n\nSome **bold** and `code`\nover two lines.\n\n```yaml\na:  1\n```\n"

    assert shown(text) == [
        "Title",
        "",
        "Some bold and code over two lines.",
        "",
        "yaml",
        "    a:  1",
    ]


def test_lists_keep_their_numbers_boxes_and_depth() -> None:
    text = "3. three\n   - sub **one**\n   - [ ] box\n4. four\n\n   ```sh\n   ls\n   ```\n"

    assert shown(text) == [
        "3. three",
        "   • sub one",
        "   • ☐ box",
        "",
        "4. four",
        "",
        "       ls",
    ]


def test_steps_carry_their_numbers() -> None:
    text = "## Check\n\nLook.\n\n## 2. Fix\n\n- one\n- two\n"

    lines = shown(text, marks={1: "1", 5: "2", 7: "2.1", 8: "2.2"})

    assert lines == ["1. Check", "", "Look.", "", "2. Fix", "", "2.1. one", "2.2. two"]


def test_an_alert_says_its_word() -> None:
    text = "> [!WARNING]\n> Sharp **chips**.\n>\n> - Use a hook.\n"

    assert shown(text) == ["│ WARNING", "│ Sharp chips.", "│", "│ • Use a hook."]


def test_a_link_shows_where_it_leads() -> None:
    text = 'See [the log](https://example.org/log "title") and <https://e.org>, ![pump](p.png).'

    assert shown(text, 200) == [
        "See the log (https://example.org/log 'title') and https://e.org, [picture: pump] (p.png)."
    ]


def test_nothing_hides_in_html_comments_or_link_definitions() -> None:
    text = "<!-- run this -->\n\n<details><summary>More</summary>\n\ntext\n\n</details>\n\n[x]: y\n"

    assert shown(text) == [
        "<!-- run this -->",
        "",
        "<details><summary>More</summary>",
        "",
        "text",
        "",
        "</details>",
        "[x]: y",
    ]


def test_cells_beyond_the_head_of_a_table_are_shown() -> None:
    text = "| a | b |\n|---|---|\n| 1 | 2 | hidden words |\n"

    assert shown(text) == ["a  b", "─  ────────────────", "1  2 · hidden words"]


def test_an_entity_becomes_a_sign_after_parsing_and_no_command() -> None:
    assert shown("a &#x202e;b \x1b[2J") == ["a ⟨U+202E⟩b ␛[2J"]


def test_deep_nesting_is_shown_as_written() -> None:
    text = "\n".join(f"{'  ' * depth}- level {depth}" for depth in range(80))

    lines = shown(text)

    assert lines[0].startswith("Nested too deeply")
    assert lines[1:] == text.split("\n")


@pytest.mark.parametrize("depth", range(1, 29))
def test_every_level_of_a_list_is_shown(depth: int) -> None:
    text = "\n".join(f"{'  ' * level}- level{level}end" for level in range(depth))

    lines = " ".join(shown(text, 300))

    assert all(f"level{level}end" in lines for level in range(depth))


def test_every_word_of_real_pages_is_shown() -> None:
    paths = sorted(SHIPPED.rglob("*.md"))
    if CORPORA.exists():
        paths += sorted(CORPORA.rglob("*.md"))[::15]

    for path in paths:
        text = path.read_text(encoding="utf-8", errors="replace")
        wide = "\n".join(shown(text, 10**6))
        have = html.unescape(ESCAPED.sub(" ", wide)).casefold()
        assert not [word for word in words(FENCE.sub("", text)) if word not in have], path


@pytest.mark.parametrize(
    "hostile",
    [
        "> " * 5000,
        "[" * 10_000,
        "*a " * 50_000,
        "|a" * 5000 + "\n" + "|-" * 5000,
        "- " * 2000,
        "`" * 50_000,
    ],
    ids=["quotes", "brackets", "stars", "table", "bullets", "ticks"],
)
def test_a_hostile_page_does_not_hold_up(hostile: str) -> None:
    start = time.monotonic()

    shown(hostile)

    assert time.monotonic() - start < 20
