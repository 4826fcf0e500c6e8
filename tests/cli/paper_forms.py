"""Forms for tests: made of a text, without any library."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flowhelp.content.parse import parse_page
from flowhelp.journal.events import Document, Person
from flowhelp.usecases.paper import Form
from flowhelp.walkthrough import plan_of

NOON = datetime(2031, 5, 4, 12).astimezone()
"""By the clock on the wall, wherever the test runs."""


def form_of_text(
    text: str,
    path: str = "page.md",
    params: Mapping[str, str] | None = None,
    context: Mapping[str, str] | None = None,
) -> Form:
    """The form of a page with that text."""
    page = parse_page(text, path=path)
    doc = Document(
        page.id, path, page.title, source="lib", steps_hash=page.steps_hash, blob="0" * 40
    )
    who = Person("mo", "Mo Ito")
    lines = (1, text.count("\n") + 1)
    given = params or {}
    return Form(doc, text, lines, plan_of(page), page.title, NOON, who, given, context or {})
