"""Any text is a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content import PageType, Procedure, Role
from flowhelp.content.parse import parse_page, part_of
from flowhelp.ids import ProcedureId

PIECES = [
    "---", "a: b", "title: x", "# ", "## ", "### ", "1. ", "2. ", "- ", "- [ ] ", "- [x] ", "  ",
    "    ", "\t", "```", "```sh\n", "~~~", "> ", "> [!NOTE]\n", "| a | b |\n| --- | --- |\n",
    "| ___ | 1 |",
    "**Expect:** ", "**Verify:**\n", "___ bar (1–2)", "→ [a](#a)", "go to [a](#a)", "{{x}}",
    "<y z>",
    "If so, ", "Optional: ", "$ ls", "Step 1: ", "**1.** ", "How to ", "Prerequisites", "Rollback",
    "Troubleshooting", "Steps", '{% tab title="a" %}', "{% endtab %}", "{{< note >}}",
    "{{< /note >}}",
    "!!! note", ":::tip", ":::", "<!--", "-->", "`a b`", "\r", "\0", "\u202e", "\ufeff", "&amp;",
    "\\",
]  # fmt: skip
MARKDOWNISH = st.lists(st.sampled_from([*PIECES, "\n", "\n", "\n\n", "word"])).map("".join)
PATHS = st.sampled_from(
    ["a.md", "x/b.mdx", "c.quiz.md", "d.sim.md", "e.checklist.md", "README.md", "f.guide.md", "g"]
)


def check(page: Procedure, text: str) -> None:
    """What holds for every page, whatever its text."""
    last = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    steps = list(page.walked())
    assert len({step.sid for step in steps}) == len(steps)
    assert len({step.n for step in steps}) == len(steps)
    assert all(1 <= step.line <= step.end <= last for step in steps)
    assert all(1 <= finding.line <= last for finding in page.findings)
    assert all(step.title for step in steps)
    assert all(step.n.count(".") <= 2 for step in steps)
    assert page.title
    assert page.reason


@given(st.text(), PATHS)
def test_any_text_is_a_page(text: str, path: str) -> None:
    check(parse_page(text, path=path), text)


@given(MARKDOWNISH, PATHS)
def test_any_markdown_is_a_page(text: str, path: str) -> None:
    check(parse_page(text, path=path), text)


@given(MARKDOWNISH, st.sampled_from(["list", "headings", "sections", "blocks", "tasks", "none"]))
def test_any_markdown_can_be_read_as_its_author_asks(text: str, mode: str) -> None:
    text = f"---\nsteps: {mode}\n---\n{text}"

    check(parse_page(text, path="a.md"), text)


@given(MARKDOWNISH, st.sampled_from(list(PageType)))
def test_any_markdown_can_be_of_any_type(text: str, kind: PageType) -> None:
    text = f"---\ntype: {kind}\n---\n{text}"
    page = parse_page(text, path="a.md")

    check(page, text)
    assert page.type is kind


@given(MARKDOWNISH)
def test_line_ends_do_not_matter(text: str) -> None:
    text = text.replace("\r", "")
    page = parse_page(text, path="a.md")

    assert parse_page(text.replace("\n", "\r\n"), path="a.md") == page
    assert parse_page("\ufeff" + text, path="a.md") == page or text.startswith("\ufeff")


def test_a_part_of_a_collection_is_a_procedure_of_its_own() -> None:
    page = parse_page("## How to a\n1. b\n2. c\n## How to d\n1. e\n2. f\n", path="x.md")

    part = part_of(page, "how-to-d")

    assert part is not None
    assert [(step.n, step.title) for step in part.steps] == [("1", "e"), ("2", "f")]
    assert (part.id, part.title, part.type) == ("x#how-to-d", "How to d", "procedure")
    assert part_of(page, "elsewhere") is None


@pytest.mark.parametrize(
    ("path", "title"),
    [("a/renew_the-cert.md", "Renew the cert"), ("pump/README.md", "Pump"), ("x.html.md", "X")],
)
def test_a_page_without_a_title_has_that_of_its_file(path: str, title: str) -> None:
    assert parse_page("Words.", path=path).title == title


def test_a_heading_that_says_to_change_something_is_work_and_no_list_of_changes() -> None:
    text = "# Belt\n\n## Change the belts\n\n1. Lift it.\n2. Fit it.\n\n## Changes\n\n1. New: 2.\n"
    page = parse_page(text, path="belt.md", id=ProcedureId("belt"))

    assert [(step.title, step.role) for step in page.steps] == [
        ("Lift it.", Role.MAIN),
        ("Fit it.", Role.MAIN),
    ]
