"""A recording of a terminal is played in one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events, on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Label

from flowhelp.content.cast import read_cast
from flowhelp.errors import FlowhelpError
from flowhelp.tui.dialogs.choose import Choose
from flowhelp.tui.keys import bind
from flowhelp.tui.playing import Playback
from flowhelp.tui.widgets.cells import strip_of
from flowhelp.tui.widgets.foot import Foot
from flowhelp.typeset.terminal import one_line
from flowhelp.usecases.media import Media

if TYPE_CHECKING:
    from flowhelp.tui.host import Host

FRAMES = 30
_JUMP = 5.0


class CastView(ScrollView, can_focus=True):
    """The terminal of a recording; what is larger than the window scrolls."""

    def __init__(self) -> None:
        super().__init__(id="cast-view")
        self.playback: Playback | None = None
        self._drawn: tuple[int, int] = (-1, -1)

    def update(self) -> None:
        """Draw what changed."""
        if self.playback is None:
            return
        emulator = self.playback.emulator
        state = (id(emulator), emulator.changes)
        if state != self._drawn:
            self._drawn = state
            self.virtual_size = Size(emulator.grid.columns, emulator.grid.lines)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the window."""
        width, base = self.scrollable_content_region.width, self.rich_style
        x, number = self.scroll_offset.x, y + self.scroll_offset.y
        if self.playback is None or number >= self.playback.emulator.grid.lines:
            return Strip.blank(width, base)
        emulator = self.playback.emulator
        shown = emulator.cursor_shown and number == emulator.y
        columns = emulator.grid.columns
        cursor = emulator.x if shown else -1
        strip = strip_of(emulator.grid.rows[number], columns, base, cursor)
        return strip.crop(x, x + width).adjust_cell_length(width, base)


class Bar(Widget):
    """How far it is, as a bar that can be clicked and as words."""

    class Sought(Message):
        """A place of the bar was clicked: 0 is the beginning, 1 the end."""

        def __init__(self, part: float) -> None:
            super().__init__()
            self.part = part

    def __init__(self) -> None:
        super().__init__(id="cast-bar")
        self.part = 0.0

    def render_line(self, y: int) -> Strip:
        """The bar."""
        from rich.segment import Segment

        del y
        width = self.size.width
        done = round(width * self.part)
        style = self.rich_style
        return Strip([Segment("━" * done, style), Segment("─" * (width - done), style)], width)

    def on_click(self, event: events.Click) -> None:
        """Go there."""
        self.post_message(self.Sought(event.x / max(1, self.size.width - 1)))


class CastScreen(Screen[None]):
    """Plays a recording."""

    CSS_PATH = "cast.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("cast.back", "escape,q", "back", "Back", "Back to where you were."),
        bind("cast.play", "space", "play", "Play/Pause", "Play it, or stand still."),
        bind("cast.step", "full_stop", "step", "Step", "Go to the next thing that is written."),
        bind("cast.earlier", "left", "jump(-1)", "−5 s", "Five seconds back.",
             show=False, priority=True),
        bind("cast.later", "right", "jump(1)", "+5 s", "Five seconds on.",
             show=False, priority=True),
        bind("cast.slower", "less_than_sign", "faster(-1)", "Slower", "Play it slower."),
        bind("cast.faster", "greater_than_sign", "faster(1)", "Faster", "Play it faster."),
        bind("cast.former", "left_square_bracket", "chapter(-1)", "Chapter before",
             "Go back to the chapter before.", show=False),
        bind("cast.next", "right_square_bracket", "chapter(1)", "Next chapter",
             "Go on to the next chapter.", show=False),
        bind("cast.chapters", "c", "chapters", "Chapters", "Choose a chapter."),
        bind("cast.restart", "0,home", "restart", "Restart", "From the beginning.", show=False,
             priority=True),
        bind("cast.idle", "i", "idle", "Pauses", "Cut long pauses, or leave them as they were.",
             show=False),
    ]  # fmt: skip

    def __init__(
        self,
        raw: bytes,
        media: Media,
        text: str = "",
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """A recording, from the bytes of its file."""
        super().__init__()
        self._raw = raw
        self._media = media
        self._text = text
        self._clock = clock
        self._before = clock()
        self.playback: Playback | None = None

    def compose(self) -> ComposeResult:
        """Title, terminal, bar, where it is, keys."""
        name = self._text or self._media.path.rpartition("/")[2]
        yield Label(one_line(name), id="cast-title", markup=False)
        yield CastView()
        yield Bar()
        yield Label("Reading it …", id="cast-state", markup=False)
        yield Label("", id="cast-note", markup=False)
        yield Foot()

    def on_mount(self) -> None:
        """Read it beside."""
        self.query_one(CastView).focus()
        self._read()

    @work(thread=True, exit_on_error=False)
    def _read(self) -> None:
        try:
            playback = Playback(read_cast(self._raw))
        except FlowhelpError as error:
            self.app.call_from_thread(self._broken, error)
            return
        self._raw = b""
        self.app.call_from_thread(self._begin, playback)

    def _broken(self, error: FlowhelpError) -> None:
        words = f"{error.message[:1].upper()}{error.message[1:]}: {self._media.address}"
        self.query_one("#cast-state", Label).update(one_line(words))

    def _begin(self, playback: Playback) -> None:
        self.playback = self.query_one(CastView).playback = playback
        title = self._text or playback.recording.title
        if title:
            self.query_one("#cast-title", Label).update(one_line(title))
        self._before = self._clock()
        playback.toggle()
        self.set_interval(1 / FRAMES, self.tick)
        self.tick()

    def tick(self) -> None:
        """Let as much time go by in the recording as went by here."""
        now = self._clock()
        gone, self._before = now - self._before, now
        if self.playback is not None:
            self.playback.advance(gone)
            self._show(self.playback)

    def on_resize(self) -> None:
        """What fits may be other than before."""
        if self.playback is not None:
            self._show(self.playback)

    @on(Bar.Sought)
    def _sought(self, event: Bar.Sought) -> None:
        event.stop()
        if self.playback is not None:
            self.playback.to(event.part * self.playback.length)
            self._show(self.playback)

    def offers(self) -> Iterable[SystemCommand]:
        """For the command palette."""
        yield SystemCommand("Play or pause", "The recording", self.action_play)
        yield SystemCommand("Restart", "From the beginning", self.action_restart)
        yield SystemCommand("Chapters", "Choose one", self.action_chapters)
        yield SystemCommand("Pauses", "Cut long ones, or leave them", self.action_idle)

    def action_back(self) -> None:
        """Back."""
        self.dismiss(None)

    def action_play(self) -> None:
        """Play, or stand still."""
        self._do(Playback.toggle)

    def action_step(self) -> None:
        """To the next thing that is written."""
        self._do(Playback.step)

    def action_jump(self, by: int) -> None:
        """Some seconds on or back."""
        self._do(lambda playback: playback.to(playback.at + by * _JUMP))

    def action_faster(self, by: int) -> None:
        """Another speed."""
        self._do(lambda playback: playback.faster(by))

    def action_chapter(self, by: int) -> None:
        """Another chapter."""
        self._do(lambda playback: playback.to_chapter(by))

    def action_restart(self) -> None:
        """From the beginning."""
        self._do(lambda playback: playback.to(0.0))

    def action_idle(self) -> None:
        """Cut pauses, or do not."""
        self._do(lambda playback: playback.cut_pauses(cuts=not playback.cuts))

    def action_chapters(self) -> None:
        """Choose a chapter."""
        playback = self.playback
        if playback is None or not playback.chapters:
            cast("Host", self.app).notify("This recording has no chapters.")
            return

        def chosen(number: int | None) -> None:
            if number is not None:
                self._do(lambda playing: playing.to(playing.chapters[number].at))

        rows = [f"{_clock(each.at)}  {each.title}" for each in playback.chapters]
        self.app.push_screen(Choose("Which chapter?", rows), chosen)

    def _do(self, what: Callable[[Playback], None]) -> None:
        if self.playback is not None:
            what(self.playback)
            self._show(self.playback)

    def _show(self, playback: Playback) -> None:
        self.query_one(CastView).update()
        bar = self.query_one(Bar)
        bar.part = playback.at / playback.length if playback.length else 1.0
        bar.refresh()
        self.query_one("#cast-state", Label).update(one_line(state_words(playback)))
        note = self.query_one("#cast-note", Label)
        words = "  ".join(self._notes(playback))
        note.update(one_line(words))
        note.display = bool(words)

    def _notes(self, playback: Playback) -> Iterable[str]:
        if playback.recording.problem:
            yield f"! The recording is not whole: {playback.recording.problem}."
        grid, room = playback.emulator.grid, self.query_one(CastView).size
        if room.width and (grid.columns > room.width or grid.lines > room.height):
            size = f"{grid.columns}×{grid.lines}"
            yield f"Made at {size}, larger than this window: PgUp, PgDn, Ctrl with them, move it."


def state_words(playback: Playback) -> str:
    """Where it is and how it plays, in words."""
    word = "▶ playing" if playback.playing else "■ at its end" if playback.ended else "‖ paused"
    parts = [f"{word}  {_clock(playback.at)} of {_clock(playback.length)}"]
    if playback.speed != 1:
        parts.append(f"{playback.speed:g}× speed")
    parts.append("long pauses cut" if playback.cuts else "pauses as they were")
    if playback.chapter:
        parts.append(f"chapter: {playback.chapter}")
    status = playback.recording.exit
    if playback.ended and status is not None:
        parts.append(f"ended with status {status}")
    return "  ·  ".join(parts)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"
