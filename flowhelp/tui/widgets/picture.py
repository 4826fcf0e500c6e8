"""A picture of a page with its alternative text, which is always there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Label

from flowhelp.errors import FlowhelpError
from flowhelp.tui.pictures import decoded, drawn
from flowhelp.typeset.terminal import one_line
from flowhelp.usecases.media import Kind, Media, content, media_at
from flowhelp.usecases.workspace import Workspace

if TYPE_CHECKING:
    from PIL.Image import Image

_SMALL = 16
"""Columns that the smallest picture is drawn with."""

_SLIM = 2.0
"""How much higher than wide a cell mostly is."""


class Picture(Vertical):
    """A picture, or a sentence that says why there is none, and a caption."""

    DEFAULT_CSS = """
    Picture {
        height: auto;
        width: 1fr;
        & > .picture-caption { width: 1fr; height: auto; color: $text-muted; }
        & > .picture-problem { width: 1fr; height: auto; color: $warning; }
    }
    """

    def __init__(
        self,
        workspace: Workspace,
        media: Media | FlowhelpError,
        text: str = "",
        *,
        part: float = 0.5,
        id: str | None = None,  # noqa: A002 (the framework's)
    ) -> None:
        """A picture.

        Args:
            workspace: What it is read from.
            media: Which one; or why it cannot be found.
            text: Its alternative text.
            part: How much of the window's height it may take.
            id: Of the widget.
        """
        super().__init__(id=id)
        self._part = part
        self._pixels = (0, 0)
        self._workspace = workspace
        self._media = media
        self._text = text

    @classmethod
    def of(cls, workspace: Workspace, target: str, page: str, text: str = "") -> Picture:
        """The picture that a page means by `target`; never fails."""
        try:
            return cls(workspace, media_at(workspace, target, page), text)
        except FlowhelpError as error:
            return cls(workspace, error, text or target)

    @property
    def caption(self) -> str:
        """The alternative text and where it is."""
        where = self._media.address if isinstance(self._media, Media) else ""
        words = self._text or "Picture without a description"
        return one_line(f"{words} — {where}" if where else words)

    def compose(self) -> ComposeResult:
        """The caption; the picture comes when it is decoded."""
        yield Label(self.caption, classes="picture-caption", markup=False)

    def on_mount(self) -> None:
        """Read it, and decode it beside."""
        if isinstance(self._media, FlowhelpError):
            self._said(self._media)
            return
        match self._media.kind:
            case Kind.PICTURE:
                try:
                    self._decode(content(self._workspace, self._media))
                except FlowhelpError as error:
                    self._said(error)
            case Kind.DRAWING:
                self._say("A drawing (svg) is not shown in a terminal.")
            case Kind.WEB:
                self._say("It is on the web, and not fetched from here.")
            case _:
                self._say("It is no picture that is shown here.")

    @work(thread=True, exit_on_error=False)
    def _decode(self, raw: bytes) -> None:
        try:
            picture = decoded(raw)
        except FlowhelpError as error:
            self.app.call_from_thread(self._said, error)
            return
        self.app.call_from_thread(self._show, picture)

    def on_resize(self) -> None:
        """Fit it into the new window."""
        self._fit()

    def _show(self, picture: Image) -> None:
        if not self.is_attached:
            return
        try:
            widget = drawn(picture, self._workspace.settings.pictures)
        except FlowhelpError as error:
            self._said(error)
            return
        self._pixels = picture.size
        widget.add_class("picture-drawn")
        self.mount(widget, before=0)
        self._fit()

    def _fit(self) -> None:
        """Give it the size that fits, as wide as it is high."""
        width, height = self._pixels
        for widget in self.query(".picture-drawn"):
            most = max(3, int(self.screen.size.height * self._part))
            slim = getattr(widget, "slim", _SLIM)
            columns = min(self.size.width, most * slim * width / height, max(_SMALL, width / 4))
            widget.styles.width = max(1, round(columns))
            widget.styles.height = max(1, round(columns * height / width / slim))

    def _said(self, error: FlowhelpError) -> None:
        hint = f" To see it: {error.hint}" if error.hint else ""
        self._say(f"{error.message[:1].upper()}{error.message[1:]}.{hint}")

    def _say(self, words: str) -> None:
        if self.is_attached:
            label = Label(one_line(words), classes="picture-problem", markup=False)
            self.mount(label, before=0)
