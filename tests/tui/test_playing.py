"""A recording that plays, without a clock."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from flowhelp.content.cast import Chapter, Recording, Written
from flowhelp.tui.playing import Playback


def recording(*events: tuple[float, str], chapters: tuple[Chapter, ...] = ()) -> Recording:
    written = tuple(Written(at, "o", text) for at, text in events)
    return Recording(20, 3, written, chapters, length=written[-1].at if written else 0.0)


def shown(playback: Playback) -> str:
    return playback.emulator.grid.rows[0].text


def test_it_plays_at_its_speed_and_stops_at_its_end() -> None:
    playback = Playback(recording((0.0, "a"), (1.0, "b"), (3.0, "c")))
    assert shown(playback) == "a"

    playback.toggle()
    playback.advance(0.9)
    assert shown(playback) == "a"
    playback.faster(1)
    playback.advance(0.1)
    assert shown(playback) == "ab"
    playback.advance(60)

    assert (shown(playback), playback.playing, playback.ended) == ("abc", False, True)
    playback.toggle()
    assert (playback.at, playback.playing, shown(playback)) == (0.0, True, "a")


def test_pauses_are_cut_until_they_are_wanted() -> None:
    playback = Playback(recording((0.0, "a"), (100.0, "b")))
    assert playback.length == 2.0

    playback.to(2.0)
    playback.cut_pauses(cuts=False)

    assert (playback.length, playback.at, shown(playback)) == (100.0, 100.0, "ab")


def test_it_steps_from_one_thing_written_to_the_next() -> None:
    playback = Playback(recording((0.5, "a"), (0.5, "b"), (1.0, "c")))

    playback.step()
    assert shown(playback) == "ab"
    playback.step()
    playback.step()
    assert shown(playback) == "abc"


def test_it_goes_from_chapter_to_chapter() -> None:
    marks = (Chapter(0.5, "One"), Chapter(1.0, "Two"))
    playback = Playback(recording((0.0, "a"), (1.5, "b"), chapters=marks))

    playback.to_chapter(1)
    assert (playback.at, playback.chapter) == (0.5, "One")
    playback.to_chapter(1)
    assert playback.chapter == "Two"
    playback.to_chapter(1)
    assert playback.ended
    playback.to_chapter(-1)
    playback.to_chapter(-1)
    assert playback.at == 0.5


def test_a_recording_cannot_command_the_terminal() -> None:
    playback = Playback(recording((0.0, "a\x1b]52;c;Zm9v\x07\x1b]0;title\x07b\x1bP+q\x1b\\c")))

    assert shown(playback) == "abc"


@given(
    st.lists(
        st.tuples(st.floats(0, 9), st.sampled_from(["a", "\r\n", "\x1b[2J", "\x1b[?1049h", "é"])),
        min_size=1,
        max_size=20,
    ).map(sorted),
    st.lists(st.floats(0, 20), max_size=8),
)
def test_wherever_one_jumps_the_same_is_shown_as_if_it_was_played(
    events: list[tuple[float, str]], jumps: list[float]
) -> None:
    jumping = Playback(recording(*events))
    for at in jumps:
        jumping.to(at)

    playing = Playback(recording(*events))
    playing.to(jumping.at)

    assert jumping.emulator.text == playing.emulator.text


def test_jumping_back_in_a_long_one_begins_near() -> None:
    events = [(n / 100, f"{n:>6}" + "x" * 10_000 + "\r\n") for n in range(200)]
    playback = Playback(recording(*events))

    playback.to(playback.length)
    playback.to(playback.length / 2)

    assert len(playback._kept) > 3  # noqa: SLF001 (that is the point)
    whole = Playback(recording(*events))
    whole.to(playback.at)
    assert playback.emulator.text == whole.emulator.text
