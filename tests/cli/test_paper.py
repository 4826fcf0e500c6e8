"""Forms to print: what stands on them, and what can never get into them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from flowhelp.cli.paper import paper
from flowhelp.cli.paper_md import paper_in_markdown
from flowhelp.cli.paper_style import style
from flowhelp.content import Procedure
from flowhelp.content.parse import parse_page
from flowhelp.usecases.paper import Form
from tests.cli.paper_forms import form_of_text
from tests.content.shared import libraries, needs_corpora, pages_of

FORMS = Path(__file__).parent / "forms"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style><script>1</script>",
    "<style>@import url(http://e.org)</style>",
    "javascript:alert(1)",
    "&lt;script&gt; &#x3c;script&#x3e;",
    "' onload='alert(1)",
    "<!-- --><iframe src=//e.org>",
)
EVERY_PAGE = 24
"""One of so many pages of a corpus is made into a form: all of them take 80 s."""


def press() -> Form:
    """The small page of `forms/`, with two of its values and a work order."""
    text = (FORMS / "press.md").read_text(encoding="utf-8")
    values = {"press": "P-7", "torque": "25"}
    return form_of_text(text, "press.md", values, {"work_order": "WO-1"})


def printed(text: str, **given: str) -> str:
    """The HTML form of a page with that text."""
    return "\n".join(paper(form_of_text(text, params=given)))


def shape(procedure: Procedure) -> list[tuple[str, list[str]]]:
    """Numbers and blanks of all steps."""
    return [(step.n, [field.name for field in step.fields]) for step in procedure.walked()]


def test_a_form_in_html_is_exactly_this() -> None:
    made = "\n".join(paper(press())) + "\n"

    without_style = re.sub(r"(?s)<style>.*?</style>", "<style></style>", made)
    assert without_style == (FORMS / "press.html").read_text(encoding="utf-8")


def test_a_form_in_markdown_is_exactly_this_and_reads_as_the_same_steps() -> None:
    form = press()

    made = "\n".join(paper_in_markdown(form))

    assert made + "\n" == (FORMS / "press.form.md").read_text(encoding="utf-8")
    assert shape(parse_page(made, path="press.md")) == shape(form.procedure)


def test_every_page_says_which_version_it_is_of_how_many_pages() -> None:
    made = "\n".join(paper(press()))

    assert 'content:"page " counter(page) " of " counter(pages)' in made
    assert "press\\000020\\0000b7" in made  # the foot: id and version, written by number
    assert "fh1" in made


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words_wherever_they_stand(words: str) -> None:
    page = f"""---
title: '{words.replace("'", "''")}'
description: '{words.replace("'", "''")}'
owner: '{words.replace("'", "''")}'
params: {{name: {{help: '{words.replace("'", "''")}', choices: ['{words.replace("'", "''")}', b]}}}}
---
{words}

## {words}

> [!WARNING]
> {words}

1. {words} [{words}]({words}) ![{words}]({words}) `{words}` {{{{name}}}}
   - **Record:** {words}: ___ {words} ({words} / b)
   - **Sign ({words}):** {words}
   - {words} → [x](#{words})

   ```{words}
   {words}
   ```

   | {words} |
   | --- |
   | {words} ___ |
"""
    made = printed(page, name=words)

    allowed = "a|b|blockquote|body|br|code|del|div|em|h[1-6]|head|header|hr|html|i|li|meta|ol|p|pre"
    allowed += "|small|span|strong|style|table|tbody|td|th|thead|title|tr|ul"
    tags = re.findall(r"<\s*/?\s*([\w!-]+)", made)
    assert {tag for tag in tags if not re.fullmatch(allowed, tag)} == {"!doctype"}
    inside = re.findall(r"<[a-z]\w*((?:\s+[\w-]+=\"[^\"]*\")*)\s*>", made)
    names = {name for each in inside for name in re.findall(r"\s([\w-]+)=", each)}
    assert names <= {"charset", "class", "content", "href", "id", "lang", "name", "value"}
    assert len(inside) == len(re.findall(r"<[a-z]", made))
    assert made.count("<style>") == made.count("</style>") == 1
    assert not re.search(r"href=\"(?!https?://)", made)


def test_a_link_leads_only_to_the_web_and_is_shown_in_full() -> None:
    made = printed(
        "# T\n\n1. [a](https://e.org/x) [b](javascript:alert(1)) [c](file:///etc) [d](img/d.svg)"
        " <https://e.org>\n2. Go.\n"
    )

    assert '<a href="https://e.org/x">a</a> &lt;https://e.org/x&gt;' in made
    assert made.count("<a ") == 2
    assert "[c](file:///etc)" in made
    assert "d (img/d.svg)" in made


def test_nothing_is_loaded_from_elsewhere() -> None:
    made = printed("# T\n\n![A valve](https://e.org/v.png)\n\n1. Close it.\n2. Open it.\n")

    assert "Picture: A valve (https://e.org/v.png)" in made
    assert not re.search(r"<(?:img|link|script|iframe|object|svg)\b|@import|url\(", made)


def test_the_foot_of_a_page_cannot_leave_its_string() -> None:
    made = style('";}</style><script>')

    assert "</style" not in made
    assert re.search(r'content:"(?:\\[0-9a-f]{6}|[A-Za-z0-9])*";', made)


def test_choices_are_boxes_and_values_lines_with_unit_and_limits() -> None:
    made = printed("# T\n\n1. Read: ___ bar (140–160, stop 130–170)\n2. Seal: ___ (ok / worn)\n")

    assert '<span class="blank line"></span> bar (140–160, stop 130–170)' in made
    picks = [
        f'<span class="pick"><span class="box"></span> {word}</span>' for word in ("ok", "worn")
    ]
    assert f'<span class="blank">{" ".join(picks)}</span>' in made


def test_a_value_without_a_word_is_a_line_and_a_secret_is_not_written() -> None:
    made = printed(
        "---\nparams: {host: {type: host}, key: {type: secret}}\n---\n# T\n\n1. A\n2. B\n"
    )

    assert (
        '<th>host</th><td><span class="write"><span class="line long"></span></span></td>' in made
    )
    assert "<th>key</th><td>secret: never write it on paper</td>" in made


def test_a_value_is_text_and_no_markup_or_blank_in_markdown() -> None:
    text = "---\nparams: {a: {type: text}}\n---\n# T\n\n1. Take {{a}} and `{{a}}`.\n2. Go.\n"

    starred = "\n".join(paper_in_markdown(form_of_text(text, params={"a": "*x* <b>"})))
    blank = "\n".join(paper_in_markdown(form_of_text(text, params={"a": "x ___"})))

    assert r"Take \*x\* \<b\> and `*x* <b>`." in starred
    assert "Take {{a}} and `{{a}}`." in blank


def test_a_step_of_headings_and_a_page_without_steps_can_be_ticked() -> None:
    made = printed("# T\n\nRead this.\n")
    assert '<span class="box"></span> read ' in made
    made = printed("# T\n\n## Step 1: Go\n\nGo.\n\n## Step 2: Come\n\nCome.\n")
    assert made.count('<td class="t"><span class="box"></span></td>') == 2


@pytest.mark.parametrize(
    ("words", "rounds"),
    [
        ("until dry, max 2", ["round 1", "round 2"]),
        ("3 times", ["round 1", "round 2", "round 3"]),
        ("for each left, right", ["left", "right"]),
        ("until dry", ["round 1", "round 2", "round 3"]),
        ("until dry, max 99", [f"round {n}" for n in range(1, 13)]),
    ],
)
def test_a_loop_has_a_row_for_every_round(words: str, rounds: list[str]) -> None:
    made = printed(f"# T\n\n1. Wipe it: ___ g\n   - **Repeat:** {words}\n2. Go.\n")

    assert re.findall(r'<tr><td><span class="box"></span> ([^<]*)</td>', made) == rounds
    assert ("More rounds" in made) == (words in {"until dry", "until dry, max 99"})


@needs_corpora
@pytest.mark.parametrize("library", libraries())
def test_a_form_of_a_real_page_has_every_step_once_and_reads_back(library: str) -> None:
    for path in pages_of(library)[::EVERY_PAGE]:
        form = form_of_text(path.read_text(encoding="utf-8", errors="replace"), path.name)
        walked = (*form.procedure.walked(), *form.undoing)
        wanted = Counter(step.n for step in walked)

        made = "\n".join(paper(form))
        read = parse_page("\n".join(paper_in_markdown(form)), path=path.name)

        assert Counter(re.findall(r'<td class="n" id="step-([^"]+)">', made)) == wanted, path
        blanks = sum(len(step.fields) for step in form.procedure.walked())
        assert made.count('class="blank') >= blanks, path
        assert shape(read) == shape(form.procedure), path
