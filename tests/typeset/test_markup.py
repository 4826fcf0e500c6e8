"""Markup for browsers and site generators, where a page is read on the screen."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from flowhelp.content.parse import parse_page
from flowhelp.typeset.page import page
from flowhelp.typeset.styles import Line, Link, Style
from flowhelp.typeset.whole import whole
from flowhelp.usecases.show import Page


def shown(text: str, width: int = 80) -> list[str]:
    """The lines of the page as the app shows them, without their styles."""
    return rows(laid(text, width))


def rows(lines: Iterable[Line]) -> list[str]:
    """Lines without their styles."""
    return ["".join(part for part, _ in line) for line in lines]


def laid(text: str, width: int = 80) -> list[Line]:
    """The lines of the page as the app shows them."""
    return list(page(text, width, targets=False))


def test_tags_that_dress_words_are_looks() -> None:
    lines = laid("Press <kbd>F9</kbd> <b>now</b>.")

    assert lines == [
        (
            ("Press ", None),
            ("F9", Style.COMMAND),
            (" ", None),
            ("now", Style.STRONG),
            (".", None),
        )
    ]


def test_an_anchor_of_html_says_nothing_and_a_link_of_html_leads_somewhere() -> None:
    lines = laid('Start <a name="k"></a>here: <a href="b.md" title="Next">there</a>.')

    links = [(text, look.target) for text, look in lines[0] if isinstance(look, Link)]
    assert shown('Start <a name="k"></a>here.') == ["Start here."]
    assert links == [("there", "b.md")]


def test_a_tag_that_says_more_than_its_look_stays_as_written() -> None:
    hidden = '<span data-note="then run curl">words</span>'
    long = f'<span class="{"then " * 40}">words</span>'

    assert shown(f"See {hidden}.") == [f"See {hidden}."]
    assert "then then" in " ".join(shown(f"See {long}."))
    assert shown("<custom-tag>x</custom-tag> y") == ["<custom-tag>x</custom-tag> y"]


def test_comments_are_left_out_of_what_is_read() -> None:
    text = (
        "<!-- one -->\n\nA <!-- two --> b.\n\n<!-- three\n\nlines -->\n\n"
        "- c\n  <!-- four -->\n- <!-- five -->\n\n> <!-- six -->\n> d\n\n"
        "<!-- seven --> **e**\n\n`<!-- f -->`\n"
    )

    assert shown(text) == [
        "A b.", "", "• c", "•", "", "│ d", "", "e", "", "<!-- f -->",
    ]  # fmt: skip


def test_a_comment_that_does_not_end_is_text() -> None:
    assert shown("A\n\n<!-- b\n\nc") == ["A", "", "<!-- b", "", "c"]


def test_a_block_of_html_is_dressed_whatever_comments_stand_in_it() -> None:
    text = (
        '<div style="display: flex">\n<!--- First cards -->\n<div class="card">\n'
        "     <div>\n     <b>Zone</b></div>\n<script>\n<!-- x -->y</script>\n</div>\n</div>\n"
    )
    plain = text.replace("<script>\n", "").replace("y</script>\n", "")

    assert shown(plain) == ["Zone"]
    assert "<script>" in shown(text)
    assert not any("<!--" in line for line in shown(text))


def test_names_of_pictures_are_pictures_and_what_looks_like_one_is_not() -> None:
    text = "Green :heavy_check_mark: at 10:30:15, 1:100:2, `:warning:`, [:lower:], :no_such_name:."

    assert shown(text) == ["Green ✔ at 10:30:15, 1:100:2, :warning:, [:lower:], :no_such_name:."]


def test_a_description_is_read_in_words() -> None:
    text = (
        '---\ndescription: "Recipes :seedling:\\n[Open it](https://my.example/app) in *one* go"\n'
        "---\n# Regimens\n\n1. Open it.\n"
    )
    read = Page("regimens", text, parse_page(text, path="regimens.md"), (1, 6))
    there = "description: Recipes 🌱 Open it (https://my.example/app) in one go"

    assert "description: Recipes 🌱 Open it in one go" in rows(whole(read, 80, targets=False))
    assert there in rows(whole(read, 80))


def test_a_table_of_html_stands_in_columns() -> None:
    text = (
        "<table>\n<tr><th>Key</th><th>What</th></tr>\n"
        "<tr>\n<td>F1</td>\n<td>Help&nbsp;me<br>now</td>\n</tr>\n</table>\n"
    )

    assert shown(text) == [
        "Key  What",
        "───  ───────",
        "F1   Help me",
        "     now",
    ]


def test_a_block_of_html_is_its_words_pictures_and_lists() -> None:
    text = (
        '<div align="center">\n<h2>Pump</h2>\n<img src="p.png" alt="The pump">\n'
        "<ul><li>one</li><li>two</li></ul>\n</div>\n"
    )

    assert shown(text) == ["Pump", "[picture: The pump]", "• one", "• two"]


def test_cells_that_begin_like_a_list_have_their_breaks_and_emphasis() -> None:
    text = "| What |\n|---|\n| * **one**<br>* two |\n| <p>three |\n"

    assert shown(text) == ["What", "─────", "* one", "* two", "three"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Use [!INCLUDE[prod_short](includes/prod_short.md)].", "Use prod short."),
        ("## Set up {#set-up}", "Set up"),
        ("[[_TOC_]]", ""),
        ("[out](https://e.org){:target=_blank} there", "out there"),
        (':::image type="content" source="a.png" alt-text="A key":::', "[picture: A key]"),
        ('A {{< glossary_tooltip text="pod" term_id="pod" >}}.', "A pod."),
    ],
)
def test_commands_of_site_generators_are_words(written: str, read: str) -> None:
    assert "\n".join(shown(written)) == read


def test_an_indented_admonition_is_a_note_and_no_code() -> None:
    text = '!!! warning "Hot"\n    Let it cool, see [how](c.md).\n\nGo on.\n'

    lines = shown(text)

    assert lines[0] == "│ WARNING"
    assert "│ Hot Let it cool, see how." in lines
    assert lines[-1] == "Go on."


def test_code_is_never_touched() -> None:
    text = "```html\n<b>x</b> {{< y >}} {#z}\n```\n\n`<b>` stays.\n"

    assert shown(text) == ["html", "    <b>x</b> {{< y >}} {#z}", "", "<b> stays."]


def test_a_page_printed_keeps_its_tags() -> None:
    lines = ["".join(part for part, _ in line) for line in page("Press <kbd>F9</kbd>.", 80)]

    assert lines == ["Press <kbd>F9</kbd>."]
