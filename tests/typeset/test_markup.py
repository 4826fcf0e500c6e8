"""Markup for browsers and site generators, where a page is read on the screen."""

from __future__ import annotations

import pytest

from flowhelp.typeset.page import page
from flowhelp.typeset.styles import Line, Link, Style


def shown(text: str, width: int = 80) -> list[str]:
    """The lines of the page as the app shows them, without their styles."""
    return ["".join(part for part, _ in line) for line in laid(text, width)]


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


def test_comments_stay_where_they_are() -> None:
    assert shown("<!-- run this -->\n\nA <!-- and this --> b.") == [
        "<!-- run this -->",
        "",
        "A <!-- and this --> b.",
    ]


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
