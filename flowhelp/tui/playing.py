"""A recording as it plays: where it is, how fast, and what the terminal shows then.

No clock is asked here: who draws it says how much time went by.
"""

from __future__ import annotations

from bisect import bisect_right

from flowhelp.content.cast import Chapter, Recording, paced, size_of
from flowhelp.execution.screen import OutputFilter
from flowhelp.tui.emulator.emulator import Emulator

SPEEDS = (0.5, 1.0, 1.5, 2.0, 4.0, 8.0)
IDLE = 2.0
"""Seconds that a pause lasts at most, where pauses are cut and the recording says nothing."""

_FAR = 1 << 18
"""Characters of output after which the terminal's state is kept, for jumping back."""


class Playback:
    """A recording that plays, stands still, or jumps.

    Attributes:
        recording: What is played.
        at: Seconds from the beginning, pauses cut where they are.
        playing: Whether it goes on by itself.
        speed: How much faster than it was.
        cuts: Whether pauses are cut.
        emulator: The terminal as it stands.
    """

    def __init__(self, recording: Recording) -> None:
        """At the beginning, standing still."""
        self.recording = recording
        self.at = 0.0
        self.playing = False
        self.speed = 1.0
        self.cuts = True
        tame = OutputFilter(real=True)
        # What could command a terminal is gone before anything is shown.
        self._texts = [
            tame.feed(each.text.encode("utf-8", "replace")) if each.kind == "o" else ""
            for each in recording.events
        ]
        self._next = 0
        self._fed = 0
        self.emulator = Emulator(recording.lines, recording.columns, most_kept=0)
        self._kept = [(0, self.emulator.copy())]
        self._lay_out()
        self.to(0.0)

    @property
    def length(self) -> float:
        """Seconds, pauses cut where they are."""
        return self._moments[-1]

    @property
    def ended(self) -> bool:
        """Whether it stands at its end."""
        return self.at >= self.length

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The marks, with their places as it plays now."""
        return self._chapters

    @property
    def chapter(self) -> str:
        """The title of the mark that was passed last; empty before the first."""
        passed = [each for each in self._chapters if each.at <= self.at]
        return passed[-1].title if passed else ""

    def advance(self, seconds: float) -> None:
        """So much time went by."""
        if self.playing:
            self.to(self.at + seconds * self.speed)
            self.playing = not self.ended

    def toggle(self) -> None:
        """Play, or stand still; at the end, play again from the beginning."""
        if not self.playing and self.ended:
            self.to(0.0)
        self.playing = not self.playing

    def to(self, at: float) -> None:
        """Go there."""
        self.at = max(0.0, min(at, self.length))
        wanted = bisect_right(self._times, self.at)
        if wanted < self._next:
            number = bisect_right([n for n, _ in self._kept], wanted) - 1
            self._next, emulator = self._kept[number]
            self.emulator, self._fed = emulator.copy(), 0
        while self._next < wanted:
            self._feed()

    def step(self) -> None:
        """To the next moment at which something is written; it stands still then."""
        self.playing = False
        if self._next < len(self._times):
            self.to(self._times[self._next])

    def faster(self, by: int) -> None:
        """The next speed, or the one before."""
        number = SPEEDS.index(self.speed) + by
        self.speed = SPEEDS[max(0, min(number, len(SPEEDS) - 1))]

    def to_chapter(self, by: int) -> None:
        """To the next mark, or to the one before; at the ends to the beginning or end."""
        near = 1.0 if self.playing else 0.0  # who goes back twice means the one before
        if by > 0:
            after = [each.at for each in self._chapters if each.at > self.at]
            self.to(after[0] if after else self.length)
        else:
            before = [each.at for each in self._chapters if each.at < self.at - near]
            self.to(before[-1] if before else 0.0)

    def cut_pauses(self, *, cuts: bool) -> None:
        """Cut pauses, or leave them as they were; what is shown stays."""
        number = self._next
        self.cuts = cuts
        self._lay_out()
        self.at = self._times[number - 1] if number else 0.0

    def _lay_out(self) -> None:
        """Work out when everything happens."""
        real = [each.at for each in self.recording.events]
        marks = [each.at for each in self.recording.chapters]
        longest = (self.recording.idle or IDLE) if self.cuts else None
        order = sorted({*real, *marks, self.recording.length, 0.0})
        places = dict(zip(order, paced(order, longest), strict=True))
        self._times = [places[at] for at in real]
        self._moments = [places[at] for at in order]
        self._chapters = tuple(
            Chapter(places[each.at], each.title) for each in self.recording.chapters
        )

    def _feed(self) -> None:
        event, text = self.recording.events[self._next], self._texts[self._next]
        if event.kind == "r" and (size := size_of(event.text)):
            self.emulator.resize(size[1], size[0])
        else:
            self.emulator.feed(text)
        self._next += 1
        self._fed += len(text)
        if self._fed > _FAR and self._next > self._kept[-1][0]:
            self._fed = 0
            self._kept.append((self._next, self.emulator.copy()))
