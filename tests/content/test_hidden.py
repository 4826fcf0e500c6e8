"""No step is hidden: whatever a page says is somewhere in what was read.

What a reader of the rendered page does not see either may be missing: HTML
comments and tags, commands of site templates, targets of links, imports of
components.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content import Procedure
from flowhelp.content.frontmatter import read_head
from flowhelp.content.parse import parse_page
from tests.content.shared import libraries, needs_corpora, pages_of
from tests.torture import only_on_request

WORD = re.compile(r"[a-z]{4,}")
UNSEEN = re.compile(
    r"<!--.*?-->"
    r"|\{\{[<%].*?[>%]\}\}|\{%.*?%\}|\{:[^{}\n]*\}|\{\#[^{}\n]*\}"
    r"|!\[[^\]]*\]\([^)]*\)|(?<=\])\((?:[^()]|\([^()]*\))*\)|^\s*\[[^\]]+\]:[^\n]*$"
    r"|(?<=\])\[[^\]\n]*\]|&\w+;|^\W*step\s+(?:\d|one\b)"
    r"|^[ \t]*(?:MariaDB \[[^\]]*\]|\(?\[?[\w.-]+@[^\n$#>]*|[\w./:-]+[=-]?\s?)[$#>]\s"
    r"|</?[A-Za-z][^<>]*>"
    r"|\[!\w+[^\]\n]*\]|^\s*:::[^\n]*$|^\s*(?:!!!|\?\?\?)[^\n]*$|^(?:import|export)\s[^\n]*$"
    r"|^[ \t>]*(?:[-*+]|\d+\.)?[ \t]*(?:```|~~~)[^\n]*$",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)


def shown(page: Procedure) -> set[str]:
    """Every word of four letters and more that the page shows somewhere."""
    texts = [page.title]
    for section in page.sections:
        texts += [section.title, section.slug, *(block.text for block in section.blocks)]
    for step in page.walked():
        texts += [step.title, step.text, *(block.text for block in step.blocks)]
        texts += [command.text for command in step.commands]
        texts += [f"{label.key} {label.value}" for label in step.labels]
    return set(WORD.findall(" ".join(texts).lower()))


def told(text: str) -> set[str]:
    """The words of the body of a page that its reader sees."""
    lines = text.replace("\r\n", "\n").split("\n")
    body = "\n".join(lines[read_head(lines).body :])
    return set(WORD.findall(UNSEEN.sub(" ", body).lower()))


def lost_words(pages: list[Path]) -> dict[str, set[str]]:
    """The words that are missing, of each page where some are."""
    missing: dict[str, set[str]] = {}
    for path in pages:
        text = path.read_text(encoding="utf-8", errors="replace")
        lost = told(text) - shown(parse_page(text, path=path.name))
        if lost:
            missing[str(path)] = lost
    return missing


@needs_corpora
@pytest.mark.parametrize("library", libraries())
def test_no_word_of_a_real_page_is_missing(library: str) -> None:
    assert lost_words(pages_of(library)[::4]) == {}


@needs_corpora
@pytest.mark.torture
@pytest.mark.parametrize("library", libraries())
def test_no_word_of_any_real_page_is_missing(library: str, request: pytest.FixtureRequest) -> None:
    only_on_request(request)

    assert lost_words(pages_of(library)) == {}


@pytest.mark.parametrize("mark", ["-", "1.", "- [ ]"])
@pytest.mark.parametrize("depth", [1, 2, 3, 4, 9, 10, 11, 20, 29])
def test_a_list_is_read_to_its_depth(mark: str, depth: int) -> None:
    width = 2 if mark[0] == "-" else 3
    lines = [" " * width * n + f"{mark} word{'x' * n}" for n in range(depth)]
    text = "\n".join(["# Deep", "", "1. First", "2. Second", "", *lines, "", "lastly this"])

    page = parse_page(text, path="deep.md")

    assert told(text) <= shown(page)
    assert not [finding for finding in page.findings if finding.severity == "error"]


@pytest.mark.parametrize("mark", ["-", "1.", ">"])
@pytest.mark.parametrize("depth", [61, 100, 150])
def test_what_is_too_deep_is_told_with_its_line(mark: str, depth: int) -> None:
    width = 2 if mark[0] in "->" else 3
    before = "> " * depth if mark == ">" else ""
    lines = [" " * width * n + f"{mark} word" for n in range(depth)] if not before else []
    text = "\n".join(["# Deep", "", before + "word", *lines, "", "lastly this"])

    page = parse_page(text, path="deep.md")

    told_lines = [finding.line for finding in page.findings if finding.severity == "error"]
    assert len(told_lines) == 1
    assert 3 <= told_lines[0] <= depth + 4


WORDS = st.text(alphabet="abcdefgh", min_size=4, max_size=9)
SENTENCE = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
KINDS: dict[str, Callable[[str], str]] = {
    "heading": lambda words: f"## {words}",
    "numbered heading": lambda words: f"## 1. {words}",
    "role": lambda words: f"## Prerequisites\n\n- {words}",
    "troubles": lambda words: f"## Troubleshooting\n\n{words}",
    "paragraph": lambda words: words,
    "item": lambda words: f"1. {words}\n   - {words}x",
    "two items": lambda words: f"1. {words}\n2. {words}y",
    "boxes": lambda words: f"- [ ] {words}\n- {words}z",
    "bullets": lambda words: f"- {words}\n  - {words}w\n    - {words}v",
    "code": lambda words: f"```sh\nls {words}\n```",
    "session": lambda words: f"```\n$ ls\n{words}\n```",
    "file": lambda words: f"```yaml\n{words}: 1\n```",
    "quote": lambda words: f"> {words}\n>\n> - {words}u",
    "alert": lambda words: f"> [!WARNING]\n> {words}",
    "table": lambda words: f"| {words} | b |\n| --- | --- |\n| ___ | {words}t |",
    "label": lambda words: f"- **Expect:** {words}\n- **Record:** {words}s: ___ bar",
    "decision": lambda words: f"- {words} → [back](#{words})",
    "html": lambda words: f"<div>{words}</div>",
    "comment": lambda words: f"<!-- gone -->\n\n{words}",
    "indented": lambda words: f"    {words}",
    "numbered paragraph": lambda words: f"**1.** {words}\n\n**2.** {words}r",
}
BLOCKS = st.builds(lambda kind, words: KINDS[kind](words), st.sampled_from(sorted(KINDS)), SENTENCE)


@given(st.lists(BLOCKS, max_size=8))
def test_every_word_of_a_page_made_of_known_blocks_is_shown(parts: list[str]) -> None:
    text = "\n\n".join(["# Title", *parts]) + "\n"

    page = parse_page(text, path="made.md")

    assert told(text) <= shown(page), text
