"""Nothing answers: the titles that come nearest, and where the page that is missing belongs."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flowhelp.library.source import SourceKind
from flowhelp.search.nearest import nearest

if TYPE_CHECKING:
    from flowhelp.search.listed import Listed
    from flowhelp.usecases.workspace import Workspace

_OPENER = re.compile(
    r"(?:please\s+)?(?:(?:how|where|when)\s+(?:(?:do|can|should|would|could)\s+(?:i|we|you|one)|to)"
    r"|what\s+to\s+do\s+(?:when|if)|(?:can|could)\s+(?:i|we|you)|(?:what|who|where|why)\s+(?:is|are)"
    r"|i\s+(?:want|need|would\s+like)\s+to|help\s+(?:me\s+)?(?:to\s+)?(?:with\s+)?)\s+",
    re.IGNORECASE,
)
_LONGEST = 60
"""Characters of a title that is proposed."""

_OWN = {SourceKind.PROJECT, SourceKind.PATH, SourceKind.FOLDER}
_NO_WORD = re.compile(r"[\W_]+")


def hint_of_nothing(workspace: Workspace, question: str, pages: Sequence[Listed]) -> str:
    """What to do when no page answers: the nearest titles, and how to write the page.

    Args:
        workspace: Its libraries and the folder a person is in.
        question: As it was typed, without filters.
        pages: What the libraries hold.

    Returns:
        One line.
    """
    near = [pages[at] for at in nearest(question, [page.title for page in pages])]
    first = f"nearest: {', '.join(map(_named, near))}"
    title = title_of(question)
    if not title:
        return first if near else "try other words, or: flowhelp list"
    file = os.path.join(place_to_write(workspace), f"{file_name(title)}.md")  # noqa: PTH118
    there = f'a file {file} whose first line is "# {title}"'
    return f"{first if near else 'try other words'} · or write that page: {there}"


def title_of(question: str) -> str:
    """The title of a page that would answer: the question without its question words."""
    words = " ".join(question.split())
    title = _OPENER.sub("", words, count=1) if _OPENER.match(words) else words
    title = title.strip(' ?!.,;:"#')
    if len(title) > _LONGEST:
        title = title[:_LONGEST].rsplit(" ", 1)[0]
    return title[:1].upper() + title[1:]


def file_name(title: str) -> str:
    """The name of its file without ending: words in lower case, with `-` between them."""
    return _NO_WORD.sub("-", title.lower()).strip("-") or "new-page"


def place_to_write(workspace: Workspace) -> str:
    """The folder a new page belongs in: the strongest library that can be written.

    Where there is none, `procedures` in the current folder: once made, it is one.

    Returns:
        As seen from the current folder where it is below that, else absolute.
    """
    here = str(workspace.folder)
    for spec in workspace.specs:
        if spec.kind in _OWN and os.access(spec.location, os.W_OK):
            below = os.path.relpath(spec.location, os.path.realpath(here))
            return spec.location if below.startswith(os.pardir) else below
    return "procedures"


def _named(page: Listed) -> str:
    return f'"{page.title}" ({page.id})'
