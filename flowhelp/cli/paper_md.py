"""A form as Markdown: the page itself, with boxes, its version, and room to write.

Read back, it gives the same steps with the same numbers and blanks.
"""

from __future__ import annotations

from collections.abc import Iterator

from flowhelp.usecases.paper import Form


def paper_in_markdown(form: Form) -> Iterator[str]:
    """The lines of the form."""
    yield from form.text.split("\n")
