"""Pictures on the whole screen; and the way to recordings, videos and addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Label

from flowhelp.errors import FlowhelpError
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.keys import bind
from flowhelp.tui.places import MediaAt
from flowhelp.tui.saying import refuse
from flowhelp.tui.widgets.foot import Foot
from flowhelp.tui.widgets.picture import Picture
from flowhelp.typeset.styles import Line, Style
from flowhelp.typeset.terminal import one_line, visible
from flowhelp.usecases.media import Kind, Media, content, media_at, open_outside

if TYPE_CHECKING:
    from flowhelp.tui.host import Host


_PART = 50
"""Columns of one line of an address."""


def open_media(app: Host, at: MediaAt) -> None:
    """Show a picture or play a recording; ask before anything else is given to the system.

    Raises:
        FlowhelpError: It is not there, or the page leads where it may not.
    """
    media = media_at(app.workspace, at.target, at.page)
    match media.kind:
        case Kind.PICTURE | Kind.DRAWING:
            app.push_screen(PictureScreen(media, at.text))
        case Kind.RECORDING:
            from flowhelp.tui.screens.cast import CastScreen

            app.push_screen(CastScreen(content(app.workspace, media), media, at.text))
        case _:
            ask_to_open(app, media)


def ask_to_open(app: Host, media: Media) -> None:
    """Let the system's own program show it, once the person has seen what that is.

    Raises:
        FlowhelpError: It is nothing to be opened.
    """
    if not media.opens_outside:
        open_outside(app.workspace, media)  # says why not
    what = "address in the browser" if media.kind is Kind.WEB else f"{media.kind.value}"
    address = visible(media.address)  # all of it, however long
    lines: list[Line] = [
        *(((address[at : at + _PART], Style.COMMAND),) for at in range(0, len(address), _PART)),
        (("A program of this system shows it, outside flowhelp.", Style.DIM),),
    ]

    def answered(answer: str | None) -> None:
        if answer != "yes":
            return
        try:
            open_outside(app.workspace, media)
        except FlowhelpError as error:
            refuse(app, error)

    title = f"Open this {what}?"
    app.push_screen(Confirm(title, lines, yes="Open", no="Stay"), answered)


class PictureScreen(Screen[None]):
    """One picture, as large as the window allows."""

    CSS_PATH = "media.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("cast.back", "escape,q", "back", "Back", "Back to where you were."),
        bind("cast.outside", "o", "outside", "Open outside",
             "Open it with the program that this system has for it."),
    ]  # fmt: skip

    def __init__(self, media: Media, text: str) -> None:
        """A picture with its alternative text."""
        super().__init__()
        self._media = media
        self._text = text

    def compose(self) -> ComposeResult:
        """Name, picture with its text, keys."""
        name = self._media.path.rpartition("/")[2]
        yield Label(one_line(name), id="media-title", markup=False)
        with VerticalScroll(id="media-picture"):
            yield Picture(self._own.workspace, self._media, self._text, part=0.8)
        yield Foot()

    def on_mount(self) -> None:
        """It can be scrolled at once."""
        self.query_one("#media-picture").focus()

    def offers(self) -> Iterable[SystemCommand]:
        """For the command palette."""
        yield SystemCommand("Open outside", "With the program of this system", self.action_outside)

    def action_back(self) -> None:
        """Back."""
        self.dismiss(None)

    def action_outside(self) -> None:
        """Ask, and open it."""
        try:
            ask_to_open(self._own, self._media)
        except FlowhelpError as error:
            refuse(self._own, error)

    @property
    def _own(self) -> Host:
        return cast("Host", self.app)
