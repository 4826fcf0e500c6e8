"""The corpora and papers that lie beside the checkout, where there are any."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "../shared"
CORPORA = SHARED / "corpora"
FORMAT = SHARED / "FORMAT.md"

needs_corpora = pytest.mark.skipif(not CORPORA.is_dir(), reason="no corpora beside the checkout")
needs_format = pytest.mark.skipif(not FORMAT.is_file(), reason="no FORMAT.md beside the checkout")

EVERY_TLDR = 20
"""One of so many tldr pages is read: they are all of one shape."""


def libraries() -> list[str]:
    """Names of the folders of the corpora, in order; empty where they are absent."""
    if not CORPORA.is_dir():
        return []
    return sorted(folder.name for folder in CORPORA.iterdir() if folder.is_dir())


def pages_of(library: str) -> list[Path]:
    """The Markdown files of one library, in order; of tldr only a sample."""
    found = sorted(
        path
        for path in (CORPORA / library).rglob("*")
        if path.suffix in {".md", ".mdx"} and path.is_file()
    )
    return found[::EVERY_TLDR] if library == "tldr" else found
