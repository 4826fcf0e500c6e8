"""No text commands the terminal: every payload through the screens and dialogs of a walk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from flowhelp.tui.places import Go, MediaAt, PageAt, Past, RunAt, TrendAt, WalkOf
from flowhelp.tui.screens.walk import WalkScreen
from flowhelp.usecases.walk import unfinished
from tests.cli.test_escapes import OBEYED, PAYLOADS, page
from tests.torture import only_on_request
from tests.tui.hand import Hand, at
from tests.tui.screens.test_walk import library, record
from tests.tui.screens.test_walk_around import told
from tests.tui.terminal import CTRL_Q, ENTER, INTO, RealTerminal, app_env
from tests.tui.worlds import opened

ALL = list(PAYLOADS.values())
GROUPS = ["".join(ALL[first : first + 6]) for first in range(0, len(ALL), 6)]


def walked(payload: str) -> str:
    """A page with the payload in everything that a walk asks and says."""
    p = payload
    return f"""---
params:
  place: {{help: "help{p}", default: "here{p}"}}
---
# Poisoned walk {p}

1. First poisoned {p} {{{{place}}}}.

   > [!CAUTION]
   > **DANGER — Shock{p}.** Contact{p} kills.

   ```sh
   echo poisoned {p}
   ```

   - **Why:** because{p}
   - **Expect:** expected{p}
   - **Record:** Gauge {p}: ___ bar (0–1)
   - **If not:** call {p}
2. Look at ![it {p}](gone{p}.png), [out {p}](https://e.org/{p}).
   - Yes {p} → [On {p}](#on)
   - No {p} → [Off {p}](#off)

## On

1. It is on {p}.

## Off

1. It is off {p}.
"""


async def clean(hand: Hand, *keys: str) -> None:
    """Press keys; fails where anything on the screen would be obeyed after any of them."""
    for key in keys:
        await hand.presses(key)
        found = OBEYED.findall(hand.seen.replace("\n", ""))
        assert found == [], (key, found)
        title = f"{hand.app.title}{hand.app.sub_title}"
        assert OBEYED.findall(title) == [], key


def quiet(hand: Hand) -> None:
    """Fails where what was said at the edge of the screen would be obeyed."""
    for each in hand.app._notifications:  # noqa: SLF001 - what is said there
        assert OBEYED.findall(each.message.replace("\n", "")) == []


async def typed(hand: Hand, words: str) -> None:
    """Paste words into the line at hand, and press Enter."""
    line = hand.app.focused
    assert isinstance(line, Input), hand.seen
    line.value = words
    await clean(hand, "enter")


async def at_the_step(hand: Hand) -> None:
    """Out of every dialog and line, which is left empty."""
    for _ in range(4):
        if not isinstance(hand.app.screen, WalkScreen):
            await clean(hand, "escape")
        elif isinstance(line := hand.app.focused, Input):
            line.value = ""
            await clean(hand, "escape")
    await hand.on(WalkScreen)


async def nothing_is_obeyed(tmp_path: Path, payload: str) -> None:
    """Walk a poisoned page through all its dialogs, and look at all that is left of it."""
    shop = library(tmp_path, walked=walked(payload), poisoned=page(payload))
    cast = [{"version": 2, "width": 40, "height": 5, "title": f"t{payload}"}, [0.1, "o", payload]]
    (tmp_path / "lib" / "a.cast").write_text("\n".join(map(json.dumps, cast)), encoding="utf-8")
    (tmp_path / "lib" / "bad.png").write_bytes(payload.encode())
    async with at(shop, WalkOf("walked", new=True), (100, 40)) as hand:
        await hand.sees("Values")
        await typed(hand, f"there{payload}")
        await hand.until(lambda: "DANGER" in hand.seen or "Values" in hand.seen, "the danger")
        if "Values" in hand.seen:  # not taken as it is: control signs are in it
            await typed(hand, "there")
        await hand.sees("DANGER", "(y)")
        await clean(hand, "f1", "escape", "y")
        await hand.on(WalkScreen)
        await typed(hand, f"5{payload}")
        await at_the_step(hand)
        await clean(hand, "w", "t", "t", "f1", "escape", "r")
        await hand.sees("Run it?")
        await clean(hand, "escape", "c")
        for key, words in (("o", "remark"), ("a", "/no"), ("s", "reason")):
            await at_the_step(hand)
            await clean(hand, key)
            await hand.until(lambda: isinstance(hand.app.focused, Input), words)
            await typed(hand, f"{words}{payload}")
        await at_the_step(hand)
        await clean(hand, "f1", "escape", "ctrl+p", "escape")
        quiet(hand)
    run = unfinished(opened(tmp_path))[0].run
    sid = next(step["sid"] for step in record(opened(tmp_path))["steps"])
    async with at(opened(tmp_path), size=(100, 40)) as hand:
        for place in (
            Past(), Past("walked"), RunAt(run), TrendAt("walked", sid, "gauge"), PageAt("poisoned"),
            MediaAt(f"gone{payload}.png", "walked", f"text{payload}"),
            MediaAt("bad.png", "walked", f"text{payload}"), MediaAt("a.cast", "walked", "text"),
            MediaAt(f"https://e.org/{payload}", "walked", "text"),
        ):  # fmt: skip
            hand.app.screen.post_message(Go(place))
            await hand.pilot.pause(0.1)
            await clean(hand, "down", "enter", "escape", "escape")
        hand.app.action_find()
        hand.app.screen.query_one(Input).focus()
        await hand.sees("What do you want to do?")
        await typed(hand, f"poisoned{payload}")
        await clean(hand, "f1", "escape", "down")
        quiet(hand)


@pytest.mark.parametrize("payload", GROUPS[1:2], ids=["7-12"])
async def test_no_screen_lets_a_payload_through(tmp_path: Path, payload: str) -> None:
    await nothing_is_obeyed(tmp_path, payload)


@pytest.mark.torture
@pytest.mark.parametrize("payload", ALL, ids=PAYLOADS)
async def test_no_screen_lets_one_payload_through(
    tmp_path: Path, payload: str, request: pytest.FixtureRequest
) -> None:
    only_on_request(request)
    await nothing_is_obeyed(tmp_path, payload)


async def test_what_is_refused_is_said_without_commands(tmp_path: Path) -> None:
    for payload in GROUPS:
        async with at(opened(tmp_path), PageAt(f"no{payload}")) as hand:
            await told(hand, "")
            quiet(hand)


def test_a_real_terminal_gets_no_payload_from_a_walk(tmp_path: Path) -> None:
    library(tmp_path, walked=walked("".join(ALL))).close()
    with RealTerminal("walk", "walked", env=app_env(tmp_path)) as terminal:
        terminal.sees("Values")
        terminal.presses("\b" * 200, "there", ENTER)
        terminal.sees("DANGER", "I have read it (y)")
        terminal.presses("y")
        terminal.sees("Step 1 of", without="I have read it")
        terminal.presses(CTRL_Q)
        assert terminal.leaves() == 0
    written = terminal.written.replace(b"\x1b]22;default\x07", b"")  # the shape of the pointer
    assert written.count(INTO) == 1
    for payload in ALL:
        if payload.encode() != INTO:
            assert payload.encode() not in written
    obeyed = set(OBEYED.findall(written.decode("utf-8", "replace"))) - {"\r", "\x1b"}
    assert obeyed == set()
    assert not any(code in written for code in (b"\x1b]", b"\x1bc", b"\x1b[5i", b"\x1b[6n"))
