"""The states of the app that are looked at: how a person comes there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from textual.screen import Screen

from flowhelp.tui.dialogs.alert import AlertDialog
from flowhelp.tui.dialogs.ask import Ask
from flowhelp.tui.dialogs.choose import Choose
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.dialogs.keys import KeysDialog
from flowhelp.tui.dialogs.params import ParamsDialog
from flowhelp.tui.dialogs.tell import Tell
from flowhelp.tui.places import MediaAt, PageAt, Past, Place, RunAt, TrendAt, WalkOf
from flowhelp.tui.screens.cast import CastScreen
from flowhelp.tui.screens.find import FindScreen
from flowhelp.tui.screens.media import PictureScreen
from flowhelp.tui.screens.past import PastScreen
from flowhelp.tui.screens.reader import ReaderScreen
from flowhelp.tui.screens.run import RunScreen
from flowhelp.tui.screens.trend import TrendScreen
from flowhelp.tui.screens.walk import WalkScreen
from flowhelp.typeset.styles import Line, Style
from flowhelp.usecases.media import Kind, Media
from tests.pasts import run_id
from tests.tui.hand import Hand
from tests.tui.screens.test_media import cast


@dataclass(frozen=True)
class State:
    """One state.

    Attributes:
        name: Of its picture.
        place: Where the app opens; None for the search.
        world: What is there: `library`, `past`, or `new`.
        goes: What the person does.
        sees: What stands on the screen when it is done.
        always: The screen or dialog that it shows, where it is looked at in every size and
            theme; each has one such state at least.
    """

    name: str
    place: Place | None
    goes: Callable[[Hand], Awaitable[object]] | None = None
    sees: tuple[str, ...] = ()
    world: str = "library"
    always: type[Screen[Any]] | None = None


async def _results(hand: Hand) -> None:
    await hand.sees("plant")
    await hand.types("pump valve", then="left")
    await hand.sees("Swap the feed pump", "never done here")


async def _nothing(hand: Hand) -> None:
    await hand.sees("plant")
    await hand.types("submarine", then="left")


async def _outline(hand: Hand) -> None:
    await hand.sees("Swap the feed pump")
    if hand.app.size.width < 100:
        await hand.presses("o")


async def _sought(hand: Hand) -> None:
    await hand.sees("Swap the feed pump")
    await hand.presses("slash")
    await hand.types("valve", then="enter")


async def _readings(hand: Hand) -> None:
    await hand.sees("1. Close valve V-12.")
    await hand.presses("enter")
    await hand.sees("Gauge PG-2")


async def _out(hand: Hand) -> None:
    await _readings(hand)
    await hand.presses("4")


async def _reason(hand: Hand) -> None:
    await _readings(hand)
    await hand.types("4")
    await hand.on(Ask)


async def _decision(hand: Hand) -> None:
    await _readings(hand)
    await hand.types("2")
    await hand.sees("recorded, ✓ within limits")
    await hand.types("1")


async def _ended(hand: Hand) -> None:
    await _decision(hand)
    await hand.sees("Is the floor dry?")
    await hand.presses("enter")
    await hand.sees("Open the valve")
    await hand.presses("d")
    await hand.sees("put the sign away")
    await hand.presses("d")
    await hand.on(Confirm)
    await hand.presses("enter")


async def _waits(hand: Hand) -> None:
    await hand.sees("it has to wait")
    await hand.presses("enter")


async def _held(hand: Hand) -> None:
    await hand.sees("Bus")
    await hand.types("12")
    await hand.on(Ask)
    await hand.types("the meter is right")
    await hand.sees("Released by")
    await hand.presses("escape")
    await hand.on(WalkScreen)


async def _signs(hand: Hand) -> None:
    await hand.sees("Bus")
    await hand.types("1")
    await hand.on(Ask)


async def _command(hand: Hand) -> None:
    await hand.sees("Restart it")
    await hand.presses("r")
    await hand.on(Confirm)


async def _ran(hand: Hand) -> None:
    await _command(hand)
    await hand.presses("y")


async def _danger(hand: Hand) -> None:
    await hand.sees("1. Look around.")
    await hand.presses("enter")
    await hand.on(AlertDialog)


async def _values(hand: Hand) -> None:
    await hand.on(ParamsDialog)
    await hand.types("X")


async def _keys(hand: Hand) -> None:
    await hand.on(WalkScreen)
    await hand.sees("Close valve V-12")
    await hand.presses("question_mark")
    await hand.on(KeysDialog)


async def _paused(hand: Hand) -> None:
    raw = cast(
        [0, "o", "\x1b[1m$ \x1b[0mmake lamp\r\n"],
        [1, "o", "\x1b[32mthe lamp is lit\x1b[0m\r\n"],
        [1, "m", "Lit"],
        [2, "o", "done"],
    )
    now = [0.0]
    screen = CastScreen(raw, Media(Kind.RECORDING, "/x.cast", path="x.cast"), clock=lambda: now[0])
    hand.app.push_screen(screen)
    await hand.until(lambda: screen.playback is not None, "the recording")
    now[0] = 1.5
    screen.tick()
    await hand.presses("space")


async def _export(hand: Hand) -> None:
    await hand.on(RunScreen)
    await hand.presses("x")
    await hand.on(Choose)


async def _verified(hand: Hand) -> None:
    await hand.on(RunScreen)
    lines: list[Line] = [(("30 events, unbroken.", None),), (("A head of a chain: 30", Style.DIM),)]
    hand.app.push_screen(Tell("✓ Whole", lines))
    await hand.on(Tell)


_PAGE, _PUMP = PageAt("swap-pump"), WalkOf("swap-pump")
_TREND = TrendAt("plant/pump", "s-b", "gauge")
_PICTURE = MediaAt("pump.png", "swap-pump", "The pump")

STATES = (
    State("home-first-run", None, None, ("Try a walk",), "new"),
    State("home", None, None, ("Unfinished",), "past"),
    State("home-results", None, _results, ("Swap the feed pump",), always=FindScreen),
    State("home-nothing", None, _nothing, ("Nothing answers",)),
    State(
        "reader", PageAt("swap-pump"), None, ("Swap the feed pump", "Before"), always=ReaderScreen
    ),
    State("reader-outline", _PAGE, _outline, ("Close up",)),
    State("reader-search", _PAGE, _sought, ("of",)),
    State("walk-start", _PUMP, None, ("1. Close valve V-12.", "Enter: done."), always=WalkScreen),
    State("walk-readings", _PUMP, _out, ("out of limits",), always=WalkScreen),
    State("walk-reason", _PUMP, _reason, ("is out of limits",), always=Ask),
    State("walk-decision", _PUMP, _decision, ("Is the floor dry?", "1  Yes")),
    State("walk-ended", _PUMP, _ended, ("The walk is over",)),
    State("walk-wait", WalkOf("tea"), _waits, ("left to wait",)),
    State("walk-held", WalkOf("check-bus"), _held, ("it is held",)),
    State("walk-sign", WalkOf("check-bus"), _signs, ("Second person",)),
    State("walk-command", WalkOf("lamp"), _command, ("Run it?",), always=Confirm),
    State("walk-ran", WalkOf("lamp"), _ran, ("lampd is up", "Escape closes")),
    State("walk-danger", WalkOf("lockout"), _danger, ("DANGER",), always=AlertDialog),
    State("walk-values", WalkOf("calibrate"), _values, ("VMC-[0-9]{2}",), always=ParamsDialog),
    State("past", Past(), None, ("4 runs",), "past", always=PastScreen),
    State("run", RunAt(run_id(3)), None, ("Read the gauge",), "past", always=RunScreen),
    State("run-export", RunAt(run_id(3)), _export, ("Export this run as",), "past", always=Choose),
    State("run-verified", RunAt(run_id(3)), _verified, ("Whole",), "past", always=Tell),
    State(
        "trend",
        TrendAt("plant/pump", "s-b", "gauge"),
        None,
        ("3 values",),
        "past",
        always=TrendScreen,
    ),
    State("keys", _PUMP, _keys, ("Keys",), always=KeysDialog),
    State(
        "picture",
        MediaAt("pump.png", "swap-pump", "The pump"),
        None,
        ("pump.png",),
        always=PictureScreen,
    ),
    State("cast-paused", None, _paused, ("paused",), always=CastScreen),
)
