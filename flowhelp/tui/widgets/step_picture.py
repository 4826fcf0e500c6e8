"""The first picture of a step, where the window is high enough to show it beside the words."""

from __future__ import annotations

from textual.containers import Vertical

from flowhelp.content import Step
from flowhelp.tui.widgets.picture import Picture
from flowhelp.typeset.page import page
from flowhelp.typeset.rows import anchors
from flowhelp.usecases.walk import WalkSession

_HIGH = 32
"""Rows of a window in which there is room for a picture."""

_WIDTH = 100


class StepPicture(Vertical):
    """Empty where there is no picture, or no room; the words name every picture anyway."""

    DEFAULT_CSS = """
    StepPicture {
        height: auto;
        max-height: 50%;
        padding: 0 1;
        display: none;
        &.-shown { display: block; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (the framework's word)
        super().__init__(id=id)
        self._shown = ("", "")

    async def show(self, session: WalkSession, step: Step | None) -> None:
        """Show the first picture of the step; the same one is not read again."""
        doc = session.walk.doc
        found = _first(step) if step is not None and self.screen.size.height >= _HIGH else None
        key = ("", "") if found is None or doc is None else (doc.id, found[0])
        if key == self._shown:
            return
        self._shown = key
        await self.remove_children()
        self.set_class(found is not None, "-shown")
        if found is not None and doc is not None:
            name = f"{doc.source}:{doc.id}" if doc.source else doc.path
            await self.mount(Picture.of(session.workspace, found[0], name, found[1]))


def _first(step: Step) -> tuple[str, str] | None:
    """Where the first picture of a step is, as the page writes it, and its words."""
    for block in step.blocks:
        if "![" not in block.text:
            continue
        rows = tuple(page(block.text, _WIDTH, targets=False))
        for anchor in anchors(rows):
            if anchor.link.picture:
                words = anchor.text.removeprefix("[picture: ").removesuffix("]")
                return anchor.link.target, words
    return None
