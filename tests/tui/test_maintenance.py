"""The weekly maintenance of a machine in the app: from the search to the signed record."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from flowhelp.paths import Places
from flowhelp.tui.dialogs.alert import AlertDialog
from flowhelp.tui.dialogs.ask import Ask
from flowhelp.tui.dialogs.confirm import Confirm
from flowhelp.tui.dialogs.params import ParamsDialog
from flowhelp.tui.screens.past import PastScreen
from flowhelp.tui.screens.reader import ReaderScreen
from flowhelp.tui.screens.run import RunScreen
from flowhelp.tui.screens.walk import WalkScreen
from flowhelp.usecases.workspace import Workspace
from tests.cli.plain.examples.conftest import desk
from tests.cli.plain.examples.desk import Desk
from tests.cli.plain.examples.test_walks import (
    LEAD_PIN,
    PIN,
    check_lockout,
    check_maintenance,
)
from tests.cli.plain.examples.told import PERFORMER
from tests.content.shared import needs_format
from tests.tui.hand import Hand, at
from tests.usecases.libraries import OPENED

__all__ = ["desk"]

pytestmark = needs_format
PHOTO = b"\xff\xd8\xff\xe0 a lock and a tag"


def workspace_of(at_desk: Desk) -> Workspace:
    """The workspace of a desk, in this process."""
    env = at_desk.env
    places = Places(env["FLOWHELP_CONFIG"], env["FLOWHELP_DATA"], env["FLOWHELP_CACHE"])
    opened = Workspace(places, folder=at_desk.folder, env=env, shipped=False)
    OPENED.append(opened)
    return opened


async def test_from_the_first_question_to_the_signed_record(desk: Desk) -> None:
    await maintained(desk)

    check_maintenance(desk, sha256(PHOTO).hexdigest())
    check_lockout(desk)
    assert desk.runs("log", "verify").splitlines()[1] == "5 signatures, good."


async def maintained(at_desk: Desk, album: Path | None = None) -> None:
    """The whole way: a question, the page, the walk, the record."""
    at_desk.enrols(PIN, "Kim Berg", "--id", "p-2210", "--role", "maintenance-technician")
    at_desk.enrols(LEAD_PIN, "Lee Lind", "--id", "p-1003", "--role", "shift-lead")
    photo = at_desk.folder / "lock-tag.jpg"
    photo.write_bytes(PHOTO)
    async with at(workspace_of(at_desk), None, (110, 34), album=album) as hand:
        await found(hand)
        await before(hand)
        await locked_out(hand, photo)
        await filter_and_axes(hand)
        await released_and_warm(hand)
        await closed(hand)
        await looked_back(hand)


async def found(hand: Hand) -> None:
    """Words are typed, the page is read, the walk begins."""
    await hand.types("machining centre weekly", then="end")
    await hand.sees("❯ Weekly maintenance of the VMC-850", "Two people are present")
    await hand.pictured("find")
    await hand.presses("enter")
    await hand.on(ReaderScreen)
    await hand.sees("Electric shock", "Before you start")
    await hand.pictured("read")
    await hand.presses("w")


async def looked_back(hand: Hand) -> None:
    """The record, in full."""
    await hand.presses("enter")
    await hand.on(ReaderScreen)
    await hand.presses("ctrl+l")
    await hand.on(PastScreen)
    await hand.sees("Weekly maintenance of the VMC-850", "with deviation")
    await hand.presses("enter")  # the lockout, a part of it, stands below
    await hand.on(RunScreen)
    await hand.sees("Kim Berg", "B1. Two people are present.")
    await hand.presses("pagedown")
    await hand.sees("Hydraulic pressure: 138 bar", "out of limits")
    await hand.pictured("record")


async def before(hand: Hand) -> None:
    """What speaks against it, the values, the start checks."""
    await hand.sees("it takes 2 people", "it asks for the skill loto at level 3")
    await hand.types("Kim is here")
    await hand.sees("B1. Two people are present.", "Enter: done.")
    await hand.presses("enter")
    await hand.on(ParamsDialog)
    await hand.types("VMC-7")
    await hand.sees("has to match VMC-[0-9]{2}")
    await hand.presses("backspace")
    await hand.types("07")
    await hand.types("WO-88231")
    await hand.on(WalkScreen)
    await hand.sees("Step 2 of 20", "Work order WO-88231 is open for machine VMC-07.")
    await hand.presses("enter")
    await hand.sees("Step 3 of 20", "Torque wrench")
    await hand.presses("enter")


async def locked_out(hand: Hand, photo: Path) -> None:
    """The lockout: a danger, another procedure, a wait, two people, a photo."""
    await hand.on(AlertDialog)
    await hand.pictured("danger")
    await warned(hand, "Contact kills")
    await hand.sees("Step 4 of 20", "Plate (scan VMC-[0-9]{2})")
    await hand.types("VMC-07")
    await hand.sees("Step 5 of 20", "has to be walked first")
    await hand.presses("enter")
    await hand.on(Confirm)
    await hand.presses("enter")
    await hand.sees("› Lock out and tag out", "Switch VMC-07 off")
    await hand.presses("enter")
    await hand.sees("Step 2 of 2")
    await hand.presses("enter")
    await signs(hand, "Sign (performed)", PERFORMER)
    await finishes(hand)
    await hand.sees("Step 6 of 20", "Now: it has to wait 5 min.")
    await hand.presses("enter")
    await hand.sees("left to wait in step 1.3")
    await hand.presses("enter")
    await says(hand, "Why go on early?", "exercise, DC bus is off")
    await warned(hand, "cannot easily be undone")
    await hand.sees("Step 7 of 20", "DC bus (below 5 V)")
    await hand.types("7,5 @DVM-031 2051-02-28")
    await hand.sees("DC bus, 7.5 V, is out of limits")
    await hand.presses("escape")
    await warned(hand, "cannot easily be undone")
    await hand.types("1,2")
    await says(hand, "photo of the lock and the tag", str(photo))
    await signs(hand, "Second person", "Kim Berg", PIN)
    await hand.sees("The first value is not shown.")
    assert "1.2 " not in hand.seen
    await hand.types("1,1")
    await hand.sees("This was round 2 of 3.")
    await hand.presses("y")


async def filter_and_axes(hand: Hand) -> None:
    """Readings with limits, and one that is out of them."""
    await warned(hand, "Hot oil")
    await hand.sees("Step 8 of 20", "PG-1 (0–0.5 bar)")
    await hand.types("0,3")
    await hand.sees("Step 9 of 20")
    await hand.presses("enter")
    await hand.sees("Step 10 of 20", "Why and key point: w shows it.")
    await hand.presses("enter")
    await hand.sees("Step 11 of 20", "Torque (23–27 N·m)")
    await hand.presses("2", "8")
    await hand.sees("out of limits: say why")
    await hand.pictured("walk")
    await hand.presses("backspace", "backspace")
    await hand.types("25,4")
    await hand.types("ok")
    await hand.sees("Step 12 of 20", "Backlash X")
    await hand.types("8")
    await hand.types("12")
    await says(hand, "Backlash Y, 12 µm, is out of limits", "wear is known, request WR-4")
    await hand.on(WalkScreen)
    await hand.types("15")


async def released_and_warm(hand: Hand) -> None:
    """The hold of the shift lead, and a value that stops the work."""
    await hand.sees("Step 13 of 20", "waits for a release by shift lead")
    await hand.presses("enter")
    await signs(hand, "Released by shift lead", "Kim Berg", PIN)
    await says(hand, "Why may the work go on?", "all clear")
    await hand.on(WalkScreen)
    await hand.presses("enter")
    await signs(hand, "Released by shift lead", "Lee Lind", LEAD_PIN)
    await says(hand, "Why may the work go on?", "guards are on")
    for number in (14, 15):
        await hand.sees(f"Step {number} of 20", "Enter: done.")
        await hand.presses("enter")
    await hand.sees("Step 16 of 20", "Now: it has to wait 10 min.")
    await hand.presses("enter")
    await hand.sees("left to wait in step 5.1")
    await hand.presses("enter")
    await says(hand, "Why go on early?", "exercise, no spindle")
    await hand.sees("Step 17 of 20", "Throughout: one person stays")
    await hand.types("64")
    await says(hand, "work stops here", "warmed up at once")
    await signs(hand, "Released by", "Lee Lind", LEAD_PIN)
    await says(hand, "Why may the work go on?", "sensor was wet, 30 degrees by hand")
    await hand.on(WalkScreen)
    await hand.sees("Now: 'Hydraulic pressure' has to be recorded.")
    await hand.types("138")
    await says(hand, "Hydraulic pressure, 138 bar, is out", "air after the filter change")


async def closed(hand: Hand) -> None:
    """The last steps, the signature, the end."""
    await hand.sees("Step 18 of 20")
    await hand.presses("n")
    await hand.sees("Step 19 of 20")
    await hand.presses("enter")
    await hand.sees("Step 20 of 20")
    await hand.presses("enter")
    await signs(hand, "Sign (performed)", PERFORMER)
    await finishes(hand)
    await hand.sees("The walk is over: completed with deviation.")


async def warned(hand: Hand, words: str) -> None:
    """Read a safety message, and say so."""
    await hand.on(AlertDialog)
    await hand.sees(words, "(y)")
    await hand.presses("y")
    await hand.on(WalkScreen)


async def says(hand: Hand, question: str, words: str) -> None:
    """Answer a question with words."""
    await hand.on(Ask)
    await hand.sees(question)
    await hand.types(words)


async def signs(hand: Hand, question: str, name: str, pin: str = "") -> None:
    """Give a name, and the PIN that goes with it."""
    await says(hand, question, name)
    if pin:
        await says(hand, f"PIN of {name}", pin)


async def finishes(hand: Hand) -> None:
    """Say that the walk is over."""
    await hand.on(Confirm)
    await hand.sees("Nothing is left to do.")
    await hand.presses("enter")
