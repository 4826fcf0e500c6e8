"""Libraries of any size for the benchmarks, made of the corpora beside the checkout.

The corpora are repeated with changed words until there are enough pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

CORPORA = Path(__file__).parents[2] / "../shared/corpora"
_WORD = re.compile(r"\b[a-z]{6,}\b")


def make(library: Path, pages: int) -> None:
    """That many pages in that folder, all with different text."""
    for text, name in islice(_texts(), pages):
        path = library / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _texts() -> Iterator[tuple[str, str]]:
    """(text, path) of each page: the corpora as they are, then with other words, for ever."""
    originals = [
        (path.read_text("utf-8", "replace"), path.relative_to(CORPORA))
        for path in sorted(CORPORA.rglob("*"))
        if path.suffix in {".md", ".mdx"} and path.is_file()
    ]
    for lap in count():
        for text, path in originals:
            if lap:
                text = _WORD.sub(lambda word: _changed(word[0], lap), text)  # noqa: B023, PLW2901
            yield text, f"{path.parts[0]}-{lap}/{Path(*path.parts[1:])}"


def _changed(word: str, lap: int) -> str:
    """Every fourth word, spelled otherwise: as rare words are, new but not all of them."""
    return f"{word}{'aeiou'[lap % 5]}x" if sum(map(ord, word)) % 4 == 0 else word
