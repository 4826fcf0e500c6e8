"""Pages and how they are read, side by side: `fixtures/<topic>/<case>.md` and `<case>.outline`.

After a wanted change of the reading, write the outlines anew and read the
difference line by line before it is committed:

    FLOWHELP_REWRITE_OUTLINES=1 pytest tests/content/test_fixtures.py && git diff tests/content
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from flowhelp.content.parse import parse_page
from tests.content.outline import outline_of

FIXTURES = Path(__file__).parent / "fixtures"
PAGES = sorted(page for page in FIXTURES.rglob("*") if page.suffix in {".md", ".mdx"})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(FIXTURES).as_posix())
def test_a_page_is_read_as_its_outline_says(page: Path) -> None:
    expected = page.with_suffix(".outline")

    read = parse_page(page.read_text(encoding="utf-8"), path=page.name)

    if os.environ.get("FLOWHELP_REWRITE_OUTLINES"):
        expected.write_text(outline_of(read), encoding="utf-8")
    assert outline_of(read) == expected.read_text(encoding="utf-8")


def test_every_outline_has_its_page() -> None:
    outlines = {outline.with_suffix("") for outline in FIXTURES.rglob("*.outline")}

    assert outlines == {page.with_suffix("") for page in PAGES}
