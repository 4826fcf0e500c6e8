"""The examples of FORMAT.md §7, read, against the counts that stand over them.

The paper says of those lines: a yardstick, not a golden file. Where we differ
on purpose, `DEVIATIONS` says how and why.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest

from flowhelp.content import Procedure
from flowhelp.content.parse import parse_page
from tests.content.shared import FORMAT, needs_format

EXAMPLE = re.compile(
    r"Result: `(?P<result>[^\n]*)`\n\n~~~~markdown\n"
    r"<!-- file: (?P<path>\S+) -->\n(?P<text>.*?)\n~~~~",
    re.DOTALL,
)
COUNT = re.compile(
    r"\b(\d+) (step|node|card|before|main|after|rollback|substep|field|edge|label)s?"
)
READ_AS_PAGES = {"quiz", "course", "skills", "roles"}
"""Known by their type and shown as pages, until these types have a room of their own."""

DEVIATIONS = {
    # the procedure behind **Do:** is a way on, of kind "include"
    "maintenance/vmc-850-weekly.md": {"edge": 2},
    # blanks outside of items, in the lead and in a table, are steps, or nobody could fill them in
    "people/one-to-one.form.md": {"top": 10, "main": 10},
}


def examples() -> list[tuple[str, str, str]]:
    """(path, result line, text) of each example; empty where the paper is absent."""
    if not FORMAT.is_file():
        return []
    paper = FORMAT.read_text(encoding="utf-8")
    return [(found["path"], found["result"], found["text"]) for found in EXAMPLE.finditer(paper)]


def counted(page: Procedure) -> Counter[str]:
    """The counts of a page, by the words of the result lines."""
    steps = list(page.walked())
    counts = Counter(str(step.role) for step in page.steps)
    counts["top"] = len(page.steps)
    counts["substep"] = len(steps) - len(page.steps)
    counts["field"] = sum(len(step.fields) for step in steps)
    counts["edge"] = sum(len(step.edges) for step in steps)
    counts["label"] = sum(len(step.labels) for step in steps)
    return counts


def wanted(result: str) -> dict[str, int]:
    """The counts of a result line."""
    top = {"step", "node", "card"}
    return {"top" if word in top else word: int(n) for n, word in COUNT.findall(result)}


@needs_format
@pytest.mark.parametrize(("path", "result", "text"), examples(), ids=lambda text: text[:40])
def test_an_example_is_read_as_its_result_says(path: str, result: str, text: str) -> None:
    page = parse_page(text + "\n", path=path)

    assert f"type {page.type} " in result
    assert not [finding for finding in page.findings if finding.severity == "error"]
    if page.type in READ_AS_PAGES:
        assert page.steps == ()
        assert any(section.blocks for section in page.sections)
        return
    expected = wanted(result) | DEVIATIONS.get(path, {})
    assert f"mode {page.mode} " in result or page.type == "form"
    assert {word: counted(page)[word] for word in expected} == expected
    assert page.confidence == "high"


@needs_format
def test_the_paper_has_its_twelve_examples() -> None:
    assert len(examples()) == 12
